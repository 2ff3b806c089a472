/** Objects to look at: simulated nodes, bare pods, and for the shared development cluster a bit of everything. */
import type { ServerClient } from './client.ts';
import { eventually } from './processes.ts';

const ZONES = ['north-1a', 'north-1b', 'north-1c'] as const;
const PARALLEL = 16;

/** The nth simulated node: `node-000`. */
export const nodeName = (index: number): string => `node-${String(index).padStart(3, '0')}`;

/** Runs `work` over 0…count−1, some at a time; the first failure ends it. */
async function inParallel(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, count) }, worker));
}

function node(index: number): object {
  const name = nodeName(index);
  const amounts = { cpu: '16', memory: '64Gi', pods: '250', 'ephemeral-storage': '200Gi' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'metrics.k8s.io/resource-metrics-path': `/metrics/nodes/${name}/metrics/resource` },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': index % 4 === 3 ? 'arm64' : 'amd64',
        'topology.kubernetes.io/zone': ZONES[index % ZONES.length],
        [`node-role.kubernetes.io/${index === 0 ? 'control-plane' : 'worker'}`]: '',
      },
    },
    status: {
      capacity: amounts,
      allocatable: { ...amounts, cpu: '15800m' },
      // kwok's template does not quote these, so none may look like a number.
      nodeInfo: {
        kubeletVersion: 'v1.36.3',
        kernelVersion: '6.12.41-simulated',
        osImage: 'Simulated Linux',
        containerRuntimeVersion: 'kwok://0.8.0',
        operatingSystem: 'linux',
        architecture: index % 4 === 3 ? 'arm64' : 'amd64',
      },
    },
  };
}

/** Nodes `node-000` …; kwok makes them ready. */
export async function seedNodes(client: ServerClient, count: number): Promise<void> {
  await inParallel(count, (index) => client.json('POST', '/api/v1/nodes', { body: node(index) }));
}

function pod(index: number, nodes: number): object {
  const app = `app-${String(index % 25).padStart(2, '0')}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${app}-${String(index).padStart(6, '0')}`,
      labels: { app, tier: index % 2 === 0 ? 'front' : 'back' },
      annotations: {
        'kwok.x-k8s.io/usage-cpu': `${5 + (index % 40)}m`,
        'kwok.x-k8s.io/usage-memory': `${32 + (index % 64)}Mi`,
      },
    },
    spec: {
      ...(nodes > 0 ? { nodeName: nodeName(index % nodes) } : {}),
      containers: [
        {
          name: 'main',
          image: `registry.example/${app}:1.${index % 7}.0`,
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        },
      ],
    },
  };
}

/** Namespaces `load-0` … `load-9`, and `count` bare pods over them, bound to the nodes in turn. */
export async function seedPods(client: ServerClient, count: number, nodes: number): Promise<void> {
  const namespaces = Math.min(10, Math.max(1, Math.ceil(count / 50)));
  for (let index = 0; index < namespaces; index += 1) {
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `load-${index}` } };
    const answer = await client.send('POST', '/api/v1/namespaces', { body });
    if (answer.status > 299 && answer.status !== 409) throw new Error(answer.body.toString('utf8'));
  }
  await untilServiceAccounts(client, namespaces);
  await inParallel(count, (index) =>
    client.json('POST', `/api/v1/namespaces/load-${index % namespaces}/pods`, { body: pod(index, nodes) }),
  );
}

/** With controllers a namespace takes pods only once its default service account exists; a bare plane has no such rule. */
async function untilServiceAccounts(client: ServerClient, namespaces: number): Promise<void> {
  const probe = pod(0, 0);
  for (let index = 0; index < namespaces; index += 1) {
    await eventually(`namespace load-${index} takes no pods`, 30_000, () =>
      client.json('POST', `/api/v1/namespaces/load-${index}/pods?dryRun=All`, { body: probe }),
    );
  }
}
