import { chmod, lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { contextMethods } from '../../../shared/contract/contexts.ts';
import { createPki, type Pki } from '../../demo/pki.ts';
import { FakeClock, settle } from '../auth/test-support.ts';
import { systemClock } from '../host/node-ports.ts';
import type { CatalogDeps, ContextCatalog } from './catalog.ts';
import { ContextManager } from './manage.ts';
import { Home, kubeconfig, summary } from './test-support.ts';
import { changeFile } from './write-file.ts';

let home: Home;
let pki: Pki;
beforeAll(async () => {
  pki = await createPki('test');
});
beforeEach(async () => {
  home = await Home.make();
});
afterEach(() => home.close());

async function manage(more: Partial<CatalogDeps> = {}, kubeFolder: string | null = home.at('.kube')) {
  const catalog = await home.open(more);
  const manager = new ContextManager({ catalog, settings: home.settings, clock: systemClock, kubeFolder });
  return { catalog, manager };
}
const text = (path: string): Promise<string> => readFile(home.at(path), 'utf8');
/** Input as the host's edge makes it: checked, defaults filled. */
const add = (input: object) => contextMethods['contexts.add'].input.parse(input);
const edit = (input: object) => contextMethods['contexts.edit'].input.parse(input);
const nothing = async (): Promise<void> => {};

test('a pasted kubeconfig gets a file of its own in ~/.kube, as it was pasted, for its owner only', async () => {
  await home.write('.kube/config', kubeconfig('a'));
  const { catalog, manager } = await manage();
  const pasted = `# from my colleague\n${kubeconfig('Team prod/eu', 'x')}`;
  const first = await manager.add(add({ source: { type: 'text', text: pasted } }));
  expect(first).toEqual({
    clusterIds: ['Team-prod-eu.yaml:Team prod/eu', 'Team-prod-eu.yaml:x'],
    file: home.at('.kube/Team-prod-eu.yaml'),
  });
  expect(await text('.kube/Team-prod-eu.yaml')).toBe(pasted);
  expect((await stat(first.file)).mode & 0o777).toBe(0o600);
  const second = await manager.add(add({ source: { type: 'text', text: pasted, name: 'Team-prod-eu.yaml' } }));
  expect(second.file).toBe(home.at('.kube/Team-prod-eu-2.yaml'));
  expect(await text('.kube/config')).toBe(kubeconfig('a'));
  expect(catalog.list().contexts).toHaveLength(5);
});

test.for([
  ['hello', /is not a kubeconfig/],
  ['clusters: [', /not valid YAML/],
  ['contexts: [5]', /no name on entry 1/],
] as const)('pasted %j is refused with its reason, and nothing is written', async ([pasted, reason]) => {
  await home.write('.kube/config', kubeconfig('a'));
  const { manager } = await manage();
  await expect(manager.add(add({ source: { type: 'text', text: pasted } }))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(reason),
  });
  expect(await readdir(home.at('.kube'))).toEqual(['config']);
});

test('a form makes a context that can be used', async () => {
  const { catalog, manager } = await manage();
  const client = await pki.client('me', []);
  const source = {
    type: 'form',
    name: 'my: "cluster"',
    server: 'https://10.0.0.1:6443',
    namespace: 'dev',
    certificateAuthority: pki.ca.cert,
    user: { type: 'certificate', certificate: client.cert, key: client.key },
  };
  const { clusterIds } = await manager.add(add({ source }));
  expect(clusterIds).toEqual(['my-cluster.yaml:my: "cluster"']);
  expect(await catalog.resolve(clusterIds[0] ?? '')).toMatchObject({
    namespace: 'dev',
    connection: { server: 'https://10.0.0.1:6443', tls: { ca: pki.ca.cert } },
    user: { clientCert: client.cert, clientKey: client.key },
  });
  const exec = { ...source, name: 'e', user: { type: 'exec', command: 'aws', args: ['--x', 'true'] } };
  const made = await manager.add(add({ source: exec }));
  expect((await catalog.resolve(made.clusterIds[0] ?? '')).user.exec).toMatchObject({
    command: 'aws',
    args: ['--x', 'true'],
  });
});

