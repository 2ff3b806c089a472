import type { PanelTab } from '../../resources/panel-tab.ts';
import { EndpointsSummary } from './endpoints-summary.tsx';
import { GrantsSummary } from './grants-summary.tsx';
import { NamespaceSummaryPart } from './namespace-summary.tsx';
import { AllocationSummary, NodePodsTab } from './node-parts.tsx';
import { RelatedTab } from './related-tab.tsx';

/** Kinds that belong to nothing and that nothing belongs to: events say what they are about themselves, metrics are no objects. */
const ALONE = new Set([
  'events',
  'events.events.k8s.io',
  'pods.metrics.k8s.io',
  'nodes.metrics.k8s.io',
  'componentstatuses',
]);

export const nodePodsTab: PanelTab = {
  id: 'pods',
  label: 'Pods',
  applies: (kind) => kind === 'nodes',
  Component: NodePodsTab,
  Summary: AllocationSummary,
};

const SUMMARIES: Readonly<Record<string, PanelTab['Summary']>> = {
  services: EndpointsSummary,
  namespaces: NamespaceSummaryPart,
  serviceaccounts: GrantsSummary,
};

const related = (applies: PanelTab['applies'], Summary?: PanelTab['Summary']): PanelTab => ({
  id: 'related',
  label: 'Related',
  applies,
  Component: RelatedTab,
  ...(Summary === undefined ? {} : { Summary }),
});

/** One tab for every kind; some kinds have a part of it in their summary. */
export const relatedTabs: readonly PanelTab[] = [
  ...Object.entries(SUMMARIES).map(([id, Summary]) => related((kind) => kind === id, Summary)),
  related((kind) => !ALONE.has(kind) && SUMMARIES[kind] === undefined),
];
