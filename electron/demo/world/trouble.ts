import { hashText, uidOf } from '../random.ts';
import { timestamp } from '../types.ts';
import { loadLazy } from './extras.ts';
import { NodeRecord } from './node.ts';
import type { AppSpecial } from './template.ts';
import { Workload, type WorkloadKind } from './workload.ts';
import type { World } from './world.ts';

const HOME = 'payments';
const HOUR = 3_600_000;

interface Case {
  readonly name: string;
  readonly kind?: WorkloadKind;
  readonly replicas: number;
  readonly tag: string;
  readonly fate: Workload['fate'];
  readonly special: AppSpecial;
  readonly problem?: string;
  readonly event: { readonly reason: string; readonly message: string; readonly component: string };
}

const NO_CPU =
  '0/{n} nodes are available: {n} Insufficient cpu. no new claims to deallocate, preemption: 0/{n} nodes are available: {n} No preemption victims found for incoming pod.';
const UNBOUND = '0/{n} nodes are available: pod has unbound immediate PersistentVolumeClaims. not found';

/** `{n}` stands for the number of nodes. */
const CASES: readonly Case[] = [
  {
    name: 'payments-ledger',
    replicas: 2,
    tag: 'v2.8.1',
    fate: 'oom',
    special: { memoryLimit: '256Mi' },
    event: {
      reason: 'BackOff',
      message: 'Back-off restarting failed container payments-ledger in pod payments-ledger',
      component: 'kubelet',
    },
  },
  {
    name: 'payments-web',
    replicas: 3,
    tag: 'v3.0.0-rc1-typo',
    fate: 'image',
    special: {},
    event: {
      reason: 'Failed',
      message: 'Failed to pull image "registry.example.com/payments/payments-web:v3.0.0-rc1-typo": not found',
      component: 'kubelet',
    },
  },
  {
    name: 'payments-batch',
    replicas: 1,
    tag: 'v1.4.0',
    fate: 'unschedulable',
    special: { cpuRequest: '64' },
    problem: NO_CPU,
    event: { reason: 'FailedScheduling', message: NO_CPU, component: 'default-scheduler' },
  },
  {
    name: 'payments-gateway',
    replicas: 2,
    tag: 'v5.1.2',
    fate: 'unready',
    special: {},
    event: {
      reason: 'Unhealthy',
      message: 'Readiness probe failed: HTTP probe failed with statuscode: 503',
      component: 'kubelet',
    },
  },
  {
    name: 'payments-fx',
    replicas: 1,
    tag: 'v0.9.3',
    fate: 'config',
    special: { configMap: 'payments-fx-rates' },
    problem: 'configmap "payments-fx-rates" not found',
    event: { reason: 'Failed', message: 'Error: configmap "payments-fx-rates" not found', component: 'kubelet' },
  },
  {
    name: 'payments-archive',
    kind: 'StatefulSet',
    replicas: 1,
    tag: '17.4',
    fate: 'unschedulable',
    special: { claim: 'data-payments-archive-0' },
    problem: UNBOUND,
    event: {
      reason: 'FailedScheduling',
      message: UNBOUND,
      component: 'default-scheduler',
    },
  },
  {
    name: 'payments-reconciler',
    replicas: 2,
    tag: 'v1.12.0',
    fate: 'crash',
    special: {},
    event: {
      reason: 'BackOff',
      message: 'Back-off restarting failed container payments-reconciler in pod payments-reconciler',
      component: 'kubelet',
    },
  },
];

/** Trouble worth diagnosing, as a developer brings it upon himself. */
export function addTrouble(world: World): void {
  const now = world.now();
  for (const one of CASES) addCase(world, one, now);
  addLonelyService(world, now);
  addClaim(world, now);
  world.addCron({
    app: {
      namespace: HOME,
      name: 'payments-settlement',
      flavour: 'python',
      seed: hashText('payments-settlement'),
      special: {},
    },
    tag: 'v1.3.0',
    schedule: '*/10 * * * *',
    everyMs: 600_000,
    takes: 30_000,
    fails: 'always',
    suspended: false,
    created: now - 40 * 24 * HOUR,
  });
  pressNode(world, now);
}

