import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: Awaited<ReturnType<typeof tempFolder>>;
let ends: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await tempFolder();
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  await folder.remove();
});

interface Bed {
  readonly server: DemoServer;
  readonly host: TestHost;
  readonly id: string;
}

async function bed(options: DemoOptions = {}, settings: Parameters<typeof TestHost.open>[0]['settings'] = {}) {
  const server = await startDemoServer({
    name: 'prod',
    pods: 20,
    nodes: 2,
    namespaces: 2,
    living: false,
    ...options,
  });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, 'prod.yaml', server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file], settings });
  ends.push(() => host.close());
  const id = 'prod.yaml:prod';
  await host.call('clusters.open', { clusterId: id });
  const made: Bed = { server, host, id };
  return made;
}

const meta = (name: string, namespace?: string) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  uid: `uid-${name}`,
  resourceVersion: '',
  creationTimestamp: '2026-01-01T00:00:00Z',
});
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta('c', 'default'), data: { a: 'one' } };
const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: meta('s', 'default'),
  type: 'Opaque',
  data: { password: Buffer.from('open sesame').toString('base64') },
};
const deployment = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: meta(name, 'default'),
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'i' }] } },
    ...spec,
  },
  status: {},
});

const writesOf = ({ server }: Bed) =>
  server.stats.records({}).filter(({ method }) => ['PUT', 'PATCH', 'DELETE'].includes(method));
async function audit({ host, id }: Bed): Promise<readonly string[]> {
  const { lines } = await host.call('app.logs', {});
  return lines.filter((line) => line.clusterId === id && / on prod/.test(line.message)).map(({ message }) => message);
}

describe('objects.update', () => {
  const ref = { kind: 'configmaps', namespace: 'default', name: 'c' };

  test('an edited text is stored, and answered as the server has it then', async () => {
    const at = await bed();
    at.server.world.store.putObject('configmaps', configMap);
    const { yaml, resourceVersion } = await at.host.call('objects.yaml', { ...ref, clusterId: at.id });
    const text = `# mine\n${yaml.replace('a: one', 'a: "0x10" # text\n  b: |\n    two\n    lines')}`;
    const dry = await at.host.call('objects.update', { ...ref, clusterId: at.id, text, dryRun: true });
    expect(JSON.parse(dry.json).data).toEqual({ a: '0x10', b: 'two\nlines\n' });
    const stored = () => at.server.world.store.collection('configmaps').get('default', 'c')?.render();
    expect(stored()).toMatchObject({ data: { a: 'one' } });
    const after = await at.host.call('objects.update', { ...ref, clusterId: at.id, text });
    expect(stored()).toMatchObject({ data: { a: '0x10', b: 'two\nlines\n' } });
    expect(Number(after.resourceVersion)).toBeGreaterThan(Number(resourceVersion));
    expect(await audit(at)).toEqual([
      expect.stringContaining('update configmaps default/c on prod (dry run): done'),
      `update configmaps default/c on prod: done, resourceVersion ${after.resourceVersion}`,
    ]);
  });

  test('somebody else was first: conflict, in the server’s words, and nothing is overwritten', async () => {
    const at = await bed();
    at.server.world.store.putObject('configmaps', configMap);
    const { json } = await at.host.call('objects.get', { ...ref, clusterId: at.id });
    at.server.world.store.putObject('configmaps', { ...configMap, data: { a: 'theirs' } });
    const error = await at.host.refusal('objects.update', { ...ref, clusterId: at.id, text: json });
    expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('the object has been modified') });
    expect(at.server.world.store.collection('configmaps').get('default', 'c')?.render()).toMatchObject({
      data: { a: 'theirs' },
    });
    expect((await audit(at)).at(-1)).toMatch(/^update configmaps default\/c on prod: conflict \(.*has been modified/);
  });

  test('what names the object is locked; without a resourceVersion nothing is sent', async () => {
    const at = await bed();
    at.server.world.store.putObject('configmaps', configMap);
    const { yaml } = await at.host.call('objects.yaml', { ...ref, clusterId: at.id });
    for (const [field, text] of [
      ['apiVersion', yaml.replace('apiVersion: v1', 'apiVersion: v2')],
      ['kind', yaml.replace('kind: ConfigMap', 'kind: Secret')],
      ['metadata.name', yaml.replace(/^( {2})name: c$/m, '$1name: other')],
      ['metadata.namespace', yaml.replace('namespace: default', 'namespace: other')],
      ['metadata.namespace', yaml.replace(/^ *namespace: default\n/m, '')],
      ['metadata.resourceVersion', yaml.replace(/^ *resourceVersion: .*\n/m, '')],
      ['line 2', 'a: 1\na: 2'],
      ['empty', '# nothing'],
    ] as const) {
      expect(text).not.toBe(yaml);
      const error = await at.host.refusal('objects.update', { ...ref, clusterId: at.id, text });
      expect([error.code, error.message]).toEqual(['invalid', expect.stringContaining(field)]);
    }
    expect(writesOf(at)).toEqual([]);
  });

  test('field errors of the server are in the detail', async () => {
    const at = await bed();
    at.server.world.store.putObject('configmaps', configMap);
    const { json } = await at.host.call('objects.get', { ...ref, clusterId: at.id });
    const text = json.replace('"uid-c"', '"other"');
    const error = await at.host.refusal('objects.update', { ...ref, clusterId: at.id, text });
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('field is immutable') });
    expect(JSON.parse(error.detail ?? '').details.causes).toMatchObject([{ field: 'metadata.uid' }]);
  });

  test('a Secret’s mask is never written; with the value revealed it is, and the log holds no value', async () => {
    const at = await bed();
    at.server.world.store.putObject('secrets', secret);
    const of = { clusterId: at.id, kind: 'secrets', namespace: 'default', name: 's' };
    const { json } = await at.host.call('objects.get', of);
    const error = await at.host.refusal('objects.update', { ...of, text: json });
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('data.password') });
    expect(writesOf(at)).toEqual([]);
    const { base64 } = await at.host.call('secrets.reveal', { ...of, key: 'password' });
    const text = json.replace('••••••', base64).replace('"Opaque"', '"Opaque","immutable":true');
    const after = await at.host.call('objects.update', { ...of, text });
    expect(after.json).toContain('••••••');
    expect(after.json).not.toContain(base64);
    expect(at.server.world.store.collection('secrets').get('default', 's')?.render()).toMatchObject({
      data: secret.data,
      immutable: true,
    });
    expect(JSON.stringify(await at.host.call('app.logs', {}))).not.toContain(base64);
  });
});

