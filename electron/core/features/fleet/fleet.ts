import type { FleetCluster } from '../../../../shared/contract/fleet.ts';
import { toErrorInfo } from '../../../../shared/errors.ts';
import { fleetKey } from '../../../../shared/scope.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { FleetState } from './fleet-state.ts';

/** Fans out over the open clusters' own states; nothing here is shared between two clusters. */
export function fleetHandlers(core: Core): HandlersOf<'fleet.cluster' | 'fleet.get'> {
  const states = new Map<string, FleetState>();
  const stateOf = (cluster: Cluster): FleetState => {
    const { clusterId } = cluster;
    const known = states.get(clusterId);
    if (known !== undefined) return known;
    const state = new FleetState(cluster, core.ports.clock, () => permitted(core, clusterId));
    states.set(clusterId, state);
    cluster.ends.add(() => void states.delete(clusterId));
    return state;
  };
  const entry = async (cluster: Cluster): Promise<FleetCluster> => {
    const { clusterId } = cluster;
    try {
      const figures = await stateOf(cluster).get();
      return { clusterId, status: cluster.status(), figures, error: null };
    } catch (error) {
      return { clusterId, status: cluster.status(), figures: null, error: toErrorInfo(error, clusterId) };
    }
  };
  return {
    'fleet.cluster': ({ clusterId }) => stateOf(core.cluster(clusterId)).get(),
    'fleet.get': async ({ clusterIds }) => {
      const clusters = clusterIds?.map((id) => core.cluster(id)) ?? core.selection.all;
      const key = fleetKey(
        clusters.map(({ clusterId }) => clusterId),
        'figures',
      );
      return { key, clusters: await Promise.all(clusters.map(entry)) };
    },
  };
}

/** Namespaces of a user without rights on the whole cluster: what they typed, and what their context names. */
function permitted(core: Core, clusterId: string): readonly string[] {
  const typed = core.ports.settings.get().clusters[clusterId]?.namespaces ?? [];
  const own = core.contexts.find(clusterId)?.namespace ?? null;
  return [...new Set(own === null ? typed : [...typed, own])];
}
