import { diff } from '../api/patch.ts';
import type { ResourceInfo } from '../api/resources.ts';
import { PlainStored, type Stored } from '../store/collection.ts';
import { type Fields, fieldsAt, isFields, type KubeObject, textAt, valueAt } from '../types.ts';
import { NodeRecord } from './node.ts';
import { PodRecord } from './pod.ts';
import { countsOf } from './show.ts';
import { imageOf } from './template.ts';
import type { Workload, WorkloadKind } from './workload.ts';
import { type World, workloadKey } from './world.ts';

const WORKLOADS: Readonly<Record<string, WorkloadKind>> = {
  'deployments.apps': 'Deployment',
  'statefulsets.apps': 'StatefulSet',
  'daemonsets.apps': 'DaemonSet',
};

/** What a client changed beyond what the world knows of itself, as a merge patch. */
function overlayOf(base: KubeObject, wanted: KubeObject, status: boolean): Fields | null {
  const strip = (object: KubeObject): unknown => {
    const {
      resourceVersion: _v,
      generation: _g,
      deletionTimestamp: _d,
      deletionGracePeriodSeconds: _s,
      ...metadata
    } = object.metadata;
    const { status: was, ...rest } = object;
    return { ...rest, metadata, ...(status ? { status: was } : {}) };
  };
  const patch = diff(strip(base), strip(wanted));
  return isFields(patch) && Object.keys(patch).length > 0 ? patch : null;
}

const REVISION = 'deployment.kubernetes.io/revision';

/** The revision is its controller's to say: a client sends back the one it read. */
function withRevisionOf(base: KubeObject, object: KubeObject): KubeObject {
  const revision = base.metadata.annotations?.[REVISION];
  const { [REVISION]: _, ...others } = object.metadata.annotations ?? {};
  const annotations = revision === undefined ? others : { ...others, [REVISION]: revision };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Turns what a client wrote into the next version of the world's object, and lets the world react. */
export class Writes {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** The version to store. Objects that belong to the world stay recipes; all others are kept as they are. */
  version(info: ResourceInfo, object: KubeObject, subresource: string): (rv: number) => Stored {
    const { name, namespace = '' } = object.metadata;
    const previous = this.#world.store.collection(info.storage).get(namespace, name);
    const status = subresource === 'status';
    if (previous instanceof PodRecord) {
      const bare = previous.with({ overlay: null }, previous.rv);
      return (rv) => previous.with({ overlay: overlayOf(bare.render(), object, status) }, rv);
    }
    if (previous instanceof NodeRecord) return this.#node(previous, object, status);
    const kind = WORKLOADS[info.storage];
    const workload = kind ? this.#world.workloads.get(workloadKey(kind, namespace, name)) : undefined;
    if (workload && previous && !status) return this.#workload(workload, object);
    return (rv) => new PlainStored(object, rv);
  }

  #node(previous: NodeRecord, object: KubeObject, status: boolean): (rv: number) => Stored {
    const cordoned = valueAt(object, 'spec', 'unschedulable') === true;
    const now = this.#world.now();
    return (rv) => {
      const next = new NodeRecord(
        previous.identity,
        { ...previous.state, cordoned, ...(cordoned === previous.state.cordoned ? {} : { since: now }) },
        previous.version,
        rv,
      );
      const overlay = overlayOf(previous.with({ cordoned }, rv).render(), object, status);
      // The taint of a cordon comes and goes with it.
      return overlay && Object.keys(fieldsAt(overlay, 'metadata')).length > 0
        ? next.overlaid({ metadata: fieldsAt(overlay, 'metadata') }, rv)
        : next;
    };
  }

  #workload(workload: Workload, object: KubeObject): (rv: number) => Stored {
    const { current } = workload;
    const replicas = valueAt(object, 'spec', 'replicas');
    if (typeof replicas === 'number') workload.replicas = replicas;
    workload.paused = valueAt(object, 'spec', 'paused') === true;
    const containers = valueAt(object, 'spec', 'template', 'spec', 'containers');
    const first: unknown = Array.isArray(containers) ? containers[0] : undefined;
    const image = textAt(first, 'image');
    const prefix = imageOf(workload.app, '');
    const tag = image.startsWith(prefix) ? image.slice(prefix.length) : current.tag;
    const restarted = textAt(
      object,
      'spec',
      'template',
      'metadata',
      'annotations',
      'kubectl.kubernetes.io/restartedAt',
    );
    if (tag !== current.tag || restarted !== workload.restartedAt) {
      workload.restartedAt = restarted;
      workload.addRevision(tag, this.#world.now(), restarted);
    }
    workload.generation++;
    const counts = countsOf(workload, this.#world.podsOf(workload));
    workload.overlay = null;
    const base = workload.stored(0, counts).render();
    workload.overlay = overlayOf(base, withRevisionOf(base, object), false);
    this.#world.controllers.touch(workload);
    return (rv) => workload.stored(rv, counts);
  }

  /** A delete that has been decided. True: the object stays a while, marked. */
  deleting(info: ResourceInfo, object: KubeObject, grace: number | null): boolean {
    const { name, namespace = '' } = object.metadata;
    const stored = this.#world.store.collection(info.storage).get(namespace, name);
    if (stored instanceof PodRecord) {
      if (grace === 0) {
        this.#world.controllers.workloadOf(stored)?.pods.delete(name);
        const workload = this.#world.controllers.workloadOf(stored);
        if (workload) this.#world.controllers.touch(workload);
        return false;
      }
      this.#world.controllers.terminate(stored, grace ?? 30);
      return true;
    }
    if (stored instanceof NodeRecord) {
      this.#world.agenda.after(50, () => this.#world.life.removeNode(name));
      return false;
    }
    const kind = WORKLOADS[info.storage];
    if (kind) this.#dropWorkload(kind, namespace, name);
    if (info.storage === 'namespaces') return this.#dropNamespace(object);
    return false;
  }

  #dropWorkload(kind: WorkloadKind, namespace: string, name: string): void {
    const world = this.#world;
    const workload = world.workloads.get(workloadKey(kind, namespace, name));
    if (!workload) return;
    const pods = world.podsOf(workload);
    for (const pod of pods) world.controllers.terminate(pod);
    world.workloads.delete(workloadKey(kind, namespace, name));
    for (const revision of workload.revisions) {
      const owned = kind === 'Deployment' ? 'replicasets.apps' : 'controllerrevisions.apps';
      world.store.remove(owned, namespace, workload.replicaSetName(revision));
    }
  }

  /** Everything in it goes first. */
  #dropNamespace(object: KubeObject): boolean {
    const world = this.#world;
    const { name } = object.metadata;
    const phase = { ...fieldsAt(object, 'status'), phase: 'Terminating' };
    const metadata = {
      ...object.metadata,
      deletionTimestamp: new Date(world.now()).toISOString().replace(/\.\d+/, ''),
    };
    world.store.putObject('namespaces', { ...object, metadata, status: phase });
    for (const [key, workload] of world.workloads) if (workload.namespace === name) world.workloads.delete(key);
    world.agenda.after(1_500, () => {
      for (const [resource, collection] of world.store.resources()) {
        for (const stored of [...collection.scan(name, null)]) world.store.remove(resource, name, stored.name);
      }
      world.store.remove('namespaces', '', name);
    });
    return true;
  }
}
