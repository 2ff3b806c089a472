import type { Backend, LogSource } from '../api/exchange.ts';
import type { ResourceInfo } from '../api/resources.ts';
import type { Clock } from '../clock.ts';
import type { WorldOptions } from '../options.ts';
import type { KeyPair } from '../pki.ts';
import { mix, type Random, random } from '../random.ts';
import type { Stored } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import type { KubeObject } from '../types.ts';
import { Agenda } from './agenda.ts';
import { loadAccess, loadAccount, loadClaims, loadTls } from './around.ts';
import { cronPlans, namespaceNames, planWorkloads } from './build.ts';
import { Controllers } from './controllers.ts';
import { loadCustom } from './custom.ts';
import { EventLog } from './events.ts';
import { loadAutoscaler, loadBudget, loadConfig, loadIngress, loadLazy, loadService } from './extras.ts';
import { Cron, type CronPlan } from './jobs.ts';
import { Life } from './life.ts';
import { logSource } from './logs.ts';
import { metricsOf } from './metrics.ts';
import { SYSTEM_NAMESPACES } from './names.ts';
import { type NodeIdentity, NodeRecord, nodeIdentity } from './node.ts';
import { type PodPhase, PodRecord } from './pod.ts';
import { showWorkload } from './show.ts';
import { addTrouble } from './trouble.ts';
import type { Workload } from './workload.ts';
import { Writes } from './writes.ts';

const DAY = 86_400_000;

/** The contents of one cluster: what stands in it, what happens in it, and how it answers when a client changes something. */
export class World implements Backend {
  readonly store: Store;
  readonly clock: Clock;
  readonly options: WorldOptions;
  readonly rng: Random;
  readonly workloads = new Map<string, Workload>();
  readonly kubeletVersion: string;
  readonly agenda: Agenda;
  readonly events: EventLog;
  readonly controllers: Controllers;
  readonly life: Life;
  readonly #writes: Writes;
  readonly #site: KeyPair | null;
  nodes: NodeIdentity[] = [];
  #serial = 1;
  #nodeIndex = 0;
  #skew = 0;
  #list: readonly Workload[] = [];
  readonly #crons: Cron[] = [];

  /** `site`: the certificate that ingresses show; without one their Secrets do not exist. */
  constructor(store: Store, clock: Clock, options: WorldOptions, kubeletVersion: string, site: KeyPair | null = null) {
    this.store = store;
    this.clock = clock;
    this.options = options;
    this.kubeletVersion = kubeletVersion;
    this.#site = site;
    this.rng = random(options.seed ^ 0x51ab);
    this.agenda = new Agenda(clock);
    this.events = new EventLog(store);
    this.controllers = new Controllers(this);
    this.life = new Life(this);
    this.#writes = new Writes(this);
  }

  /** Epoch ms by the cluster's own clock. */
  now(): number {
    return this.clock.now() + this.#skew;
  }
  /** A clock that is wrong by so many ms. */
  set skew(ms: number) {
    this.#skew = ms;
  }
  get skew(): number {
    return this.#skew;
  }

  nextSerial(): number {
    return this.#serial++;
  }
  nextNodeIndex(): number {
    return this.#nodeIndex++;
  }

  /** Life begins: stories, schedules, churn. */
  begin(): void {
    this.life.begin();
    this.#compact();
    if (this.options.living) for (const cron of this.#crons) cron.live();
    if (this.options.churn > 0) this.life.setChurn(this.options.churn);
  }
  /** As the API server has etcd compacted: what happened more than five minutes ago is forgotten. */
  #compact(): void {
    const marks: number[] = [];
    const mark = (): void => {
      marks.push(this.store.rv);
      const old = marks.length > 5 ? marks.shift() : undefined;
      // After a restore the numbers begin lower again.
      if (old !== undefined && old <= this.store.rv) this.store.compact(old);
      this.agenda.after(60_000, mark);
    };
    mark();
  }

  end(): void {
    this.agenda.stop();
  }

