import { rm } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPki, type Pki } from '../../demo/pki.ts';
import { Home, kubeconfig } from './test-support.ts';

let home: Home;
let pki: Pki;
beforeAll(async () => {
  pki = await createPki('test');
});
beforeEach(async () => {
  home = await Home.make();
});
afterEach(() => home.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** One context `x` of `.kube/config` with this cluster and user (YAML flow or JSON). */
async function resolveWith(cluster: object, user: object | null, env: Record<string, string> = {}) {
  const context = user === null ? { cluster: 'c' } : { cluster: 'c', user: 'u', namespace: 'ns' };
  const config = {
    clusters: [{ name: 'c', cluster: { server: 'https://k.invalid:6443/', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context }],
  };
  await home.write('.kube/config', JSON.stringify(config));
  return (await home.open({ env })).resolve('config:x');
}

test('a context without a user is anonymous, and keeps the TLS of its cluster', async () => {
  const found = await resolveWith(
    { 'certificate-authority-data': base64(pki.ca.cert), 'tls-server-name': 'other', 'disable-compression': true },
    null,
  );
  expect(found).toMatchObject({
    clusterId: 'config:x',
    clusterName: 'x',
    namespace: null,
    user: { name: null },
    connection: {
      server: 'https://k.invalid:6443',
      tls: { ca: pki.ca.cert, insecureSkipVerify: false, serverName: 'other' },
      disableCompression: true,
    },
  });
});

test('files are relative to the kubeconfig, and read anew each time', async () => {
  const client = await pki.client('me', []);
  await home.write('.kube/pki/ca.pem', pki.ca.cert);
  await home.write('.kube/me.pem', client.cert);
  await home.write('me.key', client.key);
  const cluster = { 'certificate-authority': 'pki/ca.pem' };
  const user = { 'client-certificate': './me.pem', 'client-key': '../me.key', tokenFile: 'sub/token' };
  const found = await resolveWith(cluster, user);
  expect(found.connection.tls.ca).toBe(pki.ca.cert);
  expect(found.user).toMatchObject({
    clientCert: client.cert,
    clientKey: client.key,
    tokenFile: home.at('.kube/sub/token'),
  });

  const next = await pki.client('me', []);
  await home.write('.kube/me.pem', next.cert);
  await expect((await home.open()).resolve('config:x')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/"u" in .*config has a client certificate that does not belong to its private key/),
  });
  await home.write('me.key', next.key);
  const renewed = await (await home.open()).resolve('config:x');
  expect(renewed.user.clientCert).toBe(next.cert);
  expect(renewed.fingerprint).not.toBe(found.fingerprint);

  await rm(home.at('.kube/pki/ca.pem'));
  await expect((await home.open()).resolve('config:x')).rejects.toMatchObject({
    message: expect.stringMatching(/certificate-authority, which does not exist/),
  });
  await home.write('.kube/pki/ca.pem', 'junk');
  await expect((await home.open()).resolve('config:x')).rejects.toMatchObject({
    message: expect.stringMatching(/ca\.pem as certificate-authority, which holds no PEM certificate/),
  });
});

test('a key that does not parse is found before anything is dialled', async () => {
  const { cert } = await pki.client('me', []);
  const key = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  await expect(resolveWith({}, user)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/private key that cannot be parsed/),
  });
});

test('tokens, passwords, impersonation, plugins and providers', async () => {
  expect((await resolveWith({}, { token: 't' })).user).toEqual({ name: 'u', token: 't' });
  expect((await resolveWith({}, { username: 'a', password: 'b' })).user).toEqual({
    name: 'u',
    username: 'a',
    password: 'b',
  });
  const as = { as: 'bob', 'as-uid': '7', 'as-groups': ['x', 'y'], 'as-user-extra': { k: ['1', '2'] } };
  expect((await resolveWith({}, as)).user.impersonate).toEqual({
    user: 'bob',
    uid: '7',
    groups: ['x', 'y'],
    extra: { k: ['1', '2'] },
  });
  const provider = { name: 'oidc', config: { 'idp-issuer-url': 'https://i', 'id-token': 'a' } };
  const oidc = await resolveWith({}, { 'auth-provider': provider });
  expect(oidc.user.authProvider).toEqual(provider);
  const renewed = await resolveWith(
    {},
    { 'auth-provider': { ...provider, config: { ...provider.config, 'id-token': 'b' } } },
  );
  expect(renewed.fingerprint).toBe(oidc.fingerprint);
});

