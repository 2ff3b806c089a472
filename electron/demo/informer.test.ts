import { CoreV1Api as Core, type CoreV1Api, KubeConfig, makeInformer, type V1Pod } from '@kubernetes/client-node';
import { afterEach, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from './server.ts';

let server: DemoServer;
afterEach(() => server.close());

/** Resolves once the callback has seen what it waits for. */
const seen = () => {
  let done: () => void = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, done };
};

test("the field's own JavaScript client lists, watches and writes", async () => {
  server = await startDemoServer({ pods: 90, nodes: 4, living: false });
  const config = new KubeConfig();
  config.loadFromString(server.kubeconfig());
  const core: CoreV1Api = config.makeApiClient(Core);
  const nodes = await core.listNode();
  expect(nodes.items.map((node) => node.metadata?.name)).toEqual(
    [...server.world.nodes.map((node) => node.name)].sort(),
  );
  const informer = makeInformer(config, '/api/v1/namespaces/payments/pods', () =>
    core.listNamespacedPod({ namespace: 'payments' }),
  );
  const known = new Map<string, V1Pod>();
  const removed = seen();
  const labelled = seen();
  informer.on('add', (pod) => known.set(pod.metadata?.name ?? '', pod));
  informer.on('update', (pod) => {
    known.set(pod.metadata?.name ?? '', pod);
    if (pod.metadata?.labels?.mine === 'yes') labelled.done();
  });
  informer.on('delete', (pod) => {
    known.delete(pod.metadata?.name ?? '');
    removed.done();
  });
  await informer.start();
  await expect.poll(() => server.stats.snapshot().watches.pods).toBe(1);
  expect(known.size).toBe(server.world.store.collection('pods').count('payments'));
  const [name = ''] = known.keys();
  const body = [{ op: 'add', path: '/metadata/labels/mine', value: 'yes' }];
  await core.patchNamespacedPod({ namespace: 'payments', name, body });
  await labelled.promise;
  await core.deleteNamespacedPod({ namespace: 'payments', name, gracePeriodSeconds: 0 });
  await removed.promise;
  expect(known.has(name)).toBe(false);
  await informer.stop();
  await expect.poll(() => server.stats.snapshot().watches).toEqual({});
});

test('closing leaves no timer and no socket', async () => {
  const before = process.getActiveResourcesInfo().length;
  server = await startDemoServer({ pods: 300, nodes: 6, churn: 50 });
  const config = new KubeConfig();
  config.loadFromString(server.kubeconfig());
  await config.makeApiClient(Core).listNode();
  await server.close();
  await expect.poll(() => process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before);
});