  /** Fills the store. Quick: objects are recipes until somebody asks for them. */
  populate(): void {
    const { seed, pods, nodes, namespaces } = this.options;
    const now = this.now();
    for (let i = 0; i < nodes; i++)
      this.#loadNode(nodeIdentity(this.nextNodeIndex(), seed, 'eu-west-1', now - (10 + (mix(seed + i) % 90)) * DAY));
    const apps = namespaceNames(namespaces);
    this.foundation();
    for (const name of apps) {
      this.#loadNamespace(name, now - 420 * DAY);
      loadAccess(this.store, name, now - 400 * DAY);
    }
    // A run leaves up to three pods behind; small clusters have few of them.
    for (const cron of cronPlans(apps, Math.min(12, Math.floor(pods / 40)), now)) this.addCron(cron);
    if (this.options.trouble) addTrouble(this);
    const left = Math.max(0, pods - this.store.collection('pods').size);
    const taken = (namespace: string, name: string): boolean =>
      this.store.collection('services').get(namespace, name) !== undefined;
    const plan = planWorkloads({ seed, pods: left, nodes, namespaces: apps, now, taken });
    for (const workload of plan.workloads) this.addWorkload(workload);
    loadCustom(this.store, plan, now, this.options.widgets);
  }

  /** The namespaces every cluster has. */
  foundation(): void {
    for (const name of SYSTEM_NAMESPACES) this.#loadNamespace(name, this.now() - 420 * DAY);
  }