test('an exec plugin: arguments as text, command beside the kubeconfig, cluster with its typed extension', async () => {
  const cluster = {
    'certificate-authority-data': base64(pki.ca.cert),
    'proxy-url': 'http://proxy:3128',
    extensions: [
      { name: 'other', extension: 1 },
      { name: 'client.authentication.k8s.io/exec', extension: { audience: 'x', count: 3, deep: [true, null] } },
    ],
  };
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: './bin/login',
    args: ['--n', 5, true],
    env: [{ name: 'A', value: 'b' }],
    provideClusterInfo: true,
    interactiveMode: 'Never',
    installHint: 'brew install it',
  };
  const { user } = await resolveWith(cluster, { exec });
  expect(user.exec).toEqual({
    apiVersion: 'client.authentication.k8s.io/v1',
    command: home.at('.kube/bin/login'),
    args: ['--n', '5', 'true'],
    env: [{ name: 'A', value: 'b' }],
    provideClusterInfo: true,
    interactiveMode: 'Never',
    installHint: 'brew install it',
    directory: home.at('.kube'),
    clusterInfo: {
      server: 'https://k.invalid:6443/',
      'certificate-authority-data': base64(pki.ca.cert),
      'proxy-url': 'http://proxy:3128',
      config: { audience: 'x', count: 3, deep: [true, null] },
    },
  });
  const bare = await resolveWith({}, { exec: { apiVersion: 'v', command: 'aws' } });
  expect(bare.user.exec).toMatchObject({
    command: 'aws',
    args: [],
    interactiveMode: 'IfAvailable',
    provideClusterInfo: false,
  });
});

test.for([
  [{}, 'https://a.example', undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'https://a.example', 'http://p:1'],
  [{ https_proxy: 'p:1' }, 'https://a.example', 'http://p:1'],
  [{ HTTP_PROXY: 'http://p:1' }, 'https://a.example', undefined],
  [{ HTTP_PROXY: 'http://p:1' }, 'http://a.example', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://p:1' }, 'https://localhost:6443', undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'https://127.1.2.3', undefined],
  [{ HTTPS_PROXY: 'http://p:1' }, 'https://[::1]:6443', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, 'https://a.example', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, example' }, 'https://a.example', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'example' }, 'https://aexample', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '.a.example' }, 'https://a.example', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '.a.example' }, 'https://b.a.example', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '10.0.0.0/8' }, 'https://10.2.3.4:6443', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '10.0.0.0/8' }, 'https://11.2.3.4:6443', 'http://p:1'],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'fd00::/8' }, 'https://[fd00::1]', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example:6443' }, 'https://a.example:6443', undefined],
  [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'a.example:6443' }, 'https://a.example', 'http://p:1'],
] as const)('with %o the proxy of %s is %s', async ([env, server, proxy]) => {
  expect((await resolveWith({ server }, null, env)).connection.proxyUrl).toBe(proxy);
});

test('proxy-url of the kubeconfig wins over the environment', async () => {
  const found = await resolveWith({ 'proxy-url': 'socks5://s:1080' }, null, {
    HTTPS_PROXY: 'http://p:1',
    NO_PROXY: '*',
  });
  expect(found.connection.proxyUrl).toBe('socks5://s:1080');
});

test('a server without a scheme is https with TLS material, else http; a path prefix stays', async () => {
  expect((await resolveWith({ server: 'k:8080' }, null)).connection.server).toBe('http://k:8080');
  expect((await resolveWith({ server: 'k:6443', 'insecure-skip-tls-verify': true }, null)).connection).toMatchObject({
    server: 'https://k:6443',
    tls: { insecureSkipVerify: true },
  });
  expect((await resolveWith({ server: 'https://k/k8s/clusters/c-1/' }, null)).connection.server).toBe(
    'https://k/k8s/clusters/c-1',
  );
});

test('resolving sees the file as it is now, without a look in between', async () => {
  await home.write('.kube/config', kubeconfig('x', 'y'));
  const catalog = await home.open();
  await home.write('.kube/config', kubeconfig('x', 'y').replace('https://c0.invalid', 'https://moved.invalid'));
  expect((await catalog.resolve('config:x')).connection.server).toBe('https://moved.invalid');
  await home.write('.kube/config', kubeconfig('y'));
  await expect(catalog.resolve('config:x')).rejects.toMatchObject({ code: 'not-found' });
  await rm(home.at('.kube/config'));
  await expect(catalog.resolve('config:y')).rejects.toMatchObject({ code: 'not-found' });
  await expect(catalog.resolve('nobody:z')).rejects.toMatchObject({ code: 'not-found' });
});
