import { PortolanError } from '../../../../shared/errors.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import { parseTime } from '../../../../shared/kube/age.ts';
import { formatFieldSelector } from '../../../../shared/kube/field-selectors.ts';
import { rec, str } from '../../../../shared/kube/read.ts';
import { allocationOf, type NodeAllocation } from '../../../../shared/relations/node-allocation.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kindOf } from '../catalog/catalog.ts';
import { look } from './existing.ts';
import { gather } from './gather.ts';

/** Pods of a node that have not ended, as `describe.go` NodeDescriber asks for them. */
export async function nodeAllocation(cluster: Cluster, name: string, signal: AbortSignal): Promise<NodeAllocation> {
  const gathering = await gather(cluster, { kind: 'nodes', namespace: '', name }, signal);
  const { object } = gathering.subject;
  const kind = await kindOf(cluster, 'pods', signal);
  const fields = formatFieldSelector([
    { field: 'spec.nodeName', operator: '=', value: name },
    { field: 'status.phase', operator: '!=', value: 'Succeeded' },
    { field: 'status.phase', operator: '!=', value: 'Failed' },
  ]);
  const [pods, lease] = await Promise.all([
    gathering.lister.list({ kind, namespace: '', fields }),
    look(gathering, { group: 'coordination.k8s.io', kind: 'Lease', namespace: 'kube-node-lease', name }, 'whole'),
  ]);
  const refused = gathering.lister.notSearched[0];
  if (pods === null)
    throw new PortolanError(refused?.code ?? 'internal', refused?.words ?? 'The pods cannot be listed.');
  const renewed = lease.type === 'found' ? rec(lease.object.spec).renewTime : null;
  return {
    ...allocationOf(object, pods),
    more: gathering.lister.partial.length,
    renewedAt: parseTime(renewed),
    podCapacity: podCapacity(object),
  };
}

const podCapacity = (node: KubeObject): string => {
  const status = rec(node.status);
  return str(rec(status.allocatable).pods) || str(rec(status.capacity).pods);
};
