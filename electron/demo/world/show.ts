import type { Stored } from '../store/collection.ts';
import { endpointVersions } from './endpoints.ts';
import type { PodRecord } from './pod.ts';
import type { Counts, Revision, Workload } from './workload.ts';
import type { World } from './world.ts';

/** ReplicaSets kept for a way back. Ten is a Deployment's default; three is enough to look at. */
const HISTORY = 3;

export function countsOf(workload: Workload, pods: readonly PodRecord[]): Counts {
  const live = pods.filter((pod) => pod.deletion === 0);
  const ready = live.filter((pod) => pod.ready).length;
  const updated = live.filter((pod) => pod.owner === workload.current.owner).length;
  return { desired: workload.replicas, total: live.length, updated, ready };
}

/**
 * New versions of a workload's own objects, as they follow from its pods: of those that changed only, as controllers
 * do it. `loading` fills a world before anyone watches.
 */
export function showWorkload(world: World, workload: Workload, loading: boolean): void {
  const pods = world.podsOf(workload);
  const { store } = world;
  const put = (resource: string, name: string, state: unknown, make: (rv: number) => Stored): void => {
    const key = `${resource}/${name}`;
    const text = JSON.stringify(state);
    if (workload.shown.get(key) === text) return;
    workload.shown.set(key, text);
    if (loading) store.collection(resource).load(make(store.nextVersion()));
    else store.put(resource, make);
  };
  const counts = countsOf(workload, pods);
  const { current, generation, paused, overlay } = workload;
  const state = [counts, current.number, generation, paused, overlay];
  put(`${workload.kind.toLowerCase()}s.apps`, workload.name, state, (rv) => workload.stored(rv, counts));
  dropHistory(world, workload, pods);
  if (workload.kind === 'Deployment') {
    for (const revision of workload.revisions) {
      const sum = setCounts(workload, revision, pods);
      const name = workload.replicaSetName(revision);
      put('replicasets.apps', name, [sum, revision.number], (rv) => workload.storedReplicaSet(rv, revision, sum));
    }
  }
  if (workload.kind !== 'Deployment') {
    for (const revision of workload.revisions) {
      const name = `${workload.name}-${revision.hash}`;
      const make = (rv: number) => workload.storedControllerRevision(rv, revision);
      put('controllerrevisions.apps', name, revision.number, make);
    }
  }
  const addresses = pods.map((pod) => [pod.serial, pod.node?.index, pod.phase === 'running', pod.deletion]);
  for (const [resource, make] of endpointVersions(workload, pods)) put(resource, workload.name, addresses, make);
}

function setCounts(workload: Workload, revision: Revision, pods: readonly PodRecord[]) {
  const own = pods.filter((pod) => pod.owner === revision.owner && pod.deletion === 0);
  // Alone, the set wants what the deployment wants; in a rollout, what it has.
  const alone = revision === workload.current && workload.pods.size === own.length;
  const desired = alone ? Math.max(own.length, workload.replicas) : own.length;
  return { desired, total: own.length, ready: own.filter((pod) => pod.ready).length };
}

/** Old ReplicaSets (or ControllerRevisions) without pods go, oldest first. */
function dropHistory(world: World, workload: Workload, pods: readonly PodRecord[]): void {
  const spare = workload.revisions.length - HISTORY;
  const dropped = workload.revisions
    .slice(0, Math.max(0, spare))
    .filter(({ owner }) => !pods.some((pod) => pod.owner === owner));
  if (dropped.length === 0) return;
  workload.revisions = workload.revisions.filter((revision) => !dropped.includes(revision));
  for (const revision of dropped) {
    const name = workload.replicaSetName(revision);
    const resource = workload.kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps';
    workload.shown.delete(`${resource}/${name}`);
    world.store.remove(resource, workload.namespace, name);
  }
}
