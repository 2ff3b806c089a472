import { connect } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from './server.ts';
import { type Client, client } from './testing.ts';

let server: DemoServer;
let api: Client;

beforeEach(async () => {
  server = await startDemoServer({ pods: 60, nodes: 3, living: false, gated: true });
  api = client(server);
});
afterEach(async () => {
  await api.close();
  await server.close();
});

const touch = (text: string) =>
  server.world.store.putObject('configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'touched', namespace: 'default', uid: 'u', resourceVersion: '', creationTimestamp: null },
    data: { text },
  });
const openWatch = () => api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${server.world.store.rv}`);

test('403 on one kind leaves the others', async () => {
  const fault = server.faults.add({ kind: 'status', code: 403 }, { resource: 'pods' });
  const refused = await api.call('/api/v1/pods');
  expect([refused.status, refused.body.message]).toEqual([
    403,
    'pods is forbidden: User "admin" cannot list resource "pods" in API group "" at the cluster scope',
  ]);
  expect((await api.call('/api/v1/nodes')).status).toBe(200);
  expect(fault.hits).toBe(1);
  fault.remove();
  expect((await api.call('/api/v1/pods')).status).toBe(200);
});

test('429 says how long to wait; a count ends a fault', async () => {
  server.faults.add({ kind: 'status', code: 429, retryAfter: 7 }, { verb: 'list', count: 2 });
  for (let i = 0; i < 2; i++) {
    const answer = await api.call('/api/v1/nodes');
    expect([answer.status, answer.headers['retry-after'], answer.body.details]).toEqual([
      429,
      '7',
      { retryAfterSeconds: 7 },
    ]);
  }
  expect((await api.call('/api/v1/nodes')).status).toBe(200);
});

test.each([
  [500, 'InternalError'],
  [503, 'ServiceUnavailable'],
  [504, 'Timeout'],
  [401, 'Unauthorized'],
])('%i %s', async (code, reason) => {
  server.faults.add({ kind: 'status', code }, { path: '/api/v1/nodes' });
  const { status, body } = await api.call('/api/v1/nodes');
  expect([status, body.kind, body.reason, body.code]).toEqual([code, 'Status', reason, code]);
});

test('401 in a watch that is open: an ERROR event, and the end', async () => {
  const watch = await openWatch();
  await expect.poll(() => server.stats.snapshot().watches.configmaps).toBe(1);
  server.faults.add({ kind: 'status', code: 401 }, { resource: 'configmaps', verb: 'watch', count: 1 });
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 401, reason: 'Unauthorized' } });
  expect(await watch.next()).toBeNull();
  expect(server.stats.snapshot().watches).toEqual({});
});

test('410 on a watch and on a continue token', async () => {
  const watch = await openWatch();
  await expect.poll(() => server.stats.snapshot().watches.configmaps).toBe(1);
  server.faults.add({ kind: 'expired' }, { resource: 'configmaps', count: 1 });
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
  const page = (await api.call('/api/v1/pods?limit=10')).body;
  server.faults.add({ kind: 'expired' }, { resource: 'pods', count: 1 });
  const gone = await api.call(`/api/v1/pods?limit=10&continue=${page.metadata.continue}`);
  expect([gone.status, gone.body.reason]).toEqual([410, 'Expired']);
  const on = await api.call(`/api/v1/pods?limit=50&continue=${gone.body.metadata.continue}`);
  expect(on.body.items).toHaveLength(50);
});

test('an old resourceVersion is 410 once the cache has moved on', async () => {
  await api.close();
  await server.close();
  server = await startDemoServer({ pods: 5, living: false, watchCacheSize: 8 });
  api = client(server);
  const before = server.world.store.rv;
  for (let i = 0; i < 40; i++) touch(String(i));
  const watch = await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${before}`);
  expect(await watch.next()).toMatchObject({
    type: 'ERROR',
    object: { code: 410, message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/) },
  });
});

