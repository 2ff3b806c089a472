import type { ReactNode } from 'react';
import type { Details } from '../../../shared/details/model.ts';
import type { PanelTab, PanelTabProps } from '../panel-tab.ts';
import { ContainerLines } from './containers-tab.tsx';
import { FoldSection } from './fold-section.tsx';
import { SectionView } from './items.tsx';

export interface SummaryTabProps extends PanelTabProps {
  readonly details: Details;
  /** Tabs of features that have a part here. */
  readonly tabs: readonly PanelTab[];
}

/** Status, containers, what features add (events), then conditions, metadata and the rest. */
export function SummaryTab({ details, tabs, ...props }: SummaryTabProps): ReactNode {
  const { clusterId } = props;
  const [first, ...rest] = details.sections;
  return (
    <div>
      {first === undefined ? null : <SectionView clusterId={clusterId} section={first} />}
      {details.containers.length === 0 ? null : (
        <FoldSection id="containers" title="Containers">
          <ContainerLines clusterId={clusterId} containers={details.containers} />
        </FoldSection>
      )}
      {tabs.map((tab) => (tab.Summary === undefined ? null : <tab.Summary key={tab.id} {...props} />))}
      {rest.map((section) => (
        <SectionView key={section.id} clusterId={clusterId} section={section} />
      ))}
    </div>
  );
}
