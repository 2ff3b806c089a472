import { PortolanError } from '../../../../shared/errors.ts';
import { settingsSchema } from '../../../../shared/settings.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { exportText, readImport } from './portable.ts';

type Names = 'settings.get' | 'settings.set' | 'settings.export' | 'settings.import';

/** Written by the host from what happened, never by a window: consent above all is given through `clusters.consent` only. */
const hostOwned: ReadonlySet<string> = new Set([
  'version',
  'execConsents',
  'clusterFileParts',
  'openClusters',
  'window',
]);
const partial = settingsSchema.partial();

export function settingsHandlers(core: Core): HandlersOf<Names> {
  return {
    'settings.get': () => core.ports.settings.get(),
    'settings.export': () => ({ text: exportText(core.ports.settings.get()) }),
    'settings.import': async ({ text, apply }) => {
      const { settings } = core.ports;
      const { values, changes } = readImport(text, settings.get());
      return { changes, settings: apply ? await settings.set(values) : settings.get() };
    },
    'settings.set': ({ values }) => {
      const owned = Object.keys(values).find((key) => hostOwned.has(key));
      if (owned !== undefined) throw new PortolanError('invalid', `The setting "${owned}" is kept by Portolan itself.`);
      const given = Object.fromEntries(Object.keys(values).map((key) => [key, true]));
      const checked = partial.strict().safeParse(values);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        const path = issue?.path.map(String).join('.') ?? '';
        throw new PortolanError(
          'invalid',
          `The setting ${path === '' ? '' : `"${path}" `}is wrong: ${issue?.message}.`,
        );
      }
      // Defaults of keys that were not given must not overwrite what is there.
      const only = Object.entries(checked.data).filter(([key]) => Object.hasOwn(given, key));
      return core.ports.settings.set(Object.fromEntries(only));
    },
  };
}
