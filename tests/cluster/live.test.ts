/** Lists and watches on a control plane with controllers and simulated kubelets: what is shown follows what happens, and nothing is lost. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { eventually } from './processes.ts';
import { cannotRun, createProduct, type Product, type Watch } from './product.ts';

const NAMESPACE = 'live';

const deployment = (name: string, replicas: number): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }] },
    },
  },
});

const gadgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.live.example' },
  spec: {
    group: 'live.example',
    scope: 'Namespaced',
    names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        additionalPrinterColumns: [{ name: 'Colour', type: 'string', jsonPath: '.spec.colour' }],
      },
    ],
  },
};

describe.skipIf(cannotRun)('live views', () => {
  let plane: ControlPlane;
  let product: Product;
  const watches: Watch[] = [];

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'live', nodes: 3, controllers: true, kwok: true });
    product = await createProduct();
    await plane.client.json('POST', '/api/v1/namespaces', {
      body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } },
    });
    await eventually('the default service account is missing', 30_000, () =>
      plane.client.json('GET', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default`),
    );
  });
  afterEach(async () => {
    await Promise.all(watches.splice(0).map((watch) => watch.stop()));
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  async function watch(kind: string): Promise<Watch> {
    const started = product.watch([
      ...['--kubeconfig', plane.kubeconfig, '--context', 'live', '--kind', kind, '--namespace', NAMESPACE, '--wide'],
    ]);
    watches.push(started);
    await started.until('the view is live', () => started.freshness === 'live');
    return started;
  }
  const path = (group: string, plural: string, name?: string): string =>
    `${group}/namespaces/${NAMESPACE}/${plural}${name === undefined ? '' : `/${name}`}`;
  const create = (group: string, plural: string, body: object): Promise<unknown> =>
    plane.client.json('POST', path(group, plural), { body });
  const remove = (group: string, plural: string, name: string): Promise<unknown> =>
    plane.client.json('DELETE', path(group, plural, name));
  const merge = (group: string, plural: string, name: string, body: object): Promise<unknown> =>
    plane.client.json('PATCH', path(group, plural, name), { body, contentType: 'application/merge-patch+json' });
  const pods = (view: Watch, app: string) => [...view.rows.values()].filter(({ name }) => name.startsWith(`${app}-`));
  /** `name status node` of what kubectl prints, against which a settled view is compared. */
  async function printedPods(): Promise<readonly string[]> {
    const columns = 'N:.metadata.name,S:.status.phase,U:.metadata.uid';
    const text = await plane.kubectl([
      'get',
      'pods',
      '-n',
      NAMESPACE,
      '--no-headers',
      '-o',
      `custom-columns=${columns}`,
    ]);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split(/\s+/)[2] ?? '')
      .sort();
  }

  test('a rollout, from the first pod to the last of the new revision', async () => {
    const view = await watch('pods');
    await create('/apis/apps/v1', 'deployments', deployment('web', 4));
    await view.until(
      'four pods run',
      () => pods(view, 'web').filter(({ cells }) => cells.status === 'Running').length === 4,
    );
    const before = new Set(pods(view, 'web').map(({ uid }) => uid));
    await plane.kubectl(['-n', NAMESPACE, 'set', 'image', 'deployment/web', 'main=registry.example/main:2']);
    await view.until('four other pods run', () => {
      const now = pods(view, 'web');
      return now.length === 4 && now.every(({ uid, cells }) => !before.has(uid) && cells.status === 'Running');
    });
    expect([...view.rows.keys()].sort()).toEqual(await printedPods());
  });

  test('the numbers of a deployment follow its scale', async () => {
    const view = await watch('deployments');
    await create('/apis/apps/v1', 'deployments', deployment('scaled', 1));
    await view.until('1/1', () => view.row('scaled')?.cells.ready === '1/1');
    await merge('/apis/apps/v1', 'deployments', 'scaled/scale', { spec: { replicas: 3 } });
    await view.until('3/3', () => view.row('scaled')?.cells.ready === '3/3');
    await merge('/apis/apps/v1', 'deployments', 'scaled/scale', { spec: { replicas: 0 } });
    await view.until('0/0', () => view.row('scaled')?.cells.ready === '0/0');
    await remove('/apis/apps/v1', 'deployments', 'scaled');
    await view.until('it leaves', () => view.row('scaled') === undefined);
  });

  test('an evicted pod leaves and its replacement comes', async () => {
    const view = await watch('pods');
    await create('/apis/apps/v1', 'deployments', deployment('evicted', 1));
    await view.until('it runs', () => pods(view, 'evicted')[0]?.cells.status === 'Running');
    const [first] = pods(view, 'evicted');
    await create('/api/v1', `pods/${first?.name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: first?.name },
    });
    await view.until('another runs', () => {
      const [now, ...more] = pods(view, 'evicted');
      return more.length === 0 && now?.uid !== first?.uid && now?.cells.status === 'Running';
    });
  });

  test('a finalizer keeps an object, terminating, until it is taken away', async () => {
    const view = await watch('pods');
    await create('/api/v1', 'pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'kept', finalizers: ['live.example/keep'], labels: { 'portolan.test/static': 'true' } },
      spec: { containers: [{ name: 'main', image: 'registry.example/main:1' }], nodeName: 'node-000' },
    });
    await view.until('it is there', () => view.row('kept') !== undefined);
    const uid = view.row('kept')?.uid;
    await remove('/api/v1', 'pods', 'kept');
    await view.until('it terminates', () => view.row('kept')?.cells.status === 'Terminating');
    expect(view.row('kept')?.uid).toBe(uid);
    await plane.kubectl(['-n', NAMESPACE, 'delete', 'pod', 'kept', '--force', '--grace-period=0', '--wait=false']);
    await merge('/api/v1', 'pods', 'kept', { metadata: { finalizers: null } });
    await view.until('it leaves', () => view.row('kept') === undefined);
  });

  test('deleted and made again under one name is another object', async () => {
    const view = await watch('configmaps');
    const again = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'again' }, data: { a: '1' } };
    await create('/api/v1', 'configmaps', again);
    await view.until('it is there', () => view.row('again') !== undefined);
    const uid = view.row('again')?.uid;
    await remove('/api/v1', 'configmaps', 'again');
    await create('/api/v1', 'configmaps', { ...again, data: { a: '1', b: '2' } });
    await view.until('the other is there', () => view.row('again')?.cells.data === '2');
    expect(view.row('again')?.uid).not.toBe(uid);
    expect([...view.rows.values()].filter(({ name }) => name === 'again')).toHaveLength(1);
  });

  test('a custom kind appears, changes, disappears with its definition, and comes back', async () => {
    const define = async (): Promise<void> => {
      await plane.client.json('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
        body: gadgetDefinition,
      });
      await eventually('gadgets are not served', 30_000, () =>
        plane.client.json('GET', path('/apis/live.example/v1', 'gadgets')),
      );
    };
    const undefine = (): Promise<unknown> =>
      plane.client.json('DELETE', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gadgets.live.example');
    const gadget = {
      apiVersion: 'live.example/v1',
      kind: 'Gadget',
      metadata: { name: 'one' },
      spec: { colour: 'red' },
    };
    await define();
    const view = await watch('gadgets');
    await create('/apis/live.example/v1', 'gadgets', gadget);
    await view.until('it is red', () => view.row('one')?.cells.colour === 'red');
    await merge('/apis/live.example/v1', 'gadgets', 'one', { spec: { colour: 'blue' } });
    await view.until('it is blue', () => view.row('one')?.cells.colour === 'blue');
    await undefine();
    await view.until('nothing old is shown as current', () => view.rows.size === 0 || view.freshness !== 'live');
    await eventually('gadgets are still defined', 30_000, async () => {
      const answer = await plane.client.send('GET', path('/apis/live.example/v1', 'gadgets'));
      if (answer.status !== 404) throw new Error(`${answer.status}`);
    });
    await define();
    await create('/apis/live.example/v1', 'gadgets', { ...gadget, spec: { colour: 'green' } });
    await view.until(
      'it is green',
      () => view.freshness === 'live' && view.row('one')?.cells.colour === 'green',
      60_000,
    );
  });

  test('an API server that restarts after etcd was compacted: stale, then live and whole again', async () => {
    const view = await watch('configmaps');
    const named = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    for (const name of ['stays', 'goes']) await create('/api/v1', 'configmaps', named(name));
    await view.until('both are there', () => view.row('stays') !== undefined && view.row('goes') !== undefined);
    await plane.stopApiServer();
    await view.until('it says so', () => view.freshness === 'stale' || view.lifecycle !== 'ready');
    expect(view.row('stays')).toBeDefined();
    // What happens now happens while nobody watches, and behind the compaction the old watch cannot be continued (410).
    await plane.startApiServer();
    await remove('/api/v1', 'configmaps', 'goes');
    await create('/api/v1', 'configmaps', named('comes'));
    await plane.etcd.compact();
    await plane.restartApiServer();
    await view.until(
      'it is whole again',
      () => view.freshness === 'live' && view.row('comes') !== undefined && view.row('goes') === undefined,
      35_000,
    );
    expect(view.row('stays')).toBeDefined();
  });
});

describe.skipIf(cannotRun)('two clusters in one view', () => {
  test('each row belongs to its own cluster, and the end of one is nothing to the other', async () => {
    const [left, right] = await Promise.all([
      startControlPlane({ name: 'left' }),
      startControlPlane({ name: 'right' }),
    ]);
    const product = await createProduct();
    try {
      const view = product.watch([
        ...['--kubeconfig', left.kubeconfig, '--kubeconfig', right.kubeconfig],
        ...['--context', 'left', '--context', 'right', '--kind', 'namespaces'],
      ]);
      const make = (plane: ControlPlane, name: string): Promise<unknown> =>
        plane.client.json('POST', '/api/v1/namespaces', {
          body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        });
      await view.until('both are live', () => view.liveClusters.size === 2);
      await make(left, 'only-left');
      await make(right, 'only-right');
      await view.until(
        'each shows its own',
        () => view.row('only-left') !== undefined && view.row('only-right') !== undefined,
      );
      expect(view.clusterOf('only-left')).toMatch(/left$/);
      expect(view.clusterOf('only-right')).toMatch(/right$/);
      await left.stop();
      await view.until('left is not live', () => view.liveClusters.size === 1);
      await make(right, 'right-again');
      await view.until('right goes on', () => view.row('right-again') !== undefined, 5_000);
    } finally {
      await product.close();
      await Promise.all([left.stop(), right.stop()]);
    }
  });
});
