import { lazy, type ReactNode, Suspense, useEffect, useSyncExternalStore } from 'react';
import { draftKey } from '../../data/drafts.ts';
import { useHandle } from '../../data/hooks.ts';
import type { PanelMarkProps, PanelTab, PanelTabProps } from '../../resources/panel-tab.ts';
import { Waiting } from './waiting.tsx';

/** The editor comes with the first YAML: a first list does not wait for it. */
const Editor = lazy(() => import('./yaml-tab.tsx').then((module) => ({ default: module.YamlTab })));

function YamlTab(props: PanelTabProps): ReactNode {
  return (
    <Suspense fallback={<Waiting />}>
      <Editor {...props} />
    </Suspense>
  );
}

const never = (): (() => void) => () => {};

/** A draft waits: said on the tab, whichever tab is open. */
function DraftMark({ clusterId, target, report }: PanelMarkProps): ReactNode {
  const drafts = useHandle(clusterId)?.drafts;
  const key = draftKey(target.kind, target.namespace, target.name);
  const waits = useSyncExternalStore(drafts?.subscribe ?? never, () => drafts?.has(key) ?? false);
  useEffect(() => report(waits), [report, waits]);
  return null;
}

export const yamlTab: PanelTab = {
  id: 'yaml',
  label: 'YAML',
  applies: () => true,
  Component: YamlTab,
  Mark: DraftMark,
};
