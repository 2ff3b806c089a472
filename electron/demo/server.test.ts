import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoServer, manualClock, startDemoServer } from './server.ts';
import { type Client, client } from './testing.ts';

const clock = manualClock();
let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({ clock, pods: 200, nodes: 4, namespaces: 3, living: false, seed: 7 });
});
afterAll(() => server.close());

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

describe.each([
  ['HTTP/1.1', false],
  ['HTTP/2', true],
])('over %s', (name, h2) => {
  let api: Client;
  beforeAll(() => {
    api = client(server, { h2 });
  });
  afterAll(() => api.close());

  test('the protocol asked for is the one spoken', async () => {
    await api.call('/version');
    expect(server.stats.records({ path: '/version' }).at(-1)?.protocol).toBe(name === 'HTTP/2' ? 'h2' : 'http/1.1');
  });

  test('pages add up to the whole list, in key order, with exact remainders', async () => {
    const whole = (await api.call('/api/v1/pods')).body;
    const names: string[] = [];
    let token = '';
    do {
      const page = (await api.call(`/api/v1/pods?limit=30&continue=${encodeURIComponent(token)}`)).body;
      names.push(
        ...page.items.map(
          (pod: { metadata: { namespace: string; name: string } }) => `${pod.metadata.namespace}/${pod.metadata.name}`,
        ),
      );
      expect(page.metadata.resourceVersion).toBe(whole.metadata.resourceVersion);
      expect(page.metadata.remainingItemCount ?? 0).toBe(200 - names.length);
      token = page.metadata.continue ?? '';
    } while (token !== '');
    expect(names).toHaveLength(200);
    expect(names).toEqual([...names].sort());
    expect(new Set(names).size).toBe(200);
    expect(whole.items[0].kind).toBeUndefined();
    expect(whole.items[0].apiVersion).toBeUndefined();
  });

  test('a watch goes on from a list without a gap', async () => {
    const { metadata } = (await api.call('/api/v1/configmaps?limit=1')).body;
    const make = (text: string) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `w-${h2 ? 2 : 1}` },
      data: { text },
    });
    const made = await api.call('/api/v1/namespaces/default/configmaps', { method: 'POST', body: make('one') });
    expect(made.status).toBe(201);
    const watch = await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${metadata.resourceVersion}`);
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', data: { text: 'one' } } });
    await api.call(`/api/v1/namespaces/default/configmaps/w-${h2 ? 2 : 1}`, { method: 'PUT', body: make('two') });
    expect(await watch.next()).toMatchObject({ type: 'MODIFIED', object: { data: { text: 'two' } } });
    const gone = await api.call(`/api/v1/namespaces/default/configmaps/w-${h2 ? 2 : 1}`, { method: 'DELETE' });
    const deleted = await watch.next();
    expect(deleted).toMatchObject({ type: 'DELETED', object: { data: { text: 'two' } } });
    expect(Number(deleted?.object.metadata.resourceVersion)).toBe(server.world.store.rv);
    expect(gone.body).toMatchObject({ status: 'Success', details: { kind: 'configmaps' } });
    watch.close();
  });

  test('WatchList: everything, the annotated bookmark, then what changes', async () => {
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = await api.watch(`/api/v1/nodes?${query}`);
    for (let i = 0; i < 4; i++) expect((await watch.next())?.type).toBe('ADDED');
    expect(await watch.next()).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'Node',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: String(server.world.store.rv),
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
        spec: {},
        status: expect.objectContaining({ daemonEndpoints: { kubeletEndpoint: { Port: 0 } } }),
      },
    });
    const name = server.world.nodes[3]?.name;
    const patch = { spec: { unschedulable: !h2 } };
    const answer = await api.call(`/api/v1/nodes/${name}`, {
      method: 'PATCH',
      body: patch,
      contentType: 'application/strategic-merge-patch+json',
    });
    expect(answer.status).toBe(200);
    const event = await watch.next();
    expect(event?.type).toBe('MODIFIED');
    expect(event?.object.spec.unschedulable).toBe(h2 ? undefined : true);
    watch.close();
  });

  test('bookmarks come every minute, the last two seconds before the end', async () => {
    const watch = await api.watch(
      '/api/v1/nodes?watch=1&resourceVersion=0&allowWatchBookmarks=true&timeoutSeconds=100&labelSelector=none',
    );
    await expect.poll(() => server.stats.snapshot().watches.nodes).toBeGreaterThan(0);
    clock.advance(60_000);
    expect(await watch.next()).toMatchObject({
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: String(server.world.store.rv) } },
    });
    clock.advance(37_999);
    clock.advance(1);
    expect((await watch.next())?.type).toBe('BOOKMARK');
    clock.advance(2_000);
    expect(await watch.next()).toBeNull();
  });

  test('logs: tail, and follow as time goes on', async () => {
    const [pod] = (await api.call('/api/v1/namespaces/payments/pods?limit=1&fieldSelector=status.phase%3DRunning')).body
      .items;
    const container = pod.spec.containers[0].name;
    const base = `/api/v1/namespaces/payments/pods/${pod.metadata.name}/log?container=${container}`;
    const tail = await api.call(`${base}&tailLines=5&timestamps=true`);
    const lines = tail.text.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z ./);
    const follow = await api.watch(`${base}&tailLines=1&follow=true`);
    const first = await follow.line();
    clock.advance(5_000);
    const second = await follow.line();
    expect(second).not.toBe(first);
    const again = (await api.call(`${base}&tailLines=200`)).text;
    expect(again).toContain(`${first}\n${second}\n`);
    follow.close();
  });
});

test('lists and discovery in the shapes a real server gives', async () => {
  const api = client(server);
  const groups = (await api.call('/apis', { accept: AGGREGATED })).body;
  expect(groups.kind).toBe('APIGroupDiscoveryList');
  const apps = groups.items.find((group: { metadata: { name: string } }) => group.metadata.name === 'apps');
  expect(apps.versions[0].resources.find((one: { resource: string }) => one.resource === 'deployments')).toMatchObject({
    responseKind: { group: '', version: '', kind: 'Deployment' },
    shortNames: ['deploy'],
  });
  const custom = groups.items.find(
    (group: { metadata: { name: string } }) => group.metadata.name === 'cert-manager.io',
  );
  expect(custom.versions[0].resources[0].responseKind).toEqual({
    group: 'cert-manager.io',
    version: 'v1',
    kind: 'Certificate',
  });
  const again = await api.call('/apis', { accept: AGGREGATED });
  const same = await api.call('/apis', {
    accept: AGGREGATED,
    headers: { 'if-none-match': String(again.headers.etag) },
  });
  expect(same.status).toBe(304);
  const legacy = (await api.call('/apis/apps/v1')).body;
  expect(legacy.resources.map((one: { name: string }) => one.name)).toContain('deployments/scale');
  expect((await api.call('/api')).body.versions).toEqual(['v1']);
  expect((await api.call('/openapi/v3')).body.paths['apis/apps/v1'].serverRelativeURL).toMatch(
    /^\/openapi\/v3\/apis\/apps\/v1\?hash=/,
  );
  const table = (await api.call('/api/v1/nodes', { accept: TABLE })).body;
  expect(table.kind).toBe('Table');
  expect(table.columnDefinitions.map((one: { name: string }) => one.name)).toContain('Kernel-Version');
  expect(table.rows[0].object.kind).toBe('PartialObjectMetadata');
  const partial = (
    await api.call('/api/v1/nodes', { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' })
  ).body;
  expect(partial.items[0].spec).toBeUndefined();
  await api.close();
});

test('refusals in the words of a real server', async () => {
  const api = client(server);
  const message = async (path: string, options = {}) => {
    const { status, body } = await api.call(path, options);
    return [status, body.reason, body.message];
  };
  expect(await message('/apis/apps/v1/namespaces/default/deployments/nope')).toEqual([
    404,
    'NotFound',
    'deployments.apps "nope" not found',
  ]);
  expect(await message('/api/v1/foos')).toEqual([404, 'NotFound', 'the server could not find the requested resource']);
  expect((await api.call('/apis/nope.example/v1/foos')).text).toBe('404 page not found\n');
  expect(await message('/api/v1/pods?resourceVersion=99999999')).toEqual([
    504,
    'Timeout',
    `Timeout: Too large resource version: 99999999, current: ${server.world.store.rv}`,
  ]);
  expect(await message('/api/v1/pods?fieldSelector=spec.foo%3Dx')).toEqual([
    400,
    'BadRequest',
    'field label not supported: spec.foo',
  ]);
  expect(await message('/api/v1/pods', { accept: 'text/html' })).toMatchObject([
    406,
    'NotAcceptable',
    expect.stringContaining('406: Not Acceptable'),
  ]);
  const cm = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'once' } };
  const post = { method: 'POST', body: cm };
  expect((await api.call('/api/v1/namespaces/default/configmaps', { method: 'POST', body: cm })).status).toBe(201);
  expect(await message('/api/v1/namespaces/default/configmaps', post)).toEqual([
    409,
    'AlreadyExists',
    'configmaps "once" already exists',
  ]);
  const stale = { ...cm, metadata: { name: 'once', resourceVersion: '1' } };
  expect(await message('/api/v1/namespaces/default/configmaps/once', { method: 'PUT', body: stale })).toEqual([
    409,
    'Conflict',
    'Operation cannot be fulfilled on configmaps "once": the object has been modified; please apply your changes to the latest version and try again',
  ]);
  expect(await message('/api/v1/namespaces/nons/configmaps', post)).toEqual([
    404,
    'NotFound',
    'namespaces "nons" not found',
  ]);
  expect(
    (
      await message('/api/v1/namespaces/default/configmaps', {
        method: 'POST',
        body: { ...cm, metadata: { name: 'A_B' } },
      })
    )[0],
  ).toBe(422);
  await api.close();
});

test('selectors choose what a list and a watch show; leaving the selection is a deletion', async () => {
  const api = client(server);
  const make = (name: string, colour: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: { colour } },
  });
  for (const [name, colour] of [
    ['s1', 'red'],
    ['s2', 'blue'],
  ] as const) {
    await api.call('/api/v1/namespaces/default/configmaps', { method: 'POST', body: make(name, colour) });
  }
  const names = async (selector: string) =>
    (await api.call(`/api/v1/configmaps?labelSelector=${encodeURIComponent(selector)}`)).body.items.map(
      (one: { metadata: { name: string } }) => one.metadata.name,
    );
  expect(await names('colour=red')).toEqual(['s1']);
  expect(await names('colour in (red, blue)')).toEqual(['s1', 's2']);
  expect(await names('colour,colour notin (red)')).toEqual(['s2']);
  expect(await names('colour,colour!=blue')).toEqual(['s1']);
  expect((await names('!colour')).length).toBeGreaterThan(2);
  const rv = (await api.call('/api/v1/configmaps?limit=1')).body.metadata.resourceVersion;
  const watch = await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${rv}&labelSelector=colour%3Dred`);
  const paint = (name: string, colour: string) =>
    api.call(`/api/v1/namespaces/default/configmaps/${name}`, {
      method: 'PATCH',
      body: { metadata: { labels: { colour } } },
      contentType: 'application/merge-patch+json',
    });
  await paint('s2', 'red');
  expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 's2' } } });
  await paint('s1', 'green');
  expect(await watch.next()).toMatchObject({
    type: 'DELETED',
    object: { metadata: { name: 's1', labels: { colour: 'red' } } },
  });
  const node = server.world.nodes[3]?.name;
  const onNode = (await api.call(`/api/v1/pods?fieldSelector=spec.nodeName%3D${node}`)).body.items;
  expect(onNode.length).toBeGreaterThan(3);
  expect(new Set(onNode.map((pod: { spec: { nodeName: string } }) => pod.spec.nodeName))).toEqual(new Set([node]));
  watch.close();
  await api.close();
});

test('large bodies are compressed for those who take gzip; the Date is the server clock', async () => {
  const api = client(server);
  const plain = await api.call('/api/v1/pods');
  expect(plain.headers.date).toBe(new Date(clock.now()).toUTCString());
  const packed = await api.call('/api/v1/pods', { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers['content-encoding']).toBe('gzip');
  const { gunzipSync } = await import('node:zlib');
  expect(gunzipSync(packed.bytes).toString()).toBe(plain.text);
  expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 4);
  await api.close();
});
