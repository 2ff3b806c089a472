import type { AppPage } from '../../data/pages.ts';
import { FleetPage } from './fleet-page.tsx';

/** One page seen from three sides: the clusters, what is wrong in them, what they warn of. */
export const fleetPages: readonly AppPage[] = [
  { id: 'fleet', title: 'Clusters', icon: 'layout-grid', group: 'fleet', Component: FleetPage },
  { id: 'fleet.attention', title: 'Attention', icon: 'triangle-alert', group: 'fleet', Component: FleetPage },
  { id: 'fleet.events', title: 'Warnings', icon: 'scroll-text', group: 'fleet', Component: FleetPage },
];
