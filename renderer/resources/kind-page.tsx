import type { ReactNode } from 'react';
import { useCluster, useCommand, useHandle, useStored } from '../data/hooks.ts';
import { ErrorBoundary } from '../ui/empty.tsx';
import { SplitPane } from '../ui/split.tsx';
import { DetailsPanel } from './details/details-panel.tsx';
import { ListPane } from './list/list-pane.tsx';
import type { PanelTab } from './panel-tab.ts';

export interface KindPageProps {
  readonly clusterId: string;
  /** KindInfo id. */
  readonly kind: string;
}

const WIDTH = 480;
const NARROWEST = 320;
const WIDEST = 1_200;
const checkWidth = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= NARROWEST && value <= WIDEST ? value : undefined;

/** The page of any kind: its list, and the details of one object beside it, with the tabs that features bring. */
export function KindPageWith({
  clusterId,
  kind,
  tabs,
}: KindPageProps & { readonly tabs: readonly PanelTab[] }): ReactNode {
  const handle = useHandle(clusterId);
  const panel = useCluster(clusterId, (state) => state.panel) ?? null;
  const [width, setWidth] = useStored('panelWidth', clusterId, WIDTH, checkWidth);
  const shown = panel !== null && panel.list === kind ? panel : null;
  useCommand(clusterId, (command) => {
    if (command.name !== 'panel.close' || shown === null) return false;
    handle?.setPanel(null);
    return true;
  });
  if (handle === undefined) return null;
  // What is remembered belongs to one kind of one cluster: another one is another list.
  const key = `${clusterId}\n${kind}`;
  return (
    <SplitPane
      side="right"
      size={width}
      min={NARROWEST}
      max={WIDEST}
      onSize={setWidth}
      label="Resize details"
      panel={shown === null ? null : <DetailsPanel key={key} clusterId={clusterId} panel={shown} tabs={tabs} />}
    >
      <ErrorBoundary what="the list" resetKey={key}>
        <ListPane key={key} clusterId={clusterId} kind={kind} />
      </ErrorBoundary>
    </SplitPane>
  );
}
