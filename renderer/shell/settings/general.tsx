import { Segmented, Switch } from '../../ui/field.tsx';
import { useSettings } from './use-settings.ts';

export function GeneralSection() {
  const [settings, set] = useSettings();
  return (
    <>
      <Segmented
        label="Theme"
        description="High contrast follows the system in light and dark."
        value={settings.theme}
        onChange={(theme) => set({ theme })}
        options={[
          { value: 'system', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'high-contrast', label: 'High contrast' },
        ]}
      />
      <Segmented
        label="Density"
        description="Rows of 28 or of 34 pixels."
        value={settings.density}
        onChange={(density) => set({ density })}
        options={[
          { value: 'compact', label: 'Compact' },
          { value: 'comfortable', label: 'Comfortable' },
        ]}
      />
      <Switch
        label="Keep hidden tabs up to date"
        description="A tab in the background keeps watching its last view; switching back needs no reload."
        checked={settings.backgroundRefresh}
        onChange={(backgroundRefresh) => set({ backgroundRefresh })}
      />
      <Segmented
        label="A context name that is open from another file"
        description="What opening the second one does."
        value={settings.duplicateContexts}
        onChange={(duplicateContexts) => set({ duplicateContexts })}
        options={[
          { value: 'ask', label: 'Ask' },
          { value: 'both', label: 'Open both' },
        ]}
      />
    </>
  );
}
