import { afterEach, expect, test } from 'vitest';
import { type DemoOptions, type DemoServer, type ManualClock, manualClock, startDemoServer } from '../server.ts';
import { type Client, client } from '../testing.ts';
import { NodeRecord } from './node.ts';
import { PodRecord } from './pod.ts';

let server: DemoServer;
let api: Client;
let clock: ManualClock;

async function start(options: DemoOptions): Promise<void> {
  clock = manualClock();
  server = await startDemoServer({ clock, seed: 11, ...options });
  api = client(server);
}
afterEach(async () => {
  await api.close();
  await server.close();
  expect(clock.pending).toBe(0);
});

const everything = (): string[] =>
  [...server.world.store.resources()].flatMap(([resource, collection]) =>
    [...collection.scan(null, null)].map((one) => `${resource} ${one.namespace}/${one.name} ${one.uid} ${one.rv}`),
  );

const run = (seconds: number): void => {
  for (let i = 0; i < seconds; i++) clock.advance(1_000);
};

test('the same seed tells the same story', async () => {
  await start({ pods: 400, nodes: 8 });
  run(300);
  const first = everything();
  const written = JSON.stringify(
    [...server.world.store.collection('pods').scan(null, null)].map((pod) => pod.render()),
  );
  await api.close();
  await server.close();
  await start({ pods: 400, nodes: 8 });
  run(300);
  expect(everything()).toEqual(first);
  expect(JSON.stringify([...server.world.store.collection('pods').scan(null, null)].map((pod) => pod.render()))).toBe(
    written,
  );
});

test('in half an hour there are rollouts, crashes, scalings, jobs and nodes that leave; sizes stay as they were', async () => {
  await start({ pods: 1_000, nodes: 12 });
  const seen = new Map<string, number>();
  server.world.store.collection('events');
  for (const [resource, collection] of server.world.store.resources()) {
    collection.subscribe(({ type }) => seen.set(`${resource} ${type}`, (seen.get(`${resource} ${type}`) ?? 0) + 1));
  }
  const phases = new Set<string>();
  server.world.store
    .collection('pods')
    .subscribe(({ stored }) => stored instanceof PodRecord && phases.add(stored.phase));
  run(1_800);
  for (const what of [
    'pods ADDED',
    'pods DELETED',
    'replicasets.apps ADDED',
    'jobs.batch ADDED',
    'nodes ADDED',
    'nodes DELETED',
    'events ADDED',
  ]) {
    expect([what, seen.get(what) ?? 0]).toEqual([what, expect.any(Number)]);
    expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
  }
  expect([...phases]).toEqual(
    expect.arrayContaining(['pending', 'creating', 'running', 'unready', 'crash', 'oom-loop', 'lost', 'done']),
  );
  expect(server.world.store.collection('nodes').size).toBe(12);
  expect(Math.abs(server.world.store.collection('pods').size - 1_000)).toBeLessThan(120);
  expect(server.world.store.collection('events').size).toBeLessThan(6_000);
  for (const workload of server.world.workloads.values()) {
    const name = `${workload.kind} ${workload.name}`;
    expect(Math.abs(workload.pods.size - workload.replicas), name).toBeLessThan(workload.replicas + 3);
    if (workload.kind === 'DaemonSet') expect([name, workload.pods.size]).toEqual([name, 12]);
    expect(workload.revisions.length, name).toBeLessThan(6);
  }
  const deployments = server.world.store.collection('deployments.apps').size;
  expect(server.world.store.collection('replicasets.apps').size).toBeLessThan(deployments * 4);
});

test('deployments say what their pods are', async () => {
  await start({ pods: 300, nodes: 5 });
  run(120);
  const { items } = (await api.call('/apis/apps/v1/deployments')).body;
  const pods = (await api.call('/api/v1/pods')).body.items;
  expect(items.length).toBeGreaterThan(10);
  for (const { metadata, spec, status } of items) {
    const own = pods.filter(
      (pod: { metadata: { namespace: string; labels: Record<string, string>; deletionTimestamp?: string } }) =>
        pod.metadata.namespace === metadata.namespace &&
        !pod.metadata.deletionTimestamp &&
        pod.metadata.labels['app.kubernetes.io/name'] === spec.selector.matchLabels['app.kubernetes.io/name'] &&
        pod.metadata.labels['pod-template-hash'],
    );
    expect([metadata.name, status.replicas ?? 0]).toEqual([metadata.name, own.length]);
  }
});

test('150,000 pods: few bytes each, and pages from anywhere', async () => {
  const before = process.memoryUsage().heapUsed;
  await start({ pods: 150_000, nodes: 1_500, living: false });
  expect(server.world.store.collection('pods').size).toBe(150_000);
  expect((process.memoryUsage().heapUsed - before) / 150_000).toBeLessThan(1_500);
  const page = (await api.call('/api/v1/pods?limit=500')).body;
  expect(page.metadata.remainingItemCount).toBe(149_500);
  const next = (await api.call(`/api/v1/pods?limit=500&continue=${page.metadata.continue}`)).body;
  expect(next.metadata.remainingItemCount).toBe(149_000);
  const count = (await api.call('/api/v1/pods?limit=1')).body;
  expect(count.metadata.remainingItemCount).toBe(149_999);
});

test('churn is as quick as asked, from one moment to the next', async () => {
  await start({ pods: 500, nodes: 5, living: false });
  let changes = 0;
  server.world.store.collection('pods').subscribe(() => changes++);
  run(2);
  expect(changes).toBe(0);
  server.setChurn(1_000);
  clock.advance(5_000);
  expect(changes).toBeGreaterThan(4_700);
  expect(changes).toBeLessThan(6_000);
  server.setChurn(0);
  run(30);
  const settled = changes;
  run(30);
  expect(changes).toBe(settled);
});

