import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, FakeClock } from '../auth/test-support.ts';
import type { CatalogDeps, ContextCatalog, ContextChanges } from './catalog.ts';
import { Home, kubeconfig, summary } from './test-support.ts';
import { DEBOUNCE_MS, SAFETY_LOOK_MS } from './watch.ts';

let home: Home;
beforeEach(async () => {
  home = await Home.make();
});
afterEach(() => home.close());

/** A watching catalog whose time stands still: file events are real, the debounce passes when a test says so. */
async function watching(more: Partial<CatalogDeps> = {}) {
  const clock = new FakeClock(Date.now());
  const catalog = await home.open({ clock, watch: true, ...more });
  const seen: ContextChanges[] = [];
  let available = 0;
  catalog.onChanges((changes) => seen.push(changes));
  catalog.onAvailable(() => {
    available += 1;
  });
  // Only the interval of the safety look is set; a second timer is the debounce of a reported change.
  const reported = () => eventually(() => clock.pending > 1, 'a change is reported');
  // The watcher says when it watches; that look finds nothing new.
  await reported();
  await clock.advance(DEBOUNCE_MS);
  await catalog.refresh();
  const pass = async (): Promise<void> => {
    await reported();
    await clock.advance(DEBOUNCE_MS);
    await catalog.refresh();
  };
  return { catalog, clock, seen, pass, available: () => available };
}

const ids = (changes: ContextChanges | undefined) =>
  changes === undefined
    ? null
    : { changed: changes.changed, tokens: changes.tokens, gone: changes.gone.map((one) => one.clusterId) };

test('a rewritten file changes the contexts that differ, and no other', async () => {
  await home.write('.kube/config', kubeconfig('a', 'b', 'c'));
  const { seen, pass, available } = await watching();
  await home.write('.kube/config', kubeconfig('a', 'b', 'c').replace('https://c1.invalid', 'https://new.invalid'));
  await pass();
  expect(seen.map(ids)).toEqual([{ changed: ['config:b'], tokens: [], gone: [] }]);
  expect(available()).toBe(1);
});

test('rename-over, as kubectl and editors do it', async () => {
  const path = await home.write('.kube/config', kubeconfig('a', 'b'));
  const { catalog, seen, pass } = await watching();
  const next = await home.write('elsewhere', kubeconfig('b', 'c'));
  await rename(next, path);
  await pass();
  expect(seen.map(ids)).toEqual([{ changed: ['config:b'], tokens: [], gone: ['config:a'] }]);
  expect(Object.keys(summary(catalog))).toEqual(['config:b', 'config:c']);
  // Still watched afterwards.
  await rename(await home.write('elsewhere', kubeconfig('c')), path);
  await pass();
  expect(ids(seen[1])).toMatchObject({ gone: ['config:b'] });
});

test('changes within half a second are one look', async () => {
  const path = await home.write('.kube/config', kubeconfig('a'));
  const { clock, seen, catalog } = await watching();
  await writeFile(path, kubeconfig('b'));
  await eventually(() => clock.pending > 1, 'a change is reported');
  await clock.advance(DEBOUNCE_MS - 1);
  expect(clock.pending, 'the look still waits').toBeGreaterThan(1);
  await writeFile(path, kubeconfig('c'));
  // The second event starts the time anew; it is real, so wait for it by what it does: nothing happens at the old time.
  await eventually(async () => {
    await clock.advance(1);
    return seen.length > 0;
  }, 'the look');
  await catalog.refresh();
  expect(seen.map(ids)).toEqual([{ changed: [], tokens: [], gone: ['config:a'] }]);
  expect(Object.keys(summary(catalog))).toEqual(['config:c']);
});

test('a link swapped, also in the middle of a chain as mounted secrets do', async () => {
  await home.write('v1/kubeconfig', kubeconfig('a'));
  await home.write('v2/kubeconfig', kubeconfig('b'));
  await mkdir(home.at('.kube'));
  await symlink(home.at('v1'), home.at('data'));
  await symlink(home.at('data/kubeconfig'), home.at('.kube/config'));
  const { catalog, pass } = await watching();
  expect(Object.keys(summary(catalog))).toEqual(['config:a']);
  await symlink(home.at('v2'), home.at('data.new'));
  await rename(home.at('data.new'), home.at('data'));
  await pass();
  expect(Object.keys(summary(catalog))).toEqual(['config:b']);
  await home.write('v3', kubeconfig('c'));
  await symlink(home.at('v3'), home.at('link.new'));
  await rename(home.at('link.new'), home.at('.kube/config'));
  await pass();
  expect(Object.keys(summary(catalog))).toEqual(['config:c']);
  // And the target's own changes are seen.
  await home.write('v3', kubeconfig('d'));
  await pass();
  expect(Object.keys(summary(catalog))).toEqual(['config:d']);
});