test('contexts go into a known file, used entries are shared, taken names refused', async () => {
  const mine = `# mine\n${kubeconfig('a')}`;
  await home.write('.kube/config', mine);
  const { catalog, manager } = await manage();
  const more = kubeconfig('a', 'b').replace(/contexts:\n[\s\S]*?(?=- name: "b"\n {2}context)/, 'contexts:\n');
  const result = await manager.add(add({ source: { type: 'text', text: more }, into: home.at('.kube/config') }));
  expect(result.clusterIds).toEqual(['config:b']);
  expect((await text('.kube/config')).startsWith('# mine\n')).toBe(true);
  expect(await text('.kube/config.portolan.bak')).toBe(mine);
  expect(summary(catalog)).toEqual({ 'config:a': 'ok', 'config:b': 'ok' });
  const before = await text('.kube/config');
  await expect(
    manager.add(add({ source: { type: 'text', text: more }, into: home.at('.kube/config') })),
  ).rejects.toMatchObject({
    code: 'already-exists',
    message: expect.stringContaining('"b" in contexts'),
  });
  await expect(
    manager.add(add({ source: { type: 'text', text: more }, into: home.at('elsewhere') })),
  ).rejects.toMatchObject({
    code: 'not-found',
  });
  expect(await text('.kube/config')).toBe(before);
});

test('booleans and extensions keep their types when they move', async () => {
  await home.write('.kube/config', kubeconfig('a'));
  const { manager } = await manage();
  const pasted =
    'clusters: [{name: z, cluster: {server: "https://z", insecure-skip-tls-verify: true, extensions: [{name: e, extension: {n: 3, b: false}}]}}]\nusers: [{name: z, user: {token: 0123}}]\ncontexts: [{name: z, context: {cluster: z, user: z}}]\n';
  await manager.add(add({ source: { type: 'text', text: pasted }, into: home.at('.kube/config') }));
  const after = await text('.kube/config');
  expect(after).toMatch(/insecure-skip-tls-verify: true\n/);
  expect(after).toMatch(/n: 3\n/);
  expect(after).toMatch(/b: false\n/);
  expect(after).toMatch(/token: "0123"\n/);
});

test('a file or folder is added as it is, and forgotten again', async () => {
  const path = await home.write('work/one', kubeconfig('a'));
  await home.write('work/bad', 'nothing');
  const { catalog, manager } = await manage();
  expect(await manager.add(add({ source: { type: 'path', path } }))).toEqual({ clusterIds: ['one:a'], file: path });
  await expect(manager.add(add({ source: { type: 'path', path: home.at('work/bad') } }))).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(manager.add(add({ source: { type: 'path', path: home.at('none') } }))).rejects.toMatchObject({
    code: 'not-found',
  });
  await manager.removeSource(path);
  expect(catalog.list().contexts).toEqual([]);
  expect(await text('work/one')).toBe(kubeconfig('a'));
  await expect(manager.removeSource(path)).rejects.toMatchObject({ code: 'not-found' });
});

test('renaming moves everything kept under the old id, before anybody hears that it is gone', async () => {
  await home.write('.kube/config', `current-context: a\n${kubeconfig('a', 'b')}`);
  await home.settings.set({
    openClusters: ['config:b', 'config:a'],
    clusters: { 'config:a': { color: 3, favourite: true } },
  });
  const { catalog, manager } = await manage();
  const story: string[] = [];
  catalog.onChanges(({ gone }) => story.push(`gone ${gone.map((one) => one.clusterId)}`));
  const next = await manager.rename('config:a', 'prod: eu', async () => void story.push('close the tab'));
  expect(next).toBe('config:prod: eu');
  expect(story).toEqual(['close the tab', 'gone config:a']);
  expect(catalog.find(next)).toMatchObject({ clusterName: 'prod: eu', current: true, status: 'ok' });
  expect(home.settings.get()).toMatchObject({
    openClusters: ['config:b', next],
    clusters: { [next]: { color: 3, favourite: true } },
  });
  expect(home.settings.get().clusters['config:a']).toBeUndefined();
  await expect(manager.rename(next, 'b', nothing)).rejects.toMatchObject({ code: 'already-exists' });
  expect(await manager.rename(next, 'prod: eu', nothing)).toBe(next);
});

