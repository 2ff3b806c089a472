import type { ReactNode } from 'react';
import type { AppPage, Page } from '../data/pages.ts';
import { type KindPageProps, KindPageWith } from '../resources/kind-page.tsx';
import type { PanelTab } from '../resources/panel-tab.ts';
import { contextsPage } from './contexts/index.ts';
import { createPage } from './create/index.tsx';
import { diffPage } from './diff/index.tsx';
import { entriesTab } from './entries/index.ts';
import { eventsTab } from './events/index.ts';
import { fleetPages } from './fleet/index.ts';
import { operationsPage } from './operations/index.ts';
import { overviewPage } from './overview/index.ts';
import { nodePodsTab, relatedTabs } from './relations/index.ts';
import { SearchDialog } from './search/search-dialog.tsx';
import { yamlTab } from './yaml/index.tsx';

/** The search over every open cluster. */
export const Search = SearchDialog;

/** Pages of a cluster beside the lists of kinds, in the order of the sidebar. */
export const pages: readonly Page[] = [overviewPage, operationsPage, createPage, diffPage];

/** Pages about all clusters, in the order of their sidebar. */
export const appPages: readonly AppPage[] = [...fleetPages, contextsPage];

/** Tabs that features add to the details of an object, in their order. */
export const panelTabs: readonly PanelTab[] = [entriesTab, nodePodsTab, eventsTab, ...relatedTabs, yamlTab];

/** The page of any kind, with every feature's tab. */
export function KindPage(props: KindPageProps): ReactNode {
  return <KindPageWith {...props} tabs={panelTabs} />;
}