function addCase(world: World, one: Case, now: number): void {
  const { name, kind = 'Deployment', replicas, tag, fate, special } = one;
  const counted = (text: string): string => text.replaceAll('{n}', String(world.nodes.length));
  const problem = one.problem === undefined ? undefined : counted(one.problem);
  const event = { ...one.event, message: counted(one.event.message) };
  const app = {
    namespace: HOME,
    name,
    flavour: kind === 'StatefulSet' ? 'postgres' : 'go',
    seed: hashText(name),
    special,
  } as const;
  const workload = new Workload(kind, app, replicas, now - 30 * 24 * HOUR, [tag], problem);
  workload.fate = fate;
  world.addWorkload(workload);
  for (const pod of world.podsOf(workload)) {
    const about = { kind: 'Pod', apiVersion: 'v1', namespace: HOME, name: pod.name, uid: pod.uid };
    const host = pod.node && event.component === 'kubelet' ? { host: pod.node.name } : {};
    world.events.emit(about, { type: 'Warning', ...event, ...host }, now - 20_000, {
      count: 20 + (pod.serial % 90),
      first: now - 2 * HOUR,
    });
  }
}

/** Its selector matches no pod. */
function addLonelyService(world: World, now: number): void {
  const selector = { 'app.kubernetes.io/name': 'payments-v2' };
  const rest = () => ({
    spec: {
      ports: [{ name: 'http', protocol: 'TCP', port: 80, targetPort: 8080 }],
      selector,
      clusterIP: '172.20.99.7',
      clusterIPs: ['172.20.99.7'],
      type: 'ClusterIP',
      sessionAffinity: 'None',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
    },
    status: { loadBalancer: {} },
  });
  const base = { namespace: HOME, created: now - 5 * HOUR } as const;
  loadLazy(world.store, {
    ...base,
    resource: 'services',
    apiVersion: 'v1',
    kind: 'Service',
    name: 'payments-v2',
    rest,
  });
  loadLazy(world.store, {
    ...base,
    resource: 'endpoints',
    apiVersion: 'v1',
    kind: 'Endpoints',
    name: 'payments-v2',
    rest: () => ({}),
  });
  const labels = { 'kubernetes.io/service-name': 'payments-v2' };
  const slice = () => ({ addressType: 'IPv4', endpoints: null, ports: null });
  loadLazy(world.store, {
    ...base,
    resource: 'endpointslices.discovery.k8s.io',
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    name: 'payments-v2-x7k2p',
    labels,
    rest: slice,
  });
}

/** A claim for a storage class that does not exist. */
function addClaim(world: World, now: number): void {
  const name = 'data-payments-archive-0';
  const rest = () => ({
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '50Gi' } },
      storageClassName: 'fast-nvme',
      volumeMode: 'Filesystem',
    },
    status: { phase: 'Pending' },
  });
  loadLazy(world.store, {
    resource: 'persistentvolumeclaims',
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    namespace: HOME,
    name,
    created: now - 6 * HOUR,
    rest,
  });
  const about = {
    kind: 'PersistentVolumeClaim',
    apiVersion: 'v1',
    namespace: HOME,
    name,
    uid: uidOf(hashText('persistentvolumeclaims'), hashText(`${HOME}/${name}`)),
  };
  const message = 'storageclass.storage.k8s.io "fast-nvme" not found';
  world.events.emit(
    about,
    { type: 'Warning', reason: 'ProvisioningFailed', message, component: 'persistentvolume-controller' },
    now - 15_000,
    { count: 312, first: now - 6 * HOUR },
  );
}

function pressNode(world: World, now: number): void {
  const node = world.nodes.at(-1);
  const found = node ? world.store.collection('nodes').get('', node.name) : undefined;
  if (!(found instanceof NodeRecord)) return;
  world.store
    .collection('nodes')
    .load(found.with({ pressure: 'memory', since: now - 40 * 60_000 }, world.store.nextVersion()));
  world.life.nodeEvent(
    found.name,
    'Warning',
    'NodeHasInsufficientMemory',
    `Node ${found.name} status is now: NodeHasInsufficientMemory since ${timestamp(now - 40 * 60_000)}`,
  );
}
