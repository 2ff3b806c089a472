import type { PanelTab } from '../../resources/panel-tab.ts';
import { YamlTab } from './yaml-tab.tsx';

export const yamlTab: PanelTab = { id: 'yaml', label: 'YAML', applies: () => true, Component: YamlTab };
