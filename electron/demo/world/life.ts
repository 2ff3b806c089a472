import { hashText } from '../random.ts';
import { type NodeCondition, NodeRecord, nodeIdentity } from './node.ts';
import { PodRecord } from './pod.ts';
import type { Workload } from './workload.ts';
import type { World } from './world.ts';

/** How often something begins, ms between two stories of a kind in a cluster of a thousand pods. */
const PACE = { rollout: 45_000, crash: 20_000, scale: 30_000, node: 150_000, oom: 60_000, probe: 12_000 } as const;

/** What happens in a cluster by itself: rollouts, crashes, scaling, nodes that fail, heartbeats. */
export class Life {
  readonly #world: World;
  #churn = 0;
  #churning = false;
  #owed = 0;
  #ticked = 0;

  constructor(world: World) {
    this.#world = world;
  }

  begin(): void {
    const { options } = this.#world;
    if (!options.living) return;
    const size = Math.max(0.3, Math.min(6, options.pods / 1000));
    const every = (ms: number, act: () => void): void => {
      const again = (): void =>
        this.#world.agenda.after((ms / size) * (0.5 + this.#world.rng.next()), () => {
          act();
          again();
        });
      again();
    };
    every(PACE.rollout, () => this.rollout());
    every(PACE.crash, () => this.crash(false));
    every(PACE.oom, () => this.crash(true));
    every(PACE.scale, () => this.scale());
    every(PACE.probe, () => this.probe());
    if (options.nodes > 4) every(PACE.node * size, () => this.failNode());
    this.#heartbeats();
    for (const workload of this.#world.workloads.values()) if (workload.fate !== 'healthy') this.#goOn(workload);
  }

  /** Pods that were in trouble when the world began stay in it: started again, ended again. */
  #goOn(workload: Workload): void {
    const { controllers, agenda, rng } = this.#world;
    for (const pod of this.#world.podsOf(workload)) {
      const soon = 4_000 + rng.below(60_000);
      if (workload.fate === 'image') agenda.after(soon, () => controllers.failPull(pod, workload.image, 4));
      if (workload.fate === 'crash' || workload.fate === 'oom')
        agenda.after(soon, () => controllers.start(pod, workload));
    }
  }

  #deployments(): Workload[] {
    return [...this.#world.workloads.values()].filter(
      (one) => one.kind === 'Deployment' && one.fate === 'healthy' && one.replicas > 0,
    );
  }

  #anyPod(): PodRecord | null {
    const deployments = this.#deployments();
    if (deployments.length === 0) return null;
    const pods = this.#world.podsOf(this.#world.rng.pick(deployments)).filter((pod) => pod.ready);
    return pods.length > 0 ? this.#world.rng.pick(pods) : null;
  }

  /** A new image goes out. */
  rollout(workload: Workload | undefined = this.#pick()): void {
    if (!workload) return;
    const { tag } = workload.current;
    const match = /^v(\d+)\.(\d+)\.(\d+)$/.exec(tag);
    const next = match ? `v${match[1]}.${match[2]}.${Number(match[3]) + 1}` : `${tag}-1`;
    workload.generation++;
    const revision = workload.addRevision(next, this.#world.now());
    const name = workload.replicaSetName(revision);
    this.#world.controllers.workloadEvent(
      workload,
      'ScalingReplicaSet',
      `Scaled up replica set ${name} from 0 to 1`,
      'deployment-controller',
    );
    this.#world.controllers.touch(workload);
  }

  #pick(): Workload | undefined {
    const deployments = this.#deployments();
    return deployments.length > 0 ? this.#world.rng.pick(deployments) : undefined;
  }

  /** A pod ends badly a few times and recovers. */
  crash(oom: boolean): void {
    const pod = this.#anyPod();
    if (pod) this.#world.controllers.crash(pod, oom, 1 + this.#world.rng.below(3));
  }

  scale(): void {
    const workload = this.#pick();
    if (!workload) return;
    const { rng, controllers } = this.#world;
    const before = workload.replicas;
    const step = 1 + rng.below(Math.max(1, Math.floor(before / 3)));
    workload.replicas =
      rng.chance(0.5) && before > 2 ? Math.max(1, before - step) : Math.min(before + step, before * 2 + 1);
    // What grows shrinks again, so that a cluster keeps its size.
    this.#world.agenda.after(60_000 + rng.below(120_000), () => {
      workload.replicas = before;
      controllers.touch(workload);
    });
    const message = `New size: ${workload.replicas}; reason: cpu resource utilization (percentage of request) ${workload.replicas > before ? 'above' : 'below'} target`;
    controllers.workloadEvent(workload, 'SuccessfulRescale', message, 'horizontal-pod-autoscaler');
    controllers.touch(workload);
  }

  /** A readiness probe fails for a while. */
  probe(): void {
    const pod = this.#anyPod();
    if (!pod) return;
    const { controllers, agenda, rng } = this.#world;
    const sick = controllers.change(pod, { phase: 'unready' });
    if (!sick) return;
    controllers.podEvent(
      sick,
      'Warning',
      'Unhealthy',
      'Readiness probe failed: Get "http://' +
        sick.ip +
        ':8080/readyz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    );
    agenda.after(5_000 + rng.below(20_000), () => {
      if (controllers.current(sick)?.phase === 'unready') controllers.change(sick, { phase: 'running' });
    });
  }

  setNode(name: string, condition: NodeCondition): void {
    const { store } = this.#world;
    const found = store.collection('nodes').get('', name);
    if (!(found instanceof NodeRecord)) return;
    const now = this.#world.now();
    store.put('nodes', (rv) =>
      found.with({ condition, since: now, heartbeat: condition === 'unknown' ? found.state.heartbeat : now }, rv),
    );
  }

  #podsOn(name: string): PodRecord[] {
    const pods: PodRecord[] = [];
    for (const pod of this.#world.store.collection('pods').scan(null, null)) {
      if (pod instanceof PodRecord && pod.node?.name === name) pods.push(pod);
    }
    return pods;
  }

  nodeEvent(name: string, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const about = { kind: 'Node', apiVersion: 'v1', namespace: '', name, uid: name };
    this.#world.controllers.event(about, { type, reason, message, component: 'node-controller' });
  }

  /** A node is not heard of any more; it comes back, or goes for good and a new one joins. */
  failNode(): void {
    const world = this.#world;
    const workers = world.nodes.filter((node) => !node.controlPlane);
    if (workers.length < 3) return;
    const node = world.rng.pick(workers);
    this.setNode(node.name, 'unknown');
    this.nodeEvent(node.name, 'Normal', 'NodeNotReady', `Node ${node.name} status is now: NodeNotReady`);
    for (const pod of this.#podsOn(node.name)) if (pod.ready) world.controllers.change(pod, { phase: 'lost' });
    world.agenda.after(25_000 + world.rng.below(30_000), () => {
      if (world.rng.chance(0.5)) this.#recover(node.name);
      else this.#replaceNode(node.name);
    });
  }

  #recover(name: string): void {
    this.setNode(name, 'ready');
    this.nodeEvent(name, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`);
    for (const pod of this.#podsOn(name))
      if (pod.phase === 'lost') this.#world.controllers.change(pod, { phase: 'running' });
  }

  #replaceNode(name: string): void {
    this.removeNode(name);
    const world = this.#world;
    world.agenda.after(8_000 + world.rng.below(10_000), () => {
      const identity = nodeIdentity(world.nextNodeIndex(), world.options.seed, 'eu-west-1', world.now());
      world.joinNode(identity);
      this.nodeEvent(
        identity.name,
        'Normal',
        'RegisteredNode',
        `Node ${identity.name} event: Registered Node ${identity.name} in Controller`,
      );
    });
  }

  /** The node leaves the cluster, and its pods with it. */
  removeNode(name: string): void {
    const world = this.#world;
    world.nodes = world.nodes.filter((node) => node.name !== name);
    world.store.remove('nodes', '', name);
    this.nodeEvent(name, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
    for (const pod of this.#podsOn(name)) world.controllers.erase(pod);
    world.touchDaemons();
  }

  /** Nodes report every five minutes when nothing changes; spread out, so that the load is even. */
  #heartbeats(): void {
    const world = this.#world;
    let next = 0;
    const beat = (): void => {
      const node = world.nodes[next++ % Math.max(1, world.nodes.length)];
      const found = node ? world.store.collection('nodes').get('', node.name) : undefined;
      if (found instanceof NodeRecord && found.state.condition !== 'unknown') {
        const heartbeat = world.now();
        world.store.put('nodes', (rv) => found.with({ heartbeat }, rv));
      }
      world.agenda.after(Math.max(500, 300_000 / Math.max(1, world.nodes.length)), beat);
    };
    world.agenda.after(5_000, beat);
  }

  /** So many changes of random pods a second, from now on. */
  setChurn(perSecond: number): void {
    this.#churn = Math.max(0, Math.min(5_000, perSecond));
    this.#owed = 0;
    if (this.#churn > 0 && !this.#churning) {
      this.#churning = true;
      this.#ticked = this.#world.clock.now();
      this.#tick();
    }
  }

  #tick(): void {
    if (this.#churn === 0) {
      this.#churning = false;
      return;
    }
    const period = this.#churn < 20 ? 1000 / this.#churn : 50;
    const { clock, agenda } = this.#world;
    agenda.after(period, () => {
      // A busy machine calls late: what was missed is made up for, a second's worth at most.
      this.#owed += (this.#churn * Math.min(1000, clock.now() - this.#ticked)) / 1000;
      this.#ticked = clock.now();
      for (; this.#owed >= 1; this.#owed--) this.#disturb();
      this.#tick();
    });
  }

  /** One change: mostly a restart counted up, now and then readiness; one in twenty is replaced. */
  #disturb(): void {
    const world = this.#world;
    const pod = world.randomPod();
    if (!pod || pod.deletion > 0) return;
    const dice = world.rng.next();
    if (dice < 0.05 && pod.owner.kind === 'ReplicaSet') {
      world.controllers.erase(pod);
      return;
    }
    const now = world.now();
    if (dice < 0.2 && (pod.phase === 'running' || pod.phase === 'unready')) {
      world.controllers.change(pod, { phase: pod.phase === 'running' ? 'unready' : 'running' });
    } else {
      world.controllers.change(pod, {
        restarts: pod.restarts + 1,
        finished: now - 2_000 - (hashText(pod.name) % 3_000),
      });
    }
  }
}
