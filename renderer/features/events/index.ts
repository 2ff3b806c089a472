import type { PanelTab } from '../../resources/panel-tab.ts';
import { EventsCount, EventsSummary, EventsTab } from './events-tab.tsx';

/** Events have no events of their own. */
export const eventsTab: PanelTab = {
  id: 'events',
  label: 'Events',
  applies: (kind) => kind !== 'events' && kind !== 'events.events.k8s.io',
  Component: EventsTab,
  Count: EventsCount,
  Summary: EventsSummary,
};
