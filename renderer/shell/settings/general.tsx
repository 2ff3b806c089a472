import { useMemo } from 'react';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { Segmented, Switch } from '../../ui/field.tsx';
import type { Page } from '../types.ts';
import { Select } from './select.tsx';
import { useSettings } from './use-settings.ts';

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');
const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** `Europe/Berlin` under Europe. */
const zoneOptions = () => [
  { value: 'local', label: `This machine’s (${here()})` },
  { value: 'utc', label: 'UTC' },
  ...zones.map((value) => ({ value, label: value.replaceAll('_', ' '), group: value.split('/')[0] ?? '' })),
];

const startOptions = (pages: readonly Page[]) => [
  ...pages.map(({ id, title }) => ({ value: `page:${id}`, label: title, group: 'Pages' })),
  ...declaredKinds.map(({ id, title }) => ({ value: `kind:${id}`, label: title, group: 'Lists' })),
];

export function GeneralSection({ pages }: { readonly pages: readonly Page[] }) {
  const [settings, set] = useSettings();
  const zoneList = useMemo(zoneOptions, []);
  const starts = useMemo(() => startOptions(pages), [pages]);
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
      <Select
        label="Time zone"
        description="Of every time that is shown with its hour; ages stay ages."
        value={settings.timeZone}
        onChange={(timeZone) => set({ timeZone })}
        options={zoneList}
      />
      <Segmented
        label="A cluster that is opened shows"
        value={settings.openAt}
        onChange={(openAt) => set({ openAt })}
        options={[
          { value: 'last', label: 'What it showed last' },
          { value: 'start', label: 'Where one starts' },
        ]}
      />
      <Select
        label="Where one starts"
        value={settings.startPlace}
        onChange={(startPlace) => set({ startPlace })}
        options={starts}
      />
      <Segmented
        label="Namespaces one starts with"
        value={settings.startNamespaces}
        onChange={(startNamespaces) => set({ startNamespaces })}
        options={[
          { value: 'all', label: 'All' },
          { value: 'context', label: 'The one its context names' },
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
