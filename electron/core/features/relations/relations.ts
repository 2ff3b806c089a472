import type { Relations } from '../../../../shared/contract/relations.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { gather } from './gather.ts';
import { namespaceSummary } from './namespace.ts';
import { nodeAllocation } from './node.ts';
import { serviceEndpoints } from './service.ts';
import { subjectGrants } from './subject.ts';
import { ownedBelow, ownersAbove } from './tree.ts';
import { selectedPods, usersOf, usesOf } from './users.ts';

type Names = 'relations.get' | 'relations.node' | 'relations.service' | 'relations.namespace' | 'relations.subject';

export function relationHandlers(core: Core): HandlersOf<Names> {
  return {
    'relations.get': ({ clusterId, everyKind, ...ref }, from) =>
      relations(core.cluster(clusterId), ref, everyKind, core.signal(from)),
    'relations.node': ({ clusterId, name }, from) => nodeAllocation(core.cluster(clusterId), name, core.signal(from)),
    'relations.service': ({ clusterId, namespace, name }, from) =>
      serviceEndpoints(core.cluster(clusterId), namespace, name, core.signal(from)),
    'relations.namespace': ({ clusterId, name }, from) =>
      namespaceSummary(core.cluster(clusterId), name, core.signal(from)),
    'relations.subject': ({ clusterId, ...subject }, from) =>
      subjectGrants(core.cluster(clusterId), subject, core.signal(from)),
  };
}

async function relations(
  cluster: Cluster,
  ref: { readonly kind: string; readonly namespace: string; readonly name: string },
  everyKind: boolean,
  signal: AbortSignal,
): Promise<Relations> {
  const gathering = await gather(cluster, ref, signal);
  const [owners, owned, uses, users, selected] = await Promise.all([
    ownersAbove(gathering),
    ownedBelow(gathering, everyKind),
    usesOf(gathering),
    usersOf(gathering),
    selectedPods(gathering),
  ]);
  return {
    owners,
    owned: owned.owned,
    ownedKindsOnly: owned.knownKindsOnly,
    uses,
    ...users,
    selects: selected,
    partial: gathering.lister.partial,
    notSearched: gathering.lister.notSearched,
  };
}
