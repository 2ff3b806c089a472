import type { Freshness } from '../../shared/contract/views.ts';
import { isCurrent } from '../../shared/freshness.ts';
import type { Source } from './views/collection.ts';

type Scope = Pick<Source, 'namespace' | 'freshness'>;

/** One word for several sources: the worst that is true of what is shown. */
export function combined(sources: readonly Scope[]): Freshness {
  if (sources.length === 0) return { state: 'connecting' };
  const denied = sources.filter((source) => source.freshness.state === 'denied');
  const rest = sources.filter((source) => source.freshness.state !== 'denied');
  const first = denied[0]?.freshness;
  // What is shown and not live goes before what is not shown.
  const old = rest.find(({ freshness: { state }, freshness }) => state !== 'connecting' && !isCurrent(freshness));
  if (first?.state === 'denied' && old === undefined) {
    const namespaces = rest.map((source) => source.namespace);
    return namespaces.length === 0 ? first : { ...first, namespaces };
  }
  for (const state of ['stale', 'closed', 'connecting'] as const) {
    const found = rest.find(({ freshness }) => freshness.state === state && !isCurrent(freshness));
    if (found !== undefined) return found.freshness;
  }
  return rest.find(({ freshness }) => freshness.state === 'stale')?.freshness ?? { state: 'live' };
}