describe('objects.delete', () => {
  const ref = { kind: 'configmaps', namespace: 'default', name: 'c' };
  const there = ({ server }: Bed) => server.world.store.collection('configmaps').get('default', 'c') !== undefined;

  test('this very object and no other of its name', async () => {
    const at = await bed();
    at.server.world.store.putObject('configmaps', configMap);
    const input = { ...ref, clusterId: at.id };
    const other = await at.host.refusal('objects.delete', { ...input, uid: 'uid-of-before' });
    expect(other).toMatchObject({ code: 'conflict', message: expect.stringContaining('UID in precondition') });
    expect(there(at)).toBe(true);
    expect(await at.host.call('objects.delete', { ...input, uid: 'uid-c', dryRun: true })).toMatchObject({
      gone: true,
    });
    expect(there(at)).toBe(true);
    expect(await at.host.call('objects.delete', { ...input, uid: 'uid-c' })).toEqual({ gone: true, finalizers: [] });
    expect(there(at)).toBe(false);
    expect((await at.host.refusal('objects.delete', { ...input, uid: 'uid-c' })).code).toBe('not-found');
    expect(await audit(at)).toHaveLength(4);
  });

  test('what holds it is said', async () => {
    const at = await bed();
    const metadata = { ...configMap.metadata, finalizers: ['shop.example/books'] };
    at.server.world.store.putObject('configmaps', { ...configMap, metadata });
    const input = { ...ref, clusterId: at.id, uid: 'uid-c', propagation: 'foreground' as const };
    const answer = await at.host.call('objects.delete', input);
    expect(answer).toEqual({ gone: false, finalizers: ['shop.example/books', 'foregroundDeletion'] });
    expect((await audit(at)).at(-1)).toContain('held by shop.example/books');
  });
});