test('in a merged set entries are changed where they stand', async () => {
  const one = await home.write('one', 'current-context: dev\ncontexts:\n- {name: x, context: {cluster: c, user: u}}\n');
  const two = await home.write(
    'two',
    'clusters:\n- {name: c, cluster: {server: "https://c"}}\nusers:\n- {name: u, user: {tokenFile: t}}\ncontexts:\n- {name: dev, context: {cluster: c, user: u}}\n',
  );
  const { catalog, manager } = await manage({ env: { KUBECONFIG: [one, two].join(delimiter) } });
  const { affected } = await manager.edit(
    edit({ clusterId: 'one:x', server: 'https://moved', namespace: 'n', token: 'new' }),
  );
  expect([...affected].sort()).toEqual(['one:x', 'two:dev']);
  expect(await catalog.resolve('two:dev')).toMatchObject({
    connection: { server: 'https://moved' },
    user: { token: 'new' },
    namespace: null,
  });
  expect((await catalog.resolve('two:dev')).user.tokenFile).toBeUndefined();
  expect((await catalog.resolve('one:x')).namespace).toBe('n');
  // current-context stands in the other file than the context it names.
  await manager.rename('two:dev', 'production', nothing);
  expect(await text('one')).toContain('current-context: production\n');
});

test.for([
  [{ server: 'ftp://x' }, /not an http or https address/],
  [{ server: null }, /needs a server/],
  [{ proxyUrl: 'nonsense' }, /socks5/],
  [{ certificateAuthority: 'PEM?' }, /no PEM certificate/],
  [{ certificateAuthority: 'CA', insecureSkipTlsVerify: true }, /not both/],
  [{ token: 'x' }, /no user to change/],
] as const)('editing %o is refused and writes nothing', async ([change, reason]) => {
  const before =
    'clusters:\n- {name: c, cluster: {server: "https://c"}}\ncontexts:\n- {name: x, context: {cluster: c}}\n';
  await home.write('.kube/config', before);
  const { manager } = await manage();
  const input =
    'certificateAuthority' in change && change.certificateAuthority === 'CA'
      ? { ...change, certificateAuthority: pki.ca.cert }
      : change;
  await expect(manager.edit(edit({ clusterId: 'config:x', ...input }))).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(reason),
  });
  expect(await text('.kube/config')).toBe(before);
  expect(await readdir(home.at('.kube'))).toEqual(['config']);
});

test('removing takes cluster and user along unless another context uses them; a bad context can be removed', async () => {
  const shared = kubeconfig('a', 'b')
    .replace('user: "b"', 'user: "a"')
    .replace('- name: "b"\n  context:\n    cluster: "b"', '- name: "b"\n  context:\n    cluster: "gone"');
  await home.write('.kube/config', `current-context: a\n${shared}`);
  const { catalog, manager } = await manage();
  await manager.remove('config:b');
  await manager.remove('config:a');
  expect(catalog.list().contexts).toEqual([]);
  const after = await text('.kube/config');
  expect(after).not.toContain('current-context');
  expect(after).not.toContain('https://c0.invalid');
  expect(after).not.toContain('token-of a');
  // Entries nobody named were not ours to take.
  expect(after).toContain('https://c1.invalid');
});

test('an export stands alone anywhere, certificates inside, for its owner only, and overwrites only when told', async () => {
  const client = await pki.client('me', []);
  await home.write('.kube/ca.pem', pki.ca.cert);
  await home.write('.kube/me.pem', client.cert);
  await home.write('.kube/me.key', client.key);
  await home.write(
    '.kube/config',
    `clusters:\n- name: c\n  cluster: {server: "https://c", certificate-authority: ca.pem, x-mine: keep}\n- {name: other, cluster: {server: "https://secret"}}\nusers:\n- name: u\n  user: {client-certificate: me.pem, client-key: me.key, exec: {command: ./bin/x, apiVersion: v, args: [5], provideClusterInfo: true}}\ncontexts:\n- {name: x, context: {cluster: c, user: u, namespace: n}}\n`,
  );
  const { catalog, manager } = await manage();
  const path = home.at('out/export.yaml');
  await home.write('out/keep', '');
  expect(await manager.export({ clusterId: 'config:x', path, overwrite: false })).toEqual({ path });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const exported = await text('out/export.yaml');
  expect(exported).not.toContain('secret');
  expect(exported).toContain('x-mine: keep');
  expect(exported).toContain('provideClusterInfo: true\n');
  const alone = await home.open({ discovery: { type: 'files', files: [path] } });
  const [original, copy] = [await catalog.resolve('config:x'), await alone.resolve('export.yaml:x')];
  expect(copy.connection).toEqual(original.connection);
  expect(copy.namespace).toBe('n');
  expect(copy.user.clientKey).toBe(client.key);
  expect(copy.user.exec?.command).toBe(home.at('.kube/bin/x'));
  await expect(manager.export({ clusterId: 'config:x', path, overwrite: false })).rejects.toMatchObject({
    code: 'already-exists',
  });
  await manager.export({ clusterId: 'config:x', path, overwrite: true });
});

