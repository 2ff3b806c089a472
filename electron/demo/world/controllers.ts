import type { EventText, Involved } from './events.ts';
import type { NodeIdentity } from './node.ts';
import { NodeRecord } from './node.ts';
import { type PodChange, PodRecord } from './pod.ts';
import { showWorkload } from './show.ts';
import { hasInit, imageOf } from './template.ts';
import type { Workload } from './workload.ts';
import { type World, workloadKey } from './world.ts';

/** How soon after a change of pods their workload's own status follows. */
const SETTLE = 300;

/** Plays scheduler, kubelet and workload controllers: pods are made, scheduled, started, ended; statuses follow. */
export class Controllers {
  readonly #world: World;
  readonly #dirty = new Set<Workload>();
  #flushing = false;

  constructor(world: World) {
    this.#world = world;
  }

  /** The pod's newest version, if it still is the same pod. */
  current(pod: PodRecord): PodRecord | null {
    const found = this.#world.store.collection('pods').get(pod.namespace, pod.name);
    return found instanceof PodRecord && found.serial === pod.serial ? found : null;
  }

  workloadOf(pod: PodRecord): Workload | undefined {
    const { app, kind } = pod.owner;
    return this.#world.workloads.get(workloadKey(kind === 'ReplicaSet' ? 'Deployment' : kind, app.namespace, app.name));
  }

