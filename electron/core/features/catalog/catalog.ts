import type { Catalog, KindInfo } from '../../../../shared/contract/catalog.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { resolveKind } from '../../../../shared/kinds/index.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

/** Longest wait for the server's discovery, ms, when a word for a kind is not among the assumed ones. */
const discoveryMs = 30_000;

type Names = 'catalog.get' | 'catalog.resolve' | 'catalog.counts';

export function catalogHandlers(core: Core): HandlersOf<Names> {
  return {
    'catalog.get': async ({ clusterId }, from) => {
      const engine = await core.cluster(clusterId).engine(core.signal(from));
      return engine.catalog();
    },
    'catalog.resolve': ({ clusterId, kind }, from) => kindOf(core.cluster(clusterId), kind, core.signal(from)),
    'catalog.counts': ({ clusterId }) => ({ counts: core.cluster(clusterId).counts.all }),
  };
}

/** The kind that a word means on this cluster; waits for discovery when the assumed kinds do not know it. */
export async function kindOf(cluster: Cluster, word: string, signal: AbortSignal): Promise<KindInfo> {
  const engine = await cluster.engine(signal);
  const known = resolveKind(engine.catalog().kinds, word);
  // An assumed kind is right on every server that has it under this name; only unknown words are worth waiting for.
  if (known !== undefined) return known;
  const catalog = await cluster.discovered(signal, discoveryMs);
  const found = resolveKind(catalog.kinds, word);
  if (found !== undefined) return found;
  throw new PortolanError('not-found', `${cluster.clusterName} has no kind ${JSON.stringify(word)}${failed(catalog)}.`);
}

function failed(catalog: Catalog): string {
  const groups = catalog.failedGroups.map(({ group }) => group);
  return groups.length === 0 ? '' : ` (not known: the kinds of ${groups.join(', ')}, whose server does not answer)`;
}