test('marks are kept per cluster and taken away again', async () => {
  await home.write('.kube/config', kubeconfig('a'));
  const { manager } = await manage();
  await manager.mark({ clusterId: 'config:a', displayName: 'Prod', color: 2, icon: '🚀', tags: ['eu'] });
  await manager.mark({ clusterId: 'config:a', favourite: true, tags: null });
  expect(home.settings.get().clusters).toEqual({
    'config:a': { displayName: 'Prod', color: 2, icon: '🚀', favourite: true },
  });
  await manager.mark({ clusterId: 'config:a', displayName: null, color: null, icon: null, favourite: null });
  expect(home.settings.get().clusters).toEqual({});
});

test("a run that is not about the user's kubeconfigs adds to none of them", async () => {
  const path = await home.write('mine', kubeconfig('a'));
  const { manager } = await manage({ discovery: { type: 'files', files: [path] } }, null);
  await expect(manager.add(add({ source: { type: 'text', text: kubeconfig('b') } }))).rejects.toMatchObject({
    code: 'unsupported',
  });
  const added = await manager.add(add({ source: { type: 'text', text: kubeconfig('b') }, into: path }));
  expect(added.clusterIds).toEqual(['mine:b']);
});

test('a link stays a link, its target is written, its mode kept', async () => {
  const real = await home.write('store/real', kubeconfig('a'));
  await chmod(real, 0o640);
  await home.write('.kube/x', '');
  await symlink(real, home.at('.kube/config'));
  const { manager } = await manage();
  await manager.edit(edit({ clusterId: 'config:a', namespace: 'ns1' }));
  expect((await lstat(home.at('.kube/config'))).isSymbolicLink()).toBe(true);
  expect((await stat(real)).mode & 0o777).toBe(0o640);
  expect(await text('store/real')).toContain('namespace: ns1');
  expect(await text('store/real.portolan.bak')).toBe(kubeconfig('a'));
  expect((await readdir(home.at('store'))).sort()).toEqual(['real', 'real.portolan.bak']);
});

test("kubectl's lock is respected: waited for, then a conflict, and never removed", async () => {
  const path = await home.write('config', kubeconfig('a'));
  await writeFile(`${path}.lock`, '');
  const clock = new FakeClock();
  const outcome = changeFile(path, clock, () => kubeconfig('b')).then(
    () => 'written',
    (error: unknown) => error,
  );
  for (let n = 0; n < 500; n++) {
    await clock.advance(25);
    await new Promise((resolve) => setTimeout(resolve, 2));
    await settle();
  }
  expect(await outcome).toMatchObject({ code: 'conflict', message: expect.stringContaining('config.lock') });
  expect(await text('config')).toBe(kubeconfig('a'));
  expect(await text('config.lock')).toBe('');
});

test('twenty changes at once are all made, one after the other', async () => {
  const path = await home.write('config', 'contexts: []\nclusters: []\n');
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      changeFile(path, systemClock, (now) =>
        now.replace('contexts: [', `contexts: [{name: c${n}, context: {cluster: x}}, `),
      ),
    ),
  );
  const names = [...(await text('config')).matchAll(/name: (c\d+)/g)].map((match) => match[1]);
  expect(new Set(names).size).toBe(20);
});

