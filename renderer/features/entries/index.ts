import type { PanelTab } from '../../resources/panel-tab.ts';
import { EntriesTab } from './entries-tab.tsx';

export const entriesTab: PanelTab = {
  id: 'data',
  label: 'Data',
  applies: (kind) => kind === 'configmaps' || kind === 'secrets',
  Component: EntriesTab,
};
