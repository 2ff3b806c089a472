import { hashText, type Random, random } from '../random.ts';
import type { CronPlan } from './jobs.ts';
import { COMPONENTS, DOMAINS, FLAVOURS, type Flavour, SYSTEM_NAMESPACES } from './names.ts';
import type { App } from './template.ts';
import { Workload, type WorkloadKind } from './workload.ts';

export interface Plan {
  readonly namespaces: readonly string[];
  readonly workloads: readonly Workload[];
}

const DAY = 86_400_000;

/** Names of so many application namespaces: `payments`, then `payments-2` … */
export function namespaceNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => {
    const name = DOMAINS[i % DOMAINS.length] ?? 'apps';
    const round = Math.floor(i / DOMAINS.length);
    return round === 0 ? name : `${name}-${round + 1}`;
  });
}

function tagsOf(seed: number): readonly string[] {
  const minor = 3 + (seed % 40);
  const count = 1 + (seed % 3);
  return Array.from({ length: count }, (_, i) => `v2.${minor + i}.${(seed >>> 5) % 9}`);
}

function workload(
  kind: WorkloadKind,
  namespace: string,
  name: string,
  flavour: Flavour,
  replicas: number,
  now: number,
  image?: string,
): Workload {
  const seed = hashText(`${namespace}/${name}`);
  const app: App = { namespace, name, flavour, seed, ...(image ? { image } : {}) };
  const age = (2 + (seed % 400)) * DAY + (seed % 86_000) * 1000;
  return new Workload(kind, app, replicas, now - age, tagsOf(seed));
}

/** The system's own workloads: a few deployments, a daemon on every node. */
function systemWorkloads(now: number, nodes: number): Workload[] {
  const system = (kind: WorkloadKind, namespace: string, name: string, flavour: Flavour, replicas: number): Workload =>
    workload(kind, namespace, name, flavour, replicas, now, `registry.example.com/system/${name}`);
  return [
    system('Deployment', 'kube-system', 'coredns', 'go', 2),
    system('Deployment', 'kube-system', 'metrics-server', 'go', 1),
    system('DaemonSet', 'kube-system', 'node-proxy', 'agent', nodes),
    system('DaemonSet', 'monitoring', 'node-exporter', 'agent', nodes),
    system('Deployment', 'monitoring', 'grafana', 'go', 1),
    system('StatefulSet', 'monitoring', 'prometheus', 'go', 2),
    system('Deployment', 'ingress-nginx', 'ingress-nginx-controller', 'nginx', 3),
    system('Deployment', 'cert-manager', 'cert-manager', 'go', 1),
    system('Deployment', 'argocd', 'argocd-server', 'go', 2),
    system('DaemonSet', 'logging', 'fluent-agent', 'agent', nodes),
  ];
}

/** How many replicas: mostly few, sometimes many. */
function size(rng: Random, average: number): number {
  const spread = rng.next();
  if (spread < 0.25) return 1 + rng.below(2);
  if (spread < 0.85) return Math.max(2, Math.round(average * (0.4 + rng.next())));
  return Math.round(average * (1.5 + rng.next() * 3));
}

export interface PlanRequest {
  readonly seed: number;
  /** The sizes of the planned workloads add up to exactly this. */
  readonly pods: number;
  readonly nodes: number;
  readonly namespaces: readonly string[];
  readonly now: number;
  /** Names that are in use already. */
  readonly taken: (namespace: string, name: string) => boolean;
}

/** Decides which workloads stand in a cluster. */
export function planWorkloads(request: PlanRequest): Plan {
  const { seed, pods, nodes, namespaces: apps, now, taken } = request;
  const rng = random(seed);
  const system = nodes * 3 + 14 < pods * 0.6 ? systemWorkloads(now, nodes) : [];
  let left = pods - system.reduce((sum, one) => sum + one.replicas, 0);
  const average = Math.max(3, Math.min(24, Math.round(Math.sqrt(pods) / 8)));
  const workloads = [...system];
  for (let i = 0; left > 0 && apps.length > 0; i++) {
    const namespace = apps[i % apps.length] ?? 'default';
    const { name, stateful, flavour } = placeOf(namespace, i, Math.floor(i / apps.length), rng);
    if (taken(namespace, name)) continue;
    const replicas = Math.min(left, stateful ? 1 + rng.below(3) : size(rng, average));
    workloads.push(workload(stateful ? 'StatefulSet' : 'Deployment', namespace, name, flavour, replicas, now));
    left -= replicas;
  }
  return { namespaces: [...SYSTEM_NAMESPACES, ...apps], workloads };
}

function placeOf(namespace: string, i: number, round: number, rng: Random) {
  const component = COMPONENTS[round % COMPONENTS.length] ?? 'api';
  const again = Math.floor(round / COMPONENTS.length);
  const short = namespace.replace(/-\d+$/, '');
  const picked = rng.pick(FLAVOURS);
  if (round % 9 !== 4)
    return { name: `${short}-${component}${again > 0 ? `-${again + 1}` : ''}`, stateful: false, flavour: picked };
  const flavour: Flavour = i % 2 ? 'postgres' : 'redis';
  return { name: `${short}-${i % 2 ? 'db' : 'cache'}${round > 8 ? `-${round}` : ''}`, stateful: true, flavour };
}

const MINUTE = 60_000;

/** CronJobs of a company's nights and quarters of an hour. */
export function cronPlans(apps: readonly string[], count: number, now: number): readonly CronPlan[] {
  const kinds = [
    { name: 'backup', schedule: '*/15 * * * *', everyMs: 15 * MINUTE, takes: 40_000, fails: 'never', suspended: false },
    {
      name: 'cleanup',
      schedule: '*/5 * * * *',
      everyMs: 5 * MINUTE,
      takes: 12_000,
      fails: 'sometimes',
      suspended: false,
    },
    { name: 'report', schedule: '0 * * * *', everyMs: 60 * MINUTE, takes: 90_000, fails: 'never', suspended: false },
    { name: 'reindex', schedule: '0 3 * * *', everyMs: 1440 * MINUTE, takes: 300_000, fails: 'never', suspended: true },
  ] as const;
  return apps.slice(0, count).map((namespace, i) => {
    const kind = kinds[i % kinds.length] ?? kinds[0];
    const name = `${namespace.replace(/-\d+$/, '')}-${kind.name}`;
    const seed = hashText(`${namespace}/${name}`);
    return {
      ...kind,
      app: { namespace, name, flavour: 'python', seed, special: {} },
      tag: `v1.${seed % 20}.0`,
      created: now - (20 + (seed % 200)) * DAY,
    };
  });
}