test('renewed tokens go to the user they belong to, where it stands', async () => {
  const users =
    'users:\n- name: u # me\n  user:\n    auth-provider:\n      name: oidc\n      config:\n        id-token: old\n        refresh-token: r1\n        idp-issuer-url: https://i\n';
  const one = await home.write(
    'one',
    'contexts:\n- {name: x, context: {cluster: c, user: u}}\nclusters:\n- {name: c, cluster: {server: "https://c"}}\n',
  );
  const two = await home.write('two', users);
  const catalog: ContextCatalog = await home.open({ env: { KUBECONFIG: [one, two].join(delimiter) } });
  await catalog.saveTokens(one, 'u', { idToken: 'a.b.c', refreshToken: 'r2' });
  expect(await text('two')).toBe(users.replace('old', 'a.b.c').replace('r1', 'r2'));
  expect((await catalog.resolve('one:x')).user.authProvider?.config).toMatchObject({
    'id-token': 'a.b.c',
    'refresh-token': 'r2',
  });
  await expect(catalog.saveTokens(one, 'nobody', { idToken: 'a', refreshToken: 'b' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('what can be edited of a context is told without its secrets, and what a removal takes is told before it happens', async () => {
  const file = await home.write(
    '.kube/config',
    [
      'apiVersion: v1',
      'kind: Config',
      'current-context: prod',
      'clusters:',
      '- {name: shared, cluster: {server: "https://a.invalid", proxy-url: "http://proxy.invalid:3128"}}',
      'users:',
      '- {name: me, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, args: [eks, get-token], env: [{name: SECRET, value: hush}]}}}',
      '- {name: other, user: {token: hush-hush, as: jane, as-groups: [ops]}}',
      'contexts:',
      '- {name: prod, context: {cluster: shared, user: me, namespace: web}}',
      '- {name: dev, context: {cluster: shared, user: other}}',
      '',
    ].join('\n'),
  );
  const { catalog, manager } = await manage();
  const details = await manager.details('config:prod');
  expect(details).toMatchObject({
    name: 'prod',
    namespace: 'web',
    server: 'https://a.invalid',
    proxyUrl: 'http://proxy.invalid:3128',
    userKind: 'program',
    command: 'aws eks get-token',
    sharedWith: ['config:dev'],
    // The cluster stays: dev uses it.
    removes: [{ file, entries: ['context prod', 'user me'], backup: `${file}.portolan.bak` }],
  });
  const other = await manager.details('config:dev');
  expect(other).toMatchObject({ userKind: 'token', impersonate: 'jane', impersonateGroups: ['ops'] });
  expect(JSON.stringify([details, other])).not.toContain('hush');
  expect(catalog.list().contexts.map((one) => one.userKind)).toEqual(['program', 'token']);

  await manager.remove('config:prod');
  expect(await text('.kube/config')).not.toMatch(/prod|name: me/);
  expect(await readFile(details.removes[0]?.backup ?? '', 'utf8')).toContain('name: prod');
  expect((await manager.details('config:dev')).removes[0]?.entries).toEqual([
    'context dev',
    'cluster shared',
    'user other',
  ]);
});

test('the end of a client certificate is known, inside the file or beside it', async () => {
  const user = await pki.client('jane', []);
  await home.write('.kube/jane.crt', user.cert);
  await home.write('.kube/jane.key', user.key);
  const inline = (pem: string): string => Buffer.from(pem).toString('base64');
  await home.write(
    '.kube/config',
    [
      'apiVersion: v1',
      'kind: Config',
      'clusters: [{name: c, cluster: {server: "https://a.invalid"}}]',
      'users:',
      `- {name: inside, user: {client-certificate-data: ${inline(user.cert)}, client-key-data: ${inline(user.key)}}}`,
      '- {name: beside, user: {client-certificate: jane.crt, client-key: jane.key}}',
      '- {name: token, user: {token: x}}',
      'contexts:',
      '- {name: inside, context: {cluster: c, user: inside}}',
      '- {name: beside, context: {cluster: c, user: beside}}',
      '- {name: token, context: {cluster: c, user: token}}',
      '',
    ].join('\n'),
  );
  const { catalog } = await manage();
  const ends = catalog.list().contexts.map((one) => one.certificateEnd);
  expect(ends[0]).toBeGreaterThan(0);
  expect(ends[1]).toBe(ends[0]);
  expect(ends[2]).toBeNull();
});
