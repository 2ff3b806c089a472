import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPki, issueClient } from '../../../demo/pki.ts';
import { startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';
import { editWords, type patchOf } from './edit.ts';
import { readPem } from './pem.ts';
import { recognise } from './recognise.ts';

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

async function bed(settings: Parameters<typeof TestHost.open>[0]['settings'] = {}) {
  const server = await startDemoServer({ name: 'prod', pods: 5, nodes: 1, namespaces: 1, living: false });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, 'prod.yaml', server.kubeconfig());
  const host = await TestHost.open({ files: [file], settings });
  ends.push(() => host.close());
  const clusterId = 'prod.yaml:prod';
  await host.call('clusters.open', { clusterId });
  return { server, host, clusterId, store: server.world.store };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const made = <F extends object>(kind: string, fields: F) => ({
  apiVersion: 'v1',
  kind,
  metadata: {
    name: 'x',
    namespace: 'default',
    uid: `uid-${kind}`,
    resourceVersion: '',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  ...fields,
});
const at = { namespace: 'default', name: 'x' };

describe('a Secret', () => {
  const secret = made('Secret', { type: 'Opaque', data: { password: base64('open sesame'), user: base64('ada') } });

  test('its keys are told, its values are not', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('secrets', secret);
    const told = await host.call('entries.get', { clusterId, kind: 'secrets', ...at });
    expect(told.entries.map(({ key, size, text }) => [key, size, text])).toEqual([
      ['password', 11, true],
      ['user', 3, true],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/open sesame|b3BlbiBzZXNhbWU/);
  });

  test('keys are set, renamed and removed in one patch; the log names keys and never a value', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('secrets', secret);
    const { resourceVersion } = await host.call('entries.get', { clusterId, kind: 'secrets', ...at });
    const edit = {
      clusterId,
      kind: 'secrets' as const,
      ...at,
      resourceVersion,
      changes: [
        { type: 'rename' as const, key: 'password', to: 'PASSWORD' },
        { type: 'set' as const, key: 'token', value: { text: 'new value' } },
        { type: 'remove' as const, key: 'user' },
      ],
    };
    const stored = () => store.collection('secrets').get('default', 'x')?.render().data;
    await host.call('entries.edit', { ...edit, dryRun: true });
    expect(stored()).toEqual(secret.data);
    const after = await host.call('entries.edit', edit);
    expect(stored()).toEqual({ PASSWORD: base64('open sesame'), token: base64('new value') });
    expect(after.entries.map(({ key }) => key)).toEqual(['PASSWORD', 'token']);
    const { lines } = await host.call('app.logs', {});
    const line = lines.at(-1)?.message ?? '';
    expect(line).toContain(
      'edit keys (set "token"; remove "user"; rename "password" to "PASSWORD") of secrets default/x on prod: done',
    );
    expect(lines.map(({ message }) => message).join()).not.toMatch(/new value|bmV3IHZhbHVl|open sesame/);
  });

  test('somebody else was first: conflict, nothing is overwritten; a read-only cluster refuses', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('secrets', secret);
    const { resourceVersion } = await host.call('entries.get', { clusterId, kind: 'secrets', ...at });
    store.putObject('secrets', { ...secret, data: { password: base64('theirs') } });
    const changes = [{ type: 'set' as const, key: 'password', value: { text: 'mine' } }];
    const error = await host.refusal('entries.edit', { clusterId, kind: 'secrets', ...at, resourceVersion, changes });
    expect(error.code).toBe('conflict');
    expect(store.collection('secrets').get('default', 'x')?.render().data).toEqual({ password: base64('theirs') });
  });

  test('a name that is no key, a rename onto another key, and one that is not there', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('secrets', secret);
    const { resourceVersion } = await host.call('entries.get', { clusterId, kind: 'secrets', ...at });
    const refused = async (change: Parameters<typeof patchOf>[1][number]) =>
      (await host.refusal('entries.edit', { clusterId, kind: 'secrets', ...at, resourceVersion, changes: [change] }))
        .code;
    expect(await refused({ type: 'set', key: 'a b', value: { text: '' } })).toBe('invalid');
    expect(await refused({ type: 'rename', key: 'user', to: 'password' })).toBe('invalid');
    expect(await refused({ type: 'rename', key: 'nobody', to: 'y' })).toBe('not-found');
  });
});

describe('a ConfigMap', () => {
  test('texts and bytes each find their place, and change it', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('configmaps', made('ConfigMap', { data: { a: 'ü' }, binaryData: { b: 'AP8=' } }));
    const told = await host.call('entries.get', { clusterId, kind: 'configmaps', ...at });
    expect(told.entries.map(({ key, size, text }) => [key, size, text])).toEqual([
      ['a', 2, true],
      ['b', 2, false],
    ]);
    await host.call('entries.edit', {
      clusterId,
      kind: 'configmaps',
      ...at,
      resourceVersion: told.resourceVersion,
      changes: [
        { type: 'set', key: 'a', value: { base64: 'AP8=' } },
        { type: 'set', key: 'b', value: { text: 'text now' } },
        { type: 'set', key: '__proto__', value: { text: 'a key like any other' } },
      ],
    });
    const stored = store.collection('configmaps').get('default', 'x')?.render();
    expect(Object.entries(stored?.data ?? {})).toEqual(
      expect.arrayContaining([
        ['b', 'text now'],
        ['__proto__', 'a key like any other'],
      ]),
    );
    expect(stored?.binaryData).toEqual({ a: 'AP8=' });
  });

  test('an immutable one says so, in the server’s words when one tries', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('configmaps', made('ConfigMap', { immutable: true, data: { a: '1' } }));
    const told = await host.call('entries.get', { clusterId, kind: 'configmaps', ...at });
    expect(told.immutable).toBe(true);
    const error = await host.refusal('entries.edit', {
      clusterId,
      kind: 'configmaps',
      ...at,
      resourceVersion: told.resourceVersion,
      changes: [{ type: 'set', key: 'a', value: { text: '2' } }],
    });
    expect(error).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('field is immutable when `immutable` is set'),
    });
  });
});