test('folders and files that appear later: ~/.kube, an added folder, a file of KUBECONFIG', async () => {
  await home.settings.set({ kubeconfigSources: [home.at('later/folder')] });
  const { catalog, pass } = await watching({ env: { KUBECONFIG: home.at('far/away/config') } });
  expect(catalog.list().contexts).toEqual([]);
  await home.write('.kube/config', kubeconfig('a'));
  await pass();
  await eventually(() => catalog.find('config:a') !== null, '~/.kube/config');
  await home.write('later/folder/x.yaml', kubeconfig('b'));
  await pass();
  await eventually(() => catalog.find('x.yaml:b') !== null, 'the added folder');
  await home.write('far/away/config', kubeconfig('c'));
  await pass();
  await eventually(() => catalog.find('away/config:c') !== null, 'the file of KUBECONFIG');
  await home.write('later/folder/y.yaml', kubeconfig('d'));
  await pass();
  expect(catalog.find('y.yaml:d')?.status).toBe('ok');
});

test.for([
  ['emptied', () => ''],
  ['cut within a line', (text: string) => text.slice(0, Math.floor(text.length / 2) - 3)],
  ['cut after the clusters', (text: string) => text.slice(0, text.indexOf('contexts:'))],
  ['cut before the users', (text: string) => text.slice(0, text.indexOf('users:'))],
  ['cut within the users', (text: string) => text.slice(0, text.lastIndexOf('- name:'))],
  ['cut within the last token', (text: string) => text.slice(0, -4)],
  ['overwritten with garbage', () => '{{{{ users:'],
] as const)('a file that is %s keeps its last good content, and says so', async ([, change]) => {
  const text = kubeconfig('a', 'b');
  const path = await home.write('.kube/config', text);
  const { catalog, seen, pass } = await watching();
  await writeFile(path, change(text));
  await pass();
  expect(seen).toEqual([]);
  expect(summary(catalog)).toEqual({ 'config:a': 'ok', 'config:b': 'ok' });
  expect(catalog.list().skipped[0]?.reason).toMatch(
    /config .*; its last good content is used until it is right again\.$/,
  );
  expect((await catalog.resolve('config:b')).user.token).toBe('token-of b');
  await writeFile(path, kubeconfig('b'));
  await pass();
  expect(catalog.list().skipped).toEqual([]);
  expect(seen.map(ids)).toMatchObject([{ gone: ['config:a'] }]);
});

test.skipIf(process.getuid?.() === 0)('an unreadable file keeps its last good content', async () => {
  const path = await home.write('.kube/config', kubeconfig('a'));
  const { catalog, seen } = await watching();
  await chmod(path, 0);
  await catalog.refresh();
  expect(seen).toEqual([]);
  expect(summary(catalog)).toEqual({ 'config:a': 'ok' });
});

test('a file that cannot be read any more keeps its last good content: a link in a circle, a folder in its place', async () => {
  const path = await home.write('.kube/config', kubeconfig('a'));
  const { catalog, seen } = await watching();
  await symlink(path, home.at('loop'));
  await rename(home.at('loop'), path);
  await catalog.refresh();
  expect(catalog.list().skipped[0]?.reason).toMatch(/its links lead in a circle; its last good content is used/);
  await unlink(path);
  await mkdir(path);
  await catalog.refresh();
  expect(catalog.list().skipped[0]?.reason).toMatch(/is a folder; its last good content is used/);
  expect(summary(catalog)).toEqual({ 'config:a': 'ok' });
  expect((await catalog.resolve('config:a')).user.token).toBe('token-of a');
  expect(seen).toEqual([]);
});

