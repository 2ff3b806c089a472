import { lazy, type ReactNode, Suspense } from 'react';
import type { PanelTab, PanelTabProps } from '../../resources/panel-tab.ts';
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

export const yamlTab: PanelTab = { id: 'yaml', label: 'YAML', applies: () => true, Component: YamlTab };
