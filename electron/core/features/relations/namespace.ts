import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { CallOutput } from '../../../../shared/contract/index.ts';
import type { NotSearched } from '../../../../shared/contract/relations.ts';
import { declaredKinds } from '../../../../shared/kinds/index.ts';
import { kindWords } from '../../../../shared/kinds/words.ts';
import { arr, int, rec } from '../../../../shared/kube/read.ts';
import { type KindTotal, limitLines, quotaUses } from '../../../../shared/relations/namespace-summary.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { statusMessage } from '../../cluster/preflight.ts';
import { apiPath } from '../catalog/api-path.ts';
import { type Gathering, gather, kindWithId } from './gather.ts';
import { inTurn } from './lister.ts';

const order = new Map(declaredKinds.map(({ id }, at) => [id, at]));
/** Namespaces full of kinds: one small request each. */
const mostKinds = 150;

export async function namespaceSummary(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<CallOutput<'relations.namespace'>> {
  const gathering = await gather(cluster, { kind: 'namespaces', namespace: '', name }, signal);
  const { catalog, lister } = gathering;
  const list = async (id: string) => {
    const kind = kindWithId(catalog, id);
    return kind === undefined ? [] : ((await lister.list({ kind, namespace: name })) ?? []);
  };
  const denied: NotSearched[] = [];
  const [quotas, ranges, counts] = await Promise.all([
    list('resourcequotas'),
    list('limitranges'),
    inTurn(countable(gathering), (kind) => count(gathering, kind, name, denied)),
  ]);
  return {
    quotas: quotaUses(quotas),
    limits: limitLines(ranges),
    counts: counts.filter((one): one is KindTotal => one !== null && one.count > 0),
    notSearched: [...lister.notSearched, ...denied],
  };
}

function countable({ catalog }: Gathering): readonly KindInfo[] {
  return (
    catalog.kinds
      .filter((info) => info.namespaced && info.verbs.includes('list') && info.group !== 'metrics.k8s.io')
      // Both groups of events hold the same objects.
      .filter((info) => info.id !== 'events.events.k8s.io')
      .toSorted((a, b) => (order.get(a.id) ?? 1_000) - (order.get(b.id) ?? 1_000))
      .slice(0, mostKinds)
  );
}

/** One object is asked for, as metadata, and the server says how many remain. */
async function count(
  { cluster, signal }: Gathering,
  kind: KindInfo,
  namespace: string,
  denied: NotSearched[],
): Promise<KindTotal | null> {
  const accept = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';
  const path = `${apiPath(kind, namespace, '')}?limit=1`;
  const response = await cluster.request({ method: 'GET', path, headers: { accept } }, signal);
  if (response.status >= 300) {
    const forbidden = response.status === 403;
    const words = forbidden
      ? `You may not list ${kindWords(kind)} in namespace ${namespace}.`
      : `${kindWords(kind)} cannot be counted: ${statusMessage(response)}`;
    denied.push({ kind: kind.id, words, code: forbidden ? 'forbidden' : 'internal' });
    return null;
  }
  const answer = rec(JSON.parse(response.text));
  return { kind: kind.id, count: arr(answer.items).length + int(rec(answer.metadata).remainingItemCount) };
}
