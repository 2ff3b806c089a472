import { symlink } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Home, kubeconfig, summary } from './test-support.ts';

let home: Home;
beforeEach(async () => {
  home = await Home.make();
});
afterEach(() => home.close());

test('KUBECONFIG first, then ~/.kube/config, then ~/.kube one level deep, then what the user added', async () => {
  await home.write('k/one', kubeconfig('k1'));
  await home.write('.kube/config', kubeconfig('home'));
  await home.write('.kube/b.yaml', kubeconfig('b'));
  await home.write('.kube/a.json', JSON.stringify({ contexts: [], clusters: [], users: [] }));
  await home.write('.kube/deep/hidden', kubeconfig('hidden'));
  await home.write('added/z', kubeconfig('z'));
  await home.write('added/y', kubeconfig('y'));
  await home.write('added/deep/x', kubeconfig('x'));
  await home.write('single', kubeconfig('single'));
  await home.settings.set({ kubeconfigSources: [home.at('added'), home.at('single'), home.at('.kube/config')] });
  const catalog = await home.open({ env: { KUBECONFIG: home.at('k/one') } });
  expect(summary(catalog)).toEqual({
    'one:k1': 'ok',
    'config:home': 'ok',
    'b.yaml:b': 'ok',
    'y:y': 'ok',
    'z:z': 'ok',
    'single:single': 'ok',
  });
  expect(catalog.list().contexts.map((one) => one.clusterId)).toEqual([
    'one:k1',
    'config:home',
    'b.yaml:b',
    'y:y',
    'z:z',
    'single:single',
  ]);
  expect(catalog.list().skipped).toEqual([]);
});

test('an empty home is an empty list', async () => {
  const catalog = await home.open();
  expect(catalog.list()).toEqual({ contexts: [], skipped: [] });
});

test("editors' leavings are skipped by name, other things with their reason", async () => {
  const leavings = [
    'config.bak',
    'config~',
    '.config.swp',
    'config.lock',
    '#config#',
    'x.tmp',
    'config.bak-2024',
    'a.orig',
  ];
  for (const name of leavings) await home.write(`.kube/${name}`, kubeconfig('left'));
  await home.write('.kube/notes.txt', 'buy milk\n');
  await home.write('.kube/kuberc', 'apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n');
  await home.write('.kube/manifest.yaml', 'kind: Pod\nusers: []\n');
  await home.write('.kube/good.kubeconfig', kubeconfig('good'));
  const catalog = await home.open();
  expect(summary(catalog)).toEqual({ 'good.kubeconfig:good': 'ok' });
  const reasons = new Map(catalog.list().skipped.map((one) => [one.file.slice(home.at('.kube/').length), one.reason]));
  expect([...reasons.keys()].sort()).toEqual([...leavings, 'notes.txt', 'kuberc', 'manifest.yaml'].sort());
  expect(reasons.get('config.lock')).toMatch(/config\.lock is skipped: by its name it is a lock file/);
  expect(reasons.get('notes.txt')).toMatch(/notes\.txt is not a kubeconfig/);
  expect(reasons.get('manifest.yaml')).toMatch(/its kind is "Pod"/);
});

test('KUBECONFIG is one merged set: first file wins as whole entries, missing files skipped, shadowed contexts named', async () => {
  const one = await home.write(
    'one',
    `clusters:
- name: shared
  cluster: {server: "https://first.invalid"}
contexts:
- name: dev
  context: {cluster: shared, user: far}
- name: both
  context: {cluster: shared}
`,
  );
  const two = await home.write(
    'sub/two',
    `current-context: both
clusters:
- name: shared
  cluster: {server: "https://second.invalid", tls-server-name: never-merged}
users:
- name: far
  user: {tokenFile: token}
contexts:
- name: both
  context: {cluster: shared, namespace: other}
- name: own
  context: {cluster: shared, user: far}
`,
  );
  const missing = home.at('missing');
  const catalog = await home.open({ env: { KUBECONFIG: ['', one, missing, two, one].join(delimiter) } });
  expect(summary(catalog)).toEqual({
    'one:dev': 'ok',
    'one:both': 'ok',
    'two:both': `Context "both" in ${two} is shadowed by ${one}.`,
    'two:own': 'ok',
  });
  expect(catalog.list().skipped).toEqual([{ file: missing, reason: `${missing} does not exist.` }]);
  expect(
    catalog
      .list()
      .contexts.filter((context) => context.current)
      .map((context) => context.clusterId),
  ).toEqual(['one:both']);

  const dev = await catalog.resolve('one:dev');
  expect(dev.connection.server).toBe('https://first.invalid');
  expect(dev.connection.tls.serverName).toBeUndefined();
  // The user stands in the other file, and its relative path is that file's.
  expect(dev.user.tokenFile).toBe(home.at('sub/token'));
  expect((await catalog.resolve('two:own')).connection.server).toBe('https://first.invalid');
  await expect(catalog.resolve('two:both')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('shadowed by'),
  });
});