  #loadNode(identity: NodeIdentity): void {
    this.nodes.push(identity);
    const state = {
      condition: 'ready',
      pressure: 'none',
      cordoned: false,
      since: identity.created,
      heartbeat: this.now(),
    } as const;
    this.store.collection('nodes').load(new NodeRecord(identity, state, this.kubeletVersion, this.store.nextVersion()));
  }

  joinNode(identity: NodeIdentity): void {
    this.nodes.push(identity);
    const now = this.now();
    const state = { condition: 'ready', pressure: 'none', cordoned: false, since: now, heartbeat: now } as const;
    this.store.put('nodes', (rv) => new NodeRecord(identity, state, this.kubeletVersion, rv));
    this.touchDaemons();
  }

  touchDaemons(): void {
    for (const workload of this.workloads.values()) if (workload.kind === 'DaemonSet') this.controllers.touch(workload);
  }

  /** Learns anew from the store which pods and nodes there are: after older data came back. */
  recall(): void {
    for (const workload of this.workloads.values()) {
      workload.pods.clear();
      workload.shown.clear();
    }
    for (const pod of this.store.collection('pods').scan(null, null)) {
      if (pod instanceof PodRecord) this.controllers.workloadOf(pod)?.pods.add(pod.name);
    }
    this.nodes = [...this.store.collection('nodes').scan(null, null)].flatMap((node) =>
      node instanceof NodeRecord ? [node.identity] : [],
    );
  }

  /** Some pod, quickly; null in an empty world. */
  randomPod(): PodRecord | null {
    if (this.#list.length !== this.workloads.size) this.#list = [...this.workloads.values()];
    if (this.#list.length === 0) return null;
    const workload = this.rng.pick(this.#list);
    let skip = this.rng.below(Math.max(1, workload.pods.size));
    for (const name of workload.pods) {
      if (skip-- > 0) continue;
      const found = this.store.collection('pods').get(workload.namespace, name);
      return found instanceof PodRecord ? found : null;
    }
    return null;
  }

  addCron(plan: CronPlan): void {
    this.#loadNamespace(plan.app.namespace, plan.created - DAY);
    const cron = new Cron(this, plan);
    cron.load();
    this.#crons.push(cron);
  }

  #loadNamespace(name: string, created: number): void {
    if (this.store.collection('namespaces').get('', name)) return;
    const labels = { 'kubernetes.io/metadata.name': name };
    const rest = () => ({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } });
    loadLazy(this.store, {
      resource: 'namespaces',
      apiVersion: 'v1',
      kind: 'Namespace',
      namespace: '',
      name,
      created,
      labels,
      rest,
    });
    const account = {
      resource: 'serviceaccounts',
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      namespace: name,
      name: 'default',
      created,
      rest: () => ({}),
    };
    loadLazy(this.store, account);
    const data = () => ({ data: { 'ca.crt': '-----BEGIN CERTIFICATE-----\n(demo)\n-----END CERTIFICATE-----\n' } });
    loadLazy(this.store, {
      resource: 'configmaps',
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: name,
      name: 'kube-root-ca.crt',
      created,
      rest: data,
    });
  }

  /** A workload with all its pods and the objects around it. */
  addWorkload(workload: Workload): void {
    this.#loadNamespace(workload.namespace, workload.created - DAY);
    this.workloads.set(workloadKey(workload.kind, workload.namespace, workload.name), workload);
    for (let i = 0; i < workload.replicas; i++) this.#loadPod(workload, i);
    showWorkload(this, workload, true);
    loadService(this.store, workload);
    loadConfig(this.store, workload);
    const { seed, flavour } = workload.app;
    loadClaims(this.store, workload);
    loadAccount(this.store, workload);
    if (flavour === 'nginx' || seed % 5 === 0) {
      loadIngress(this.store, workload);
      if (this.#site !== null) loadTls(this.store, workload, this.#site);
    }
    if (workload.kind === 'Deployment' && seed % 4 === 0) loadAutoscaler(this.store, workload);
    if (workload.replicas > 2 && workload.kind !== 'DaemonSet' && seed % 3 === 0) loadBudget(this.store, workload);
  }

  #loadPod(workload: Workload, ordinal: number): void {
    const serial = this.nextSerial();
    const h = mix(serial ^ this.options.seed);
    const begun = Math.max(workload.current.created, workload.created);
    const created = Math.min(this.now() - 120_000, begun + (h % Math.max(1, this.now() - begun - 120_000)));
    const phase = initialPhase(workload, h);
    const crashes = phase === 'crash' || phase === 'oom-loop' || phase === 'init-crash';
    const restarts = crashes ? 4 + (h % 40) : h % 23 === 0 ? 1 + (h % 5) : 0;
    const finished = restarts > 0 ? this.now() - (crashes ? 20_000 + (h % 200_000) : 3_600_000 + (h % (9 * DAY))) : 0;
    const node = phase === 'pending' ? null : this.#nodeFor(workload, ordinal, h);
    const since = Math.max(created + 9000, finished > 0 ? finished + 4000 : 0);
    const name = workload.podName(serial, ordinal);
    const pod = new PodRecord({ owner: workload.current.owner, name, serial, created }, this.store.nextVersion(), {
      node,
      phase,
      since,
      restarts,
      finished: Math.max(finished, restarts > 0 ? created + 60_000 : 0),
    });
    this.store.collection('pods').load(pod);
    workload.pods.add(name);
  }

  #nodeFor(workload: Workload, ordinal: number, h: number): NodeIdentity | null {
    if (this.nodes.length === 0) return null;
    if (workload.kind === 'DaemonSet') return this.nodes[ordinal % this.nodes.length] ?? null;
    const workers = this.nodes.length > 3 ? 3 : 0;
    return this.nodes[workers + (h % (this.nodes.length - workers))] ?? null;
  }

  podsOf(workload: Workload): PodRecord[] {
    const pods: PodRecord[] = [];
    const collection = this.store.collection('pods');
    for (const name of workload.pods) {
      const found = collection.get(workload.namespace, name);
      if (found instanceof PodRecord) pods.push(found);
    }
    return pods;
  }

  version(info: ResourceInfo, object: KubeObject, subresource: string): (rv: number) => Stored {
    return this.#writes.version(info, object, subresource);
  }
  deleting(info: ResourceInfo, object: KubeObject, grace: number | null): boolean {
    return this.#writes.deleting(info, object, grace);
  }
  logLines(pod: KubeObject, container: string, previous: boolean): LogSource | null {
    return logSource(pod, container, previous, this.now());
  }
  metrics(kind: 'pods' | 'nodes', namespace: string | null): readonly KubeObject[] {
    return metricsOf(this, kind, namespace);
  }
}

export const workloadKey = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

function initialPhase(workload: Workload, h: number): PodPhase {
  switch (workload.fate) {
    case 'crash':
      return 'crash';
    case 'oom':
      return 'oom-loop';
    case 'image':
      return 'image';
    case 'config':
      return 'config';
    case 'unready':
      return 'unready';
    case 'unschedulable':
      return 'pending';
    case 'init-crash':
      return 'init-crash';
    case 'healthy':
      // A few in a thousand are never well in a big cluster.
      return h % 701 === 0 ? 'crash' : h % 977 === 0 ? 'image' : h % 1013 === 0 ? 'oom-loop' : 'running';
  }
}