describe('what values are', () => {
  test('certificates: subject, issuer, names, dates, key; a broken block costs itself only', async () => {
    const { ca, server } = await createPki('test');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const pem = await readPem(`${server.cert}${broken}${ca.cert}`);
    expect(pem.certificates).toHaveLength(2);
    expect(pem.problems).toHaveLength(1);
    const [leaf, root] = pem.certificates;
    expect(leaf).toMatchObject({
      subject: 'CN=kube-apiserver',
      authority: false,
      selfSigned: false,
      key: 'EC prime256v1',
    });
    expect(leaf?.names).toEqual(expect.arrayContaining(['DNS:localhost', 'IP Address:127.0.0.1']));
    expect(root).toMatchObject({ authority: true, selfSigned: true });
    expect((leaf?.notAfter ?? 0) > Date.now()).toBe(true);
    // As caBundle and a CSR hold it.
    expect((await readPem(base64(ca.cert))).certificates).toHaveLength(1);
  });

  test('a certificate request: for whom, for which names', async () => {
    const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } = await import('@peculiar/x509');
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const request = await Pkcs10CertificateRequestGenerator.create({
      name: 'CN=ada, O=admins',
      keys,
      signingAlgorithm: algorithm,
      extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: 'a.example' }])],
    });
    const { requests, problems } = await readPem(base64(request.toString('pem')));
    expect(problems).toEqual([]);
    expect(requests).toEqual([{ subject: 'CN=ada, O=admins', names: ['DNS:a.example'], key: 'ECDSA P-256' }]);
  });

  test('a private key is named and not shown', async () => {
    const { ca } = await createPki('test');
    const { key } = await issueClient(ca, 'ada', ['admins']);
    expect(await recognise('tls.key', key)).toEqual({ type: 'private-key', key: 'EC prime256v1' });
  });

  test('tokens, registries and kubeconfigs: who and where, nothing secret', async () => {
    const claims = { sub: 'system:serviceaccount:shop:ci', iss: 'https://issuer', aud: ['api'], exp: 1_800_000_000 };
    const jwt = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
    expect(await recognise('token', jwt)).toEqual({
      type: 'token',
      subject: claims.sub,
      issuer: claims.iss,
      audiences: ['api'],
      expiresAt: 1_800_000_000_000,
    });
    const auths = {
      'registry.example': { auth: base64('robot:s3cret') },
      'other.example': { username: 'ada', password: 's3cret' },
    };
    const registries = await recognise('.dockerconfigjson', JSON.stringify({ auths }));
    expect(registries).toEqual({
      type: 'registries',
      registries: [
        { server: 'registry.example', username: 'robot' },
        { server: 'other.example', username: 'ada' },
      ],
    });
    const kubeconfig = await recognise(
      'config',
      'apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {server: "https://api.example"}\ncontexts:\n- name: prod\n  context: {cluster: c, user: u}\nusers:\n- name: u\n  user: {token: s3cret}\n',
    );
    expect(kubeconfig).toEqual({
      type: 'kubeconfig',
      contexts: [{ name: 'prod', server: 'https://api.example', user: 'u', signIn: 'token' }],
    });
    expect(JSON.stringify([registries, kubeconfig])).not.toContain('s3cret');
    for (const text of ['plain', 'a.b.c', '{"auths":1}', 'clusters: [', ''])
      expect(await recognise('k', text)).toBeNull();
  });
});

test('words of an edit hold keys only', () => {
  expect(
    editWords([
      { type: 'set', key: 'a', value: { text: 'v' } },
      { type: 'set', key: 'b', value: { text: 'v' } },
    ]),
  ).toBe('set "a", "b"');
});

describe('environment.resolve', () => {
  test('values of ConfigMaps are there, of Secrets masked, missing ones said', async () => {
    const { host, clusterId, store } = await bed();
    store.putObject('configmaps', made('ConfigMap', { data: { level: 'info' } }));
    store.putObject('secrets', made('Secret', { data: { password: base64('open sesame') } }));
    const container = {
      name: 'app',
      image: 'i',
      envFrom: [{ prefix: 'C_', configMapRef: { name: 'x' } }],
      env: [
        { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'x', key: 'password' } } },
        { name: 'GONE', valueFrom: { configMapKeyRef: { name: 'nobody', key: 'k' } } },
        { name: 'URL', value: 'http://$(C_level)/$(PASSWORD)' },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
    };
    store.putObject('pods', made('Pod', { spec: { containers: [container] }, status: {} }));
    const { variables } = await host.call('environment.resolve', { clusterId, kind: 'pods', ...at, container: 'app' });
    expect(variables.map(({ name, value, note }) => [name, value, note])).toEqual([
      ['C_level', 'info', ''],
      ['PASSWORD', null, ''],
      ['GONE', null, 'ConfigMap nobody does not exist'],
      ['URL', 'http://info/$(PASSWORD)', ''],
      ['NAME', 'x', ''],
    ]);
    const other = await host.refusal('environment.resolve', { clusterId, kind: 'pods', ...at, container: 'nobody' });
    expect(other.code).toBe('invalid');
  });
});