  change(pod: PodRecord, change: PodChange): PodRecord | null {
    const current = this.current(pod);
    if (!current) return null;
    const since = change.phase !== undefined && change.phase !== current.phase ? { since: this.#world.now() } : {};
    const rv = this.#world.store.nextVersion();
    const next = current.with({ ...since, ...change }, rv);
    this.#world.store.collection('pods').put(next);
    const workload = this.workloadOf(pod);
    if (workload && (current.ready !== next.ready || current.node !== next.node)) this.touch(workload);
    return next;
  }

  event(about: Involved, text: EventText): void {
    this.#world.events.emit(about, text, this.#world.now());
  }

  podEvent(pod: PodRecord, type: EventText['type'], reason: string, message: string, component = 'kubelet'): void {
    const about = { kind: 'Pod', apiVersion: 'v1', namespace: pod.namespace, name: pod.name, uid: pod.uid };
    const host = component === 'kubelet' && pod.node ? { host: pod.node.name } : {};
    this.event(about, { type, reason, message, component, ...host });
  }

  workloadEvent(workload: Workload, reason: string, message: string, component: string): void {
    const about = {
      kind: workload.kind,
      apiVersion: 'apps/v1',
      namespace: workload.namespace,
      name: workload.name,
      uid: workload.uid,
    };
    this.event(about, { type: 'Normal', reason, message, component });
  }

  /** A new pod of the workload, pending; its life begins. */
  addPod(workload: Workload, ordinal: number, node: NodeIdentity | null = null): PodRecord {
    const world = this.#world;
    const serial = world.nextSerial();
    const name = workload.podName(serial, ordinal);
    const pod = new PodRecord(
      { owner: workload.current.owner, name, serial, created: world.now() },
      world.store.nextVersion(),
      // Daemons belong to their node from the beginning.
      node ? { phase: 'creating', node } : { phase: 'pending' },
    );
    world.store.collection('pods').put(pod);
    workload.pods.add(name);
    this.touch(workload);
    const maker =
      workload.kind === 'Deployment' ? 'replicaset-controller' : `${workload.kind.toLowerCase()}-controller`;
    this.workloadEvent(workload, 'SuccessfulCreate', `Created pod: ${name}`, maker);
    if (workload.fate === 'unschedulable') {
      world.agenda.after(400, () =>
        this.podEvent(
          pod,
          'Warning',
          'FailedScheduling',
          workload.problem ?? 'no nodes available',
          'default-scheduler',
        ),
      );
      return pod;
    }
    world.agenda.after(150 + world.rng.below(400), () => this.#schedule(pod, workload, node));
    return pod;
  }

  #schedule(pod: PodRecord, workload: Workload, wanted: NodeIdentity | null): void {
    const world = this.#world;
    const node = wanted ?? this.pickNode();
    if (!node) {
      this.podEvent(
        pod,
        'Warning',
        'FailedScheduling',
        `0/${world.nodes.length} nodes are available.`,
        'default-scheduler',
      );
      world.agenda.after(15_000, () => this.current(pod) && this.#schedule(pod, workload, null));
      return;
    }
    const placed = this.change(pod, { node, phase: 'creating' });
    if (!placed || placed.deletion > 0) return;
    this.podEvent(
      placed,
      'Normal',
      'Scheduled',
      `Successfully assigned ${pod.namespace}/${pod.name} to ${node.name}`,
      'default-scheduler',
    );
    const pull = 600 + world.rng.below(2400);
    world.agenda.after(pull, () =>
      hasInit(pod.owner.app) ? this.#init(placed, workload) : this.start(placed, workload),
    );
  }

  #init(pod: PodRecord, workload: Workload): void {
    if (workload.fate === 'init-crash') {
      this.change(pod, { phase: 'init-crash', restarts: 1, finished: this.#world.now() });
      return;
    }
    const inInit = this.change(pod, { phase: 'init' });
    if (inInit) this.#world.agenda.after(1_500 + this.#world.rng.below(2_000), () => this.start(inInit, workload));
  }

  /** The containers start: and come to what the workload's fate says. */
  start(pod: PodRecord, workload: Workload): void {
    const current = this.current(pod);
    if (!current || current.deletion > 0) return;
    const world = this.#world;
    const image = imageOf(pod.owner.app, pod.owner.tag);
    if (workload.fate === 'image') {
      this.failPull(current, image, 0);
      return;
    }
    if (workload.fate === 'config') {
      this.change(current, { phase: 'config' });
      this.podEvent(current, 'Warning', 'Failed', `Error: ${workload.problem ?? 'configmap not found'}`);
      return;
    }
    this.podEvent(
      current,
      'Normal',
      'Pulled',
      `Container image "${image}" already present on machine and can be accessed by the pod`,
    );
    this.podEvent(current, 'Normal', 'Started', 'Container started');
    const up = this.change(current, { phase: 'unready' });
    if (!up) return;
    if (workload.fate === 'crash' || workload.fate === 'oom') {
      world.agenda.after(2_000 + world.rng.below(4_000), () => this.crash(up, workload.fate === 'oom'));
      return;
    }
    if (workload.fate === 'unready') {
      world.agenda.after(10_000, () =>
        this.podEvent(up, 'Warning', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
      );
      return;
    }
    world.agenda.after(1_500 + world.rng.below(5_000), () => {
      const now = this.current(up);
      if (now?.phase === 'unready' && now.deletion === 0) this.change(now, { phase: 'running' });
    });
  }

  failPull(pod: PodRecord, image: string, tries: number): void {
    const failed = this.change(pod, { phase: 'pull' });
    if (!failed) return;
    this.podEvent(
      failed,
      'Warning',
      'Failed',
      `Failed to pull image "${image}": rpc error: code = NotFound desc = failed to pull and unpack image "${image}": not found`,
    );
    this.#world.agenda.after(4_000, () => {
      const waiting = this.current(failed)?.phase === 'pull' ? this.change(failed, { phase: 'image' }) : null;
      if (!waiting) return;
      this.podEvent(waiting, 'Normal', 'BackOff', `Back-off pulling image "${image}"`);
      const pause = Math.min(300_000, 20_000 * 2 ** tries);
      this.#world.agenda.after(
        pause,
        () => this.current(waiting)?.phase === 'image' && this.failPull(waiting, image, tries + 1),
      );
    });
  }

  /** A container ends badly and is restarted after a back-off; `heals` after so many rounds. */
  crash(pod: PodRecord, oom: boolean, heals = Number.POSITIVE_INFINITY): void {
    const world = this.#world;
    const current = this.current(pod);
    if (!current || current.deletion > 0) return;
    const ended = this.change(current, { phase: oom ? 'oom' : 'error', finished: world.now() });
    if (!ended) return;
    world.agenda.after(1_200, () => {
      const back = this.change(ended, { phase: oom ? 'oom-loop' : 'crash', restarts: ended.restarts + 1 });
      if (!back) return;
      const main = imageOf(back.owner.app, '').split('/').at(-1)?.replace(':', '') ?? 'main';
      this.podEvent(
        back,
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${main} in pod ${back.name}_${back.namespace}(${back.uid})`,
      );
      const pause = Math.min(300_000, 10_000 * 2 ** Math.min(5, back.restarts - 1));
      world.agenda.after(pause, () => {
        const again = this.current(back);
        if (!again || again.deletion > 0) return;
        const up = this.change(again, { phase: 'unready' });
        if (!up) return;
        if (heals <= 1)
          world.agenda.after(
            3_000,
            () => this.current(up)?.phase === 'unready' && this.change(up, { phase: 'running' }),
          );
        else world.agenda.after(3_000 + world.rng.below(5_000), () => this.crash(up, oom, heals - 1));
      });
    });
  }

  /** Asks the pod to go; it is gone when its containers have ended, at most after `grace` seconds. */
  terminate(pod: PodRecord, grace = 30): PodRecord | null {
    const current = this.current(pod);
    if (!current || current.deletion > 0) return current;
    const world = this.#world;
    const leaving = this.change(current, { deletion: world.now(), grace });
    const workload = this.workloadOf(pod);
    if (workload) this.touch(workload);
    this.podEvent(current, 'Normal', 'Killing', 'Stopping container');
    world.agenda.after(Math.min(grace * 1000, 700 + world.rng.below(2_500)), () => this.erase(current));
    return leaving;
  }

  /** The pod is gone. */
  erase(pod: PodRecord): void {
    if (!this.current(pod)) return;
    const workload = this.workloadOf(pod);
    this.#world.store.remove('pods', pod.namespace, pod.name);
    workload?.pods.delete(pod.name);
    if (workload) this.touch(workload);
  }

  pickNode(): NodeIdentity | null {
    const { nodes, rng, store } = this.#world;
    for (let tries = 0; tries < 12 && nodes.length > 0; tries++) {
      const identity = rng.pick(nodes);
      const record = store.collection('nodes').get('', identity.name);
      if (!(record instanceof NodeRecord) || (identity.controlPlane && nodes.length > 3)) continue;
      if (record.state.condition === 'ready' && !record.state.cordoned) return identity;
    }
    return null;
  }

  /** The workload's status follows soon, and its number of pods is put right. */
  touch(workload: Workload): void {
    this.#dirty.add(workload);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#world.agenda.after(SETTLE, () => this.#flush());
  }

  #flush(): void {
    this.#flushing = false;
    const dirty = [...this.#dirty];
    this.#dirty.clear();
    for (const workload of dirty) {
      if (this.#world.workloads.get(workloadKey(workload.kind, workload.namespace, workload.name)) !== workload)
        continue;
      this.reconcile(workload);
      showWorkload(this.#world, workload, false);
    }
  }

  /** One step towards what the workload wants; further steps follow as its pods change. */
  reconcile(workload: Workload): void {
    if (workload.paused) return;
    const pods = this.#world.podsOf(workload).filter((pod) => pod.deletion === 0);
    if (workload.kind === 'DaemonSet') this.#reconcileDaemons(workload, pods);
    else if (workload.kind === 'StatefulSet') this.#reconcileSet(workload, pods);
    else this.#reconcileDeployment(workload, pods);
  }

  #reconcileDeployment(workload: Workload, pods: readonly PodRecord[]): void {
    const { current, replicas } = workload;
    const updated = pods.filter((pod) => pod.owner === current.owner);
    const old = pods.filter((pod) => pod.owner !== current.owner);
    const surge = Math.max(1, Math.ceil(replicas / 4));
    const room = Math.min(replicas - updated.length, replicas + (old.length > 0 ? surge : 0) - pods.length);
    for (let i = 0; i < room; i++) this.addPod(workload, 0);
    if (updated.length > replicas) for (const pod of updated.slice(replicas)) this.terminate(pod);
    const ready = pods.filter((pod) => pod.ready).length;
    const spare = ready - Math.ceil(replicas * 0.75);
    const goers = old
      .filter((pod) => !pod.ready || replicas === 0)
      .concat(old.filter((pod) => pod.ready).slice(0, Math.max(0, spare)));
    for (const pod of updated.length >= Math.min(replicas, 1) || replicas === 0 ? goers : []) this.terminate(pod);
  }

  #reconcileSet(workload: Workload, pods: readonly PodRecord[]): void {
    const updated = pods.filter((pod) => pod.owner === workload.current.owner);
    const old = pods.filter((pod) => pod.owner !== workload.current.owner);
    for (let ordinal = 0; ordinal < workload.replicas; ordinal++) {
      const name = workload.podName(0, ordinal);
      if (workload.pods.has(name)) continue;
      this.addPod(workload, ordinal);
      return;
    }
    const beyond = pods.find((pod) => Number(pod.name.slice(pod.name.lastIndexOf('-') + 1)) >= workload.replicas);
    if (beyond) this.terminate(beyond);
    else if (old.length > 0 && updated.every((pod) => pod.ready)) {
      const [last] = [...old].sort((a, b) => (a.name < b.name ? 1 : -1));
      if (last) this.terminate(last);
    }
  }

  #reconcileDaemons(workload: Workload, pods: readonly PodRecord[]): void {
    workload.replicas = this.#world.nodes.length;
    const served = new Set(pods.map((pod) => pod.node?.name));
    for (const node of this.#world.nodes) if (!served.has(node.name)) this.addPod(workload, node.index, node);
    const old = pods.find((pod) => pod.owner !== workload.current.owner);
    if (old && pods.every((pod) => pod.owner !== workload.current.owner || pod.ready)) this.terminate(old);
  }
}