test('scaling, a new image, a restart: pods follow', async () => {
  await start({ pods: 200, nodes: 5, living: false });
  const workload = [...server.world.workloads.values()].find(
    (one) => one.kind === 'Deployment' && one.replicas >= 4 && one.namespace === 'payments',
  );
  if (!workload) throw new Error('no deployment');
  const path = `/apis/apps/v1/namespaces/payments/deployments/${workload.name}`;
  const scaled = await api.call(`${path}/scale`, {
    method: 'PATCH',
    body: { spec: { replicas: 2 } },
    contentType: 'application/merge-patch+json',
  });
  expect(scaled.body).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } });
  run(30);
  expect(workload.pods.size).toBe(2);
  const image = {
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: (await api.call(path)).body.spec.template.spec.containers[0].name,
              image: workload.image.replace(/:[^:]*$/, ':v9.9.9'),
            },
          ],
        },
      },
    },
  };
  const patched = await api.call(path, {
    method: 'PATCH',
    body: image,
    contentType: 'application/strategic-merge-patch+json',
  });
  expect(patched.body.metadata.generation).toBe(3);
  expect(patched.body.spec.template.spec.containers[0]).toMatchObject({
    image: expect.stringMatching(/:v9\.9\.9$/),
    livenessProbe: expect.anything(),
  });
  run(60);
  const pods = server.world.podsOf(workload);
  expect(pods.map((pod) => [pod.owner.tag, pod.phase])).toEqual([
    ['v9.9.9', 'running'],
    ['v9.9.9', 'running'],
  ]);
  const names = new Set(workload.pods);
  const stamp = {
    spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-03-04T10:00:00Z' } } } },
  };
  await api.call(path, { method: 'PATCH', body: stamp, contentType: 'application/strategic-merge-patch+json' });
  run(60);
  expect(workload.pods.size).toBe(2);
  expect([...workload.pods].filter((name) => names.has(name))).toEqual([]);
  const sets = (
    await api.call(
      `/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app.kubernetes.io/name%3D${workload.name}`,
    )
  ).body.items;
  expect(sets.filter((set: { spec: { replicas: number } }) => set.spec.replicas > 0)).toHaveLength(1);
});

test('a deleted pod ends in its grace period and is replaced; labels set by hand stay', async () => {
  await start({ pods: 200, nodes: 5, living: false });
  const [pod] = (await api.call('/api/v1/namespaces/payments/pods?limit=1')).body.items;
  const path = `/api/v1/namespaces/payments/pods/${pod.metadata.name}`;
  await api.call(path, {
    method: 'PATCH',
    body: { metadata: { labels: { mine: 'yes' } } },
    contentType: 'application/merge-patch+json',
  });
  const mine = (await api.call('/api/v1/pods?labelSelector=mine%3Dyes')).body.items;
  expect(mine.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([pod.metadata.name]);
  expect(mine[0].spec).toEqual(pod.spec);
  const total = server.world.store.collection('pods').size;
  const leaving = await api.call(path, { method: 'DELETE' });
  expect(leaving.body.metadata).toMatchObject({
    deletionGracePeriodSeconds: 30,
    deletionTimestamp: expect.any(String),
  });
  run(20);
  expect((await api.call(path)).status).toBe(404);
  expect(server.world.store.collection('pods').size).toBe(total);
});

test('trouble worth diagnosing is there', async () => {
  await start({ pods: 180, nodes: 6, trouble: true, living: false });
  const pods = (await api.call('/api/v1/namespaces/payments/pods')).body.items;
  const main = (prefix: string) =>
    pods.find((pod: { metadata: { name: string } }) => pod.metadata.name.startsWith(prefix));
  const ledger = main('payments-ledger').status.containerStatuses[0];
  expect(ledger).toMatchObject({
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
  });
  expect(main('payments-ledger').spec.containers[0].resources.limits.memory).toBe('256Mi');
  expect(main('payments-web').status.containerStatuses[0].state.waiting.reason).toBe('ImagePullBackOff');
  expect(main('payments-fx').status.containerStatuses[0].state.waiting).toMatchObject({
    reason: 'CreateContainerConfigError',
    message: 'configmap "payments-fx-rates" not found',
  });
  expect((await api.call('/api/v1/namespaces/payments/configmaps/payments-fx-rates')).status).toBe(404);
  expect(main('payments-batch').status.conditions[0]).toMatchObject({
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
  });
  expect(
    (await api.call('/api/v1/namespaces/payments/persistentvolumeclaims/data-payments-archive-0')).body.status.phase,
  ).toBe('Pending');
  const slices = (
    await api.call(
      '/apis/discovery.k8s.io/v1/namespaces/payments/endpointslices?labelSelector=kubernetes.io/service-name%3Dpayments-v2',
    )
  ).body.items;
  expect(slices[0].endpoints).toBeNull();
  const jobs = (await api.call('/apis/batch/v1/namespaces/payments/jobs')).body.items;
  expect(
    jobs.some((job: { status: { conditions?: { reason: string }[] } }) =>
      job.status.conditions?.some((one) => one.reason === 'BackoffLimitExceeded'),
    ),
  ).toBe(true);
  const nodes = [...server.world.store.collection('nodes').scan(null, null)];
  expect(nodes.some((node) => node instanceof NodeRecord && node.state.pressure === 'memory')).toBe(true);
  const warnings = (await api.call('/api/v1/namespaces/payments/events?fieldSelector=type%3DWarning')).body.items;
  expect(new Set(warnings.map((event: { reason: string }) => event.reason))).toEqual(
    expect.objectContaining(new Set(['BackOff'])),
  );
  expect((await api.call('/apis/metrics.k8s.io/v1beta1/nodes')).body.items).toHaveLength(6);
});