test('taking contexts out properly is no cut: the last one at the end, all of them', async () => {
  const text =
    'clusters:\n- {name: c, cluster: {server: "https://x"}}\ncontexts:\n- {name: a, context: {cluster: c}}\n- {name: b, context: {cluster: c}}\n';
  await home.write('.kube/config', text);
  const { seen, pass } = await watching();
  await home.write('.kube/config', text.slice(0, text.indexOf('- {name: b')));
  await pass();
  await home.write('.kube/config', 'clusters: []\ncontexts: []\n');
  await pass();
  expect(seen.map(ids)).toMatchObject([{ gone: ['config:b'] }, { gone: ['config:a'] }]);
});

test('a file that is really gone is reported with where it was', async () => {
  const path = await home.write('.kube/config', kubeconfig('a'));
  const { catalog, seen, pass } = await watching();
  await unlink(path);
  await pass();
  expect(seen[0]?.gone).toMatchObject([{ clusterId: 'config:a', file: path }]);
  expect(catalog.list()).toEqual({ contexts: [], skipped: [] });
  await rm(home.at('.kube'), { recursive: true });
  await home.write('.kube/config', kubeconfig('a'));
  await eventually(async () => {
    await catalog.refresh();
    return catalog.find('config:a') !== null;
  }, 'it is back');
});

test('one bad context marks itself, and the others stay as they are', async () => {
  await home.write('.kube/config', kubeconfig('a', 'b'));
  const { catalog, seen, pass } = await watching();
  await home.write('.kube/config', kubeconfig('a', 'b').replace('cluster: "a"', 'cluster: nowhere'));
  await pass();
  expect(seen.map(ids)).toEqual([{ changed: ['config:a'], tokens: [], gone: [] }]);
  expect(summary(catalog)).toMatchObject({ 'config:b': 'ok', 'config:a': expect.stringMatching(/"nowhere"/) });
});

test('tokens that kubectl renews in place are told apart from other changes', async () => {
  const text = (id: string, issuer: string) =>
    `clusters: [{name: c, cluster: {server: "https://x"}}]\ncontexts: [{name: a, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {auth-provider: {name: oidc, config: {id-token: ${id}, idp-issuer-url: ${issuer}}}}}]\n`;
  await home.write('.kube/config', text('one', 'i'));
  const { seen, pass } = await watching();
  await home.write('.kube/config', text('two', 'i'));
  await pass();
  await home.write('.kube/config', text('two', 'j'));
  await pass();
  expect(seen.map(ids)).toEqual([
    { changed: [], tokens: ['config:a'], gone: [] },
    { changed: ['config:a'], tokens: [], gone: [] },
  ]);
});

test('what no event tells is found within a minute', async () => {
  await home.write('.kube/config', kubeconfig('a'));
  const outside = await home.write('outside', kubeconfig('b'));
  const { catalog, clock } = await watching();
  await home.settings.set({ kubeconfigSources: [] });
  // A source the watcher was never told of, as on a file system without events.
  home.settings.get().kubeconfigSources.push(outside);
  await clock.advance(SAFETY_LOOK_MS);
  await eventually(() => catalog.find('outside:b') !== null, 'the safety look');
});

test('a source added in the settings is looked at and watched at once', async () => {
  const path = await home.write('mine', kubeconfig('a'));
  const { catalog, pass } = await watching();
  expect(await catalog.addSources([path], 'remember')).toEqual(['mine:a']);
  expect(home.settings.get().kubeconfigSources).toEqual([path]);
  await home.write('mine', kubeconfig('b'));
  await pass();
  expect(Object.keys(summary(catalog))).toEqual(['mine:b']);
});

test('closing leaves no timer, no watch, no listener', async () => {
  await home.write('.kube/config', kubeconfig('a'));
  const { catalog, clock } = await watching();
  const watches = async (): Promise<number> => {
    if (process.platform !== 'linux') return 0;
    const infos = execFileSync('sh', [
      '-c',
      `cat /proc/${process.pid}/fdinfo/* 2>/dev/null | grep -c '^inotify' || true`,
    ]);
    return Number(infos.toString());
  };
  expect(await watches()).toBeGreaterThan(process.platform === 'linux' ? 0 : -1);
  await catalog.close();
  expect(clock.pending).toBe(0);
  await eventually(async () => (await watches()) === 0, 'no inotify watch is left');
  await home.write('.kube/config', kubeconfig('b'));
  await closedStays(catalog);
});

async function closedStays(catalog: ContextCatalog): Promise<void> {
  await catalog.refresh();
  expect(Object.keys(summary(catalog))).toEqual(['config:a']);
  expect(await readFile(home.at('.kube/config'), 'utf8')).toContain('"b"');
}