test('garbage, a huge line, duplicates and wrong order, in a watch', async () => {
  const watch = await openWatch();
  await expect.poll(() => server.stats.snapshot().watches.configmaps).toBe(1);
  server.faults.add({ kind: 'garbage' }, { verb: 'watch', count: 1 });
  const line = await watch.line();
  expect(() => JSON.parse(line ?? '')).toThrow();
  server.faults.add({ kind: 'huge-line', bytes: 20 * 1024 * 1024 }, { verb: 'watch', count: 1 });
  expect(((await watch.line()) ?? '').length).toBeGreaterThan(20 * 1024 * 1024);
  server.faults.add({ kind: 'duplicate' }, { verb: 'watch', count: 1 });
  touch('twice');
  const [first, second] = [await watch.next(), await watch.next()];
  expect(second).toEqual(first);
  server.faults.add({ kind: 'reorder' }, { verb: 'watch', count: 1 });
  touch('three');
  touch('four');
  expect((await watch.next())?.object.data.text).toBe('four');
  expect((await watch.next())?.object.data.text).toBe('three');
  watch.close();
});

test('a body cut short: by its end, by a reset, in a watch', async () => {
  server.faults.add({ kind: 'truncate', afterBytes: 500, how: 'end' }, { resource: 'nodes', count: 1 });
  const { text } = await api.call('/api/v1/nodes');
  expect(text).toHaveLength(500);
  server.faults.add({ kind: 'truncate', afterBytes: 500, how: 'reset' }, { resource: 'nodes', count: 1 });
  await expect(api.call('/api/v1/nodes')).rejects.toThrow();
  const watch = await openWatch();
  await expect.poll(() => server.stats.snapshot().watches.configmaps).toBe(1);
  server.faults.add({ kind: 'truncate', afterBytes: 0, how: 'end' }, { verb: 'watch', count: 1 });
  const line = await watch.line();
  expect(line).toMatch(/^\{"type":"MODIFIED"/);
  expect(await watch.line()).toBeNull();
});

test('a request is taken and never answered; another gets its answer later; a third drop by drop', async () => {
  server.faults.add({ kind: 'hang' }, { path: '/version', count: 1 });
  const hung = api.call('/version').catch((error: Error) => error.name);
  expect((await api.call('/api/v1/nodes')).status).toBe(200);
  server.faults.add({ kind: 'latency', ms: 120 }, { resource: 'nodes', count: 1 });
  const begun = performance.now();
  await api.call('/api/v1/nodes');
  expect(performance.now() - begun).toBeGreaterThan(115);
  server.faults.add({ kind: 'drip', bytesPerSecond: 20_000 }, { path: '/api/v1/namespaces/default/', count: 1 });
  const slow = performance.now();
  const { bytes } = await api.call('/api/v1/namespaces/default/configmaps/kube-root-ca.crt');
  expect(bytes.length).toBeGreaterThan(200);
  expect(performance.now() - slow).toBeGreaterThan((bytes.length / 20_000) * 900);
  await api.close();
  expect(await hung).toMatch(/Error/);
});

test('connections refused, and back on the same port; a restart forgets the changes', async () => {
  const { port } = server;
  const rv = server.world.store.rv;
  touch('before the restart');
  await server.refuse();
  await expect(api.call('/version')).rejects.toThrow();
  await server.accept();
  expect(server.port).toBe(port);
  expect((await api.call('/version')).status).toBe(200);
  await server.restart();
  const watch = await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${rv}`);
  expect(await watch.next()).toMatchObject({ type: 'ERROR', object: { code: 410 } });
});

test('a connection falls silent: not even a ping is answered, while new ones work', async () => {
  const pair = server.clientCertificate('admin');
  const session = connect(server.url, { ca: server.caPem, ...(pair ?? {}) });
  session.on('error', () => {});
  const ping = () => new Promise<boolean>((resolve) => void session.ping((error) => resolve(error === null)));
  await new Promise((resolve) => session.once('connect', resolve));
  expect(await ping()).toBe(true);
  server.silence();
  const quiet = Symbol('quiet');
  const answer = await Promise.race([ping(), new Promise((resolve) => setTimeout(resolve, 150, quiet))]);
  expect(answer).toBe(quiet);
  session.destroy();
  const fresh = client(server);
  expect((await fresh.call('/version')).status).toBe(200);
  await fresh.close();
});

test('older data: the server goes back to what it was', async () => {
  const point = server.savePoint();
  const rv = server.world.store.rv;
  touch('later');
  await server.restore(point);
  expect(server.world.store.rv).toBe(rv);
  expect((await api.call('/api/v1/namespaces/default/configmaps/touched')).status).toBe(404);
  expect((await api.call(`/api/v1/pods?resourceVersion=${rv + 1}`)).status).toBe(504);
});

test('certificates that are wrong, each in its way', async () => {
  const handshake = () =>
    new Promise<string>((resolve) => {
      const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: server.caPem, servername: '' });
      socket.on('secureConnect', () => {
        socket.destroy();
        resolve('fine');
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
  expect(await handshake()).toBe('fine');
  await server.setCertificate('expired');
  expect(await handshake()).toBe('CERT_HAS_EXPIRED');
  await server.setCertificate('not-yet-valid');
  expect(await handshake()).toBe('CERT_NOT_YET_VALID');
  await server.setCertificate('wrong-name');
  expect(await handshake()).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  await server.setCertificate('wrong-ca');
  expect(await handshake()).toMatch(/UNABLE_TO|SELF_SIGNED/);
  await server.setCertificate('valid');
  expect(await handshake()).toBe('fine');
});

test('a wrong clock shows in the Date header and in new objects', async () => {
  server.setClockSkew(600_000);
  const { headers } = await api.call('/version');
  expect(Date.parse(String(headers.date)) - Date.now()).toBeGreaterThan(595_000);
  const made = await api.call('/api/v1/namespaces/default/configmaps', {
    method: 'POST',
    body: { metadata: { name: 'future' } },
  });
  expect(Date.parse(made.body.metadata.creationTimestamp) - Date.now()).toBeGreaterThan(595_000);
});

test('malformed objects and an object reborn under its name', async () => {
  const watch = await api.watch(`/api/v1/pods?watch=1&resourceVersion=${server.world.store.rv}`);
  const made = server.makeMalformed('all');
  expect(made).toHaveLength(6);
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push(await watch.next());
  expect(seen[0]?.object.spec).toBeNull();
  expect(seen[1]?.object.metadata.labels.app).toHaveLength(1_000_000);
  expect(Object.getOwnPropertyNames(seen[4]?.object.metadata.labels)).toContain('__proto__');
  const [pod] = (await api.call('/api/v1/pods?limit=1')).body.items;
  expect(server.recreate('pods', pod.metadata.namespace, pod.metadata.name)).toBe(true);
  const [gone, back] = [await watch.next(), await watch.next()];
  expect([gone?.type, gone?.object.metadata.uid, back?.type]).toEqual(['DELETED', pod.metadata.uid, 'ADDED']);
  expect(back?.object.metadata.name).toBe(pod.metadata.name);
  expect(back?.object.metadata.uid).not.toBe(pod.metadata.uid);
  watch.close();
});

test('requests, connections, bytes and open watches are counted', async () => {
  server.stats.reset();
  await api.call('/api/v1/pods?limit=1');
  await api.call('/api/v1/pods?limit=1');
  await api.call('/nope');
  const watch = await openWatch();
  await expect.poll(() => server.stats.snapshot().watches).toEqual({ configmaps: 1 });
  expect(server.stats.count({ verb: 'list', resource: 'pods' })).toBe(2);
  const { byVerb, byStatus, connections, bytes } = server.stats.snapshot();
  expect(byVerb).toMatchObject({ 'list pods': 2, 'get /nope': 1, 'watch configmaps': 1 });
  expect(byStatus).toEqual({ 200: 3, 404: 1 });
  expect(connections.open).toBeGreaterThan(0);
  expect(bytes.sent).toBeGreaterThan(1_000);
  watch.close();
  await expect.poll(() => server.stats.snapshot().watches).toEqual({});
});