test('other files stand alone: no entry of another file is seen', async () => {
  await home.write('.kube/config', 'contexts:\n- name: a\n  context: {cluster: c}\n');
  await home.write('.kube/other', 'clusters:\n- name: c\n  cluster: {server: "https://x.invalid"}\n');
  const catalog = await home.open();
  expect(summary(catalog)['config:a']).toMatch(/cluster "c", which is not defined/);
});

test('--kubeconfig replaces discovery; ids are assigned afresh in argument order and nothing is remembered', async () => {
  await home.write('.kube/config', kubeconfig('home'));
  const a = await home.write('a/config', kubeconfig('x'));
  const b = await home.write('b/config', kubeconfig('x'));
  await home.settings.set({ clusterFileParts: { [a]: 'remembered' } });
  const catalog = await home.open({ discovery: { type: 'files', files: [b, a, home.at('none')] } });
  expect(summary(catalog)).toEqual({ 'config:x': 'ok', 'a/config:x': 'ok' });
  expect(catalog.list().contexts[0]?.file).toBe(b);
  expect(catalog.list().skipped.map((one) => one.file)).toEqual([home.at('none')]);
  expect(home.settings.get().clusterFileParts).toEqual({ [a]: 'remembered' });
});

test('demo starts with nothing and gets what is added for this run', async () => {
  await home.write('.kube/config', kubeconfig('home'));
  await home.settings.set({ kubeconfigSources: [home.at('.kube')] });
  const catalog = await home.open({ discovery: { type: 'demo' } });
  expect(catalog.list().contexts).toEqual([]);
  await home.write('demo-folder/demo', kubeconfig('prod', 'dev'));
  expect(await catalog.addSources([home.at('demo-folder')], 'run')).toEqual(['demo:prod', 'demo:dev']);
  expect(home.settings.get().clusterFileParts).toEqual({});
});

test('ids are remembered: a file known once keeps its id whatever appears before it', async () => {
  await home.write('.kube/config', kubeconfig('prod'));
  const first = await home.open();
  expect(summary(first)).toEqual({ 'config:prod': 'ok' });
  const a = await home.write('team-a/config', kubeconfig('prod'));
  const b = await home.write('other/team-a/config', kubeconfig('prod'));
  const env = { KUBECONFIG: [a, b].join(delimiter) };
  expect(Object.keys(summary(await home.open({ env })))).toEqual([
    'team-a/config:prod',
    'other/team-a/config:prod',
    'config:prod',
  ]);
  expect(home.settings.get().clusterFileParts).toEqual({
    [home.at('.kube/config')]: 'config',
    [a]: 'team-a/config',
    [b]: 'other/team-a/config',
  });
  // The first file is gone: its part stays its own.
  const alone = await home.open({ env: { KUBECONFIG: b } });
  expect(alone.find('other/team-a/config:prod')).not.toBeNull();
});

test('links are not resolved: a link is a file of its own, in its own folder', async () => {
  const real = await home.write(
    'store/real',
    `users: [{name: u, user: {tokenFile: token}}]\n${kubeconfig('x').split('users:')[0]}`.replace(
      'user: "x"',
      'user: u',
    ),
  );
  await home.write('.kube/keep', kubeconfig('keep'));
  await symlink(real, home.at('.kube/config'));
  const catalog = await home.open();
  expect(catalog.find('config:x')?.file).toBe(home.at('.kube/config'));
  expect((await catalog.resolve('config:x')).user.tokenFile).toBe(home.at('.kube/token'));
});

test('two hundred files and thousands of contexts are listed, and resolving one reads only its file', async () => {
  const names = Array.from({ length: 28 }, (_, i) => `context-${i}`);
  for (let file = 0; file < 200; file++) await home.write(`.kube/f${file}`, kubeconfig(...names));
  const catalog = await home.open();
  expect(catalog.list().contexts).toHaveLength(5600);
  expect(new Set(catalog.list().contexts.map((one) => one.clusterId)).size).toBe(5600);
  expect((await catalog.resolve('f77:context-3')).connection.server).toBe('https://c3.invalid');
});