describe('scale, restart, cordon', () => {
  test('scale goes through the subresource; what has none cannot', async () => {
    const at = await bed();
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    at.server.world.store.putObject('configmaps', configMap);
    const of = { clusterId: at.id, kind: 'deploy', namespace: 'default', name: 'web' };
    for (const replicas of [7, 0]) {
      expect(await at.host.call('objects.scale', { ...of, replicas })).toEqual({ replicas });
      expect(at.server.world.store.collection('deployments.apps').get('default', 'web')?.render()).toMatchObject({
        spec: { replicas },
      });
    }
    expect(writesOf(at).map(({ path }) => path.split('?')[0])).toEqual(
      Array(2).fill('/apis/apps/v1/namespaces/default/deployments/web/scale'),
    );
    const none = await at.host.refusal('objects.scale', { ...of, kind: 'configmaps', name: 'c', replicas: 1 });
    expect(none.code).toBe('unsupported');
    expect((await at.host.refusal('objects.scale', { ...of, name: 'no', replicas: 1 })).code).toBe('not-found');
    expect((await at.host.refusal('objects.scale', { ...of, replicas: -1 })).code).toBe('invalid');
  });

  test('restart writes kubectl’s annotation; a paused Deployment is an error', async () => {
    const at = await bed();
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    at.server.world.store.putObject('deployments.apps', deployment('still', { paused: true }));
    const of = { clusterId: at.id, kind: 'deployments.apps', namespace: 'default' };
    const { restartedAt } = await at.host.call('objects.restart', { ...of, name: 'web' });
    expect(restartedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(at.server.world.store.collection('deployments.apps').get('default', 'web')?.render()).toMatchObject({
      spec: {
        template: {
          metadata: { labels: { app: 'web' }, annotations: { 'kubectl.kubernetes.io/restartedAt': restartedAt } },
        },
      },
    });
    const paused = await at.host.refusal('objects.restart', { ...of, name: 'still' });
    expect(paused).toMatchObject({ code: 'invalid', message: expect.stringContaining('paused') });
    const pod = await at.host.refusal('objects.restart', { ...of, kind: 'pods', name: 'x' });
    expect(pod.code).toBe('unsupported');
    expect(writesOf(at)).toHaveLength(1);
  });

  test('cordon and uncordon', async () => {
    const at = await bed();
    const [node] = [...at.server.world.store.collection('nodes').scan(null, null)];
    const name = node?.name ?? '';
    const spec = () => at.server.world.store.collection('nodes').get('', name)?.render().spec;
    for (const unschedulable of [true, false]) {
      const answer = await at.host.call('nodes.cordon', { clusterId: at.id, name, unschedulable });
      expect(answer).toEqual({ unschedulable });
      expect(JSON.stringify(spec()).includes('"unschedulable":true')).toBe(unschedulable);
    }
    expect(await audit(at)).toEqual([
      `cordon nodes ${name} on prod: done, unschedulable`,
      `uncordon nodes ${name} on prod: done, schedulable`,
    ]);
  });
});

describe('who may not', () => {
  const all = (id: string) =>
    [
      ['objects.update', { clusterId: id, kind: 'configmaps', namespace: 'default', name: 'c', text: '' }],
      ['objects.delete', { clusterId: id, kind: 'configmaps', namespace: 'default', name: 'c', uid: 'uid-c' }],
      ['objects.scale', { clusterId: id, kind: 'deployments.apps', namespace: 'default', name: 'web', replicas: 3 }],
      ['objects.restart', { clusterId: id, kind: 'deployments.apps', namespace: 'default', name: 'web' }],
      ['nodes.cordon', { clusterId: id, name: 'any', unschedulable: true }],
    ] as const;

  async function refusals(at: Bed) {
    at.server.world.store.putObject('configmaps', configMap);
    at.server.world.store.putObject('deployments.apps', deployment('web'));
    const { json } = await at.host.call('objects.get', {
      clusterId: at.id,
      kind: 'configmaps',
      namespace: 'default',
      name: 'c',
    });
    const codes: string[] = [];
    for (const [method, input] of all(at.id)) {
      const given = method === 'objects.update' ? { ...input, text: json } : input;
      codes.push((await at.host.refusal(method, given)).code);
    }
    return codes;
  }

  test('a read-only cluster is refused in the host: nothing reaches the server, a dry run does', async () => {
    const at = await bed({}, { guardPatterns: ['prod*'], guardMode: 'read-only' });
    expect(await refusals(at)).toEqual(Array(5).fill('read-only'));
    expect(writesOf(at)).toEqual([]);
    expect(await audit(at)).toEqual(Array(5).fill(expect.stringContaining('on prod: read-only')));
    const of = { clusterId: at.id, kind: 'configmaps', namespace: 'default', name: 'c' };
    await at.host.call('objects.delete', { ...of, uid: 'uid-c', dryRun: true });
    expect(at.server.world.store.collection('configmaps').get('default', 'c')).toBeDefined();
    expect(writesOf(at)).toHaveLength(1);
  });

  test('the server’s refusal is told as forbidden, in its words', async () => {
    const rules = [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] }];
    const at = await bed({ users: [{ name: 'reader', signIn: { kind: 'token', token: 't' }, rules }] });
    expect(await refusals(at)).toEqual(Array(5).fill('forbidden'));
    expect((await audit(at)).every((line) => line.includes('cannot '))).toBe(true);
  });
});
