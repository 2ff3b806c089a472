import type { ContextInfo } from '../../shared/contract/contexts.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CommandBus } from './commands.ts';
import { checkPlace, type Place } from './nav.ts';
import type { ViewStorage } from './storage.ts';

/** `kind:pods`, `page:overview`. */
export function placeOf(text: string): Place {
  const at = text.indexOf(':');
  const rest = text.slice(at + 1);
  return text.startsWith('page:') ? { type: 'page', id: rest } : { type: 'kind', kind: rest };
}

export interface StartParts {
  readonly storage: ViewStorage;
  readonly commands: CommandBus;
  readonly settings: Settings;
  readonly context: ContextInfo | undefined;
}

/** Where a cluster begins that a person has just opened, by the settings; what it showed last time where they say so. */
export function startCluster(
  handle: { readonly clusterId: string; begin(place: Place): void },
  { storage, commands, settings, context }: StartParts,
): void {
  const { clusterId } = handle;
  const remembered = storage.read<Place | null>('place', clusterId, null, checkPlace) !== null;
  if (remembered && settings.openAt === 'last') return;
  handle.begin(placeOf(settings.startPlace));
  const own = settings.startNamespaces === 'context' ? (context?.namespace ?? null) : null;
  commands.run(clusterId, { name: 'namespaces.set', namespaces: own === null ? null : [own] });
}
