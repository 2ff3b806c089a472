import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { methods } from '../../shared/contract/index.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../demo/server.ts';
import { fastClock, TestHost, type TestHostOptions, tempFolder, writeKubeconfig } from './testing/harness.ts';

// Recoveries take their time, more so on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

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

async function demo(
  name: string,
  options: DemoOptions = {},
): Promise<{ server: DemoServer; file: string; id: string }> {
  const server = await startDemoServer({ name, pods: 40, nodes: 3, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const user = options.users?.[0]?.name;
  const file = await writeKubeconfig(folder.path, `${name}.yaml`, server.kubeconfig(user));
  return { server, file, id: `${name}.yaml:${name}` };
}

async function open(options: TestHostOptions): Promise<TestHost> {
  const host = await TestHost.open(options);
  ends.push(() => host.close());
  return host;
}

describe('one cluster', () => {
  test('opens, shows its rows live, and closes without leaving anything', async () => {
    const { server, file, id } = await demo('one');
    const host = await open({ files: [file] });
    const opened = await host.call('clusters.open', { clusterId: id });
    expect(opened.duplicateOf).toBeNull();
    await host.call('clusters.visible', { clusterId: id });
    const view = await host.call('views.open', { clusterId: id, kind: 'po' });
    expect(view.kind.id).toBe('pods');
    const status = await host.untilState(id, 'ready');
    expect(status.version).toMatch(/^v1\./);
    await host.until('live', () =>
      host.heard.some(
        (event) =>
          event.topic === 'view:rows' && event.payload.freshness.state === 'live' && event.payload.loading === null,
      ),
    );
    const update = await host.call('views.update', { clusterId: id, viewId: view.viewId, filter: '' });
    expect(update.total).toBe(server.world.store.collection('pods')?.size);
    expect(host.heard.find((event) => event.topic === 'kubeconfig:changed')?.payload).toEqual({ open: [id] });

    await host.call('clusters.close', { clusterId: id });
    expect((await host.untilState(id, 'closed')).state).toBe('closed');
    expect(host.heard.findLast((event) => event.topic === 'kubeconfig:changing')).toBeDefined();
    expect((await host.refusal('clusters.status', { clusterId: id })).code).toBe('cluster-closed');
    await expect.poll(() => server.connections, { timeout: 3_000 }).toBe(0);
  });

  test('every call about a cluster needs its id, and nothing stands in for it', async () => {
    const { file, id } = await demo('one');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const reply = await host.host.call('clusters.status', {}, { windowId: host.windowId });
    expect(reply).toMatchObject({ ok: false, error: { code: 'cluster-required' } });
    for (const [name, { input }] of Object.entries(methods)) {
      if (!z.toJSONSchema(input, { io: 'input' }).required?.includes('clusterId') || name === 'clusters.visible')
        continue;
      const refused = await host.host.call(name, {}, { windowId: host.windowId });
      expect(refused, name).toMatchObject({ ok: false, error: { code: 'cluster-required' } });
    }
    const unknown = await host.host.call('clusters.status', { clusterId: 'x:y' }, { windowId: host.windowId });
    expect(unknown).toMatchObject({ ok: false, error: { code: 'not-found', clusterId: 'x:y' } });
    expect(await host.host.call('no.such', {}, { windowId: 'w' })).toMatchObject({
      ok: false,
      error: { code: 'unsupported' },
    });
    const wrong = await host.host.call('clusters.reorder', { order: 'a' }, { windowId: 'w' });
    expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid', message: expect.stringContaining('order') } });
  });

  test('a view belongs to the window that opened it, and ends with it', async () => {
    const { file, id } = await demo('one');
    const host = await open({ files: [file] });
    const other = new TestHost(host.host, host.settings, 'window-2');
    await host.call('clusters.open', { clusterId: id });
    const view = await host.call('views.open', { clusterId: id, kind: 'pods' });
    await host.until('rows', () => host.heard.find((event) => event.topic === 'view:rows'));
    expect((await other.refusal('views.update', { clusterId: id, viewId: view.viewId })).code).toBe('not-found');
    expect(other.heard.some((event) => event.topic.startsWith('view:'))).toBe(false);
    expect(other.events('cluster:state', id).length).toBeGreaterThan(0);
    host.host.closeWindow(host.windowId);
    expect((await host.refusal('views.update', { clusterId: id, viewId: view.viewId })).code).toBe('not-found');
  });
});

describe('restored', () => {
  test('a tab whose context cannot be used any more is there and says why, and connects when its file is right', async () => {
    const { server, file, id } = await demo('one');
    const good = server.kubeconfig();
    await writeFile(file, good.replace(/^( *user: ).*$/m, '$1nobody'));
    const host = await open({ files: [file], settings: { openClusters: [id] }, options: { restore: true } });
    expect((await host.call('contexts.list', {})).contexts[0]).toMatchObject({ clusterId: id, status: 'invalid' });
    expect((await host.call('clusters.list', {})).clusters.map((one) => one.clusterId)).toEqual([id]);
    const status = await host.untilState(id, 'unreachable');
    expect(status.reason).toContain('nobody');
    await writeFile(file, good);
    await host.untilState(id, 'connected', 'loading', 'ready');
  });
});

describe('trouble', () => {
  test('a refused sign-in is auth_failed, and a login elsewhere is picked up without a word', async () => {
    const { server, file, id } = await demo('one');
    server.auth.revoke('admin');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const failed = await host.untilState(id, 'auth_failed');
    expect(failed.error?.code).toBe('unauthenticated');
    await host.until('recovering', () => host.events('cluster:auth:recovering', id)[0]);
    expect((await host.refusal('views.open', { clusterId: id, kind: 'pods' })).code).toBe('unauthenticated');
    server.auth.allow('admin');
    await host.untilState(id, 'connected', 'loading', 'ready');
    await host.until('recovered', () => host.events('cluster:auth:recovered', id)[0]);
    expect((await host.call('clusters.status', { clusterId: id })).auth).toBeUndefined();
  });

  test('a token that is revoked in the middle of work greys the rows and lets them live again', async () => {
    const { server, file, id } = await demo('one');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const view = await host.call('views.open', { clusterId: id, kind: 'pods' });
    await host.untilState(id, 'ready');
    server.auth.revoke('admin');
    server.dropConnections();
    await host.untilState(id, 'auth_failed');
    const stale = host.events('view:freshness', id).at(-1);
    expect(stale?.payload).toMatchObject({ viewId: view.viewId, freshness: { state: 'stale' } });
    server.auth.allow('admin');
    await host.untilState(id, 'ready');
    // Told by itself, or with the rows that came anew.
    await host.until('live again', () => {
      const last = host.heard.findLast((event) => event.topic === 'view:freshness' || event.topic === 'view:rows');
      return last !== undefined && 'freshness' in last.payload && last.payload.freshness.state === 'live';
    });
  });

  test('one kind answered with 401 although the sign-in is good is marked, and asks no more than it should', async () => {
    const { server, file, id } = await demo('one');
    const fault = server.faults.add({ kind: 'status', code: 401 }, { resource: 'pods' });
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    await host.call('views.open', { clusterId: id, kind: 'pods' });
    const refused = (event: (typeof host.heard)[number]): boolean =>
      event.topic === 'view:freshness' && /Signed out/.test(JSON.stringify(event.payload.freshness));
    await host.until('marked', () => host.heard.find(refused));
    // One rebuild may cure it; the next is not tried at once.
    expect(host.heard.filter((event) => event.topic === 'cluster:state').length).toBeLessThan(12);
    expect(fault.hits).toBeLessThan(10);
    const services = await host.call('views.open', { clusterId: id, kind: 'services' });
    await host.until('others are live', () =>
      host.heard.find(
        (event) =>
          event.topic === 'view:rows' &&
          event.payload.viewId === services.viewId &&
          event.payload.freshness.state === 'live',
      ),
    );
    fault.remove();
    await host.call('clusters.refresh', { clusterId: id });
    await host.until('live again', () =>
      host.heard.find(
        (event) => event.topic === 'view:rows' && event.payload.kind.id === 'pods' && event.payload.total === 40,
      ),
    );
  });

  test('out of reach is unreachable with the reason, never ready, and back by itself', async () => {
    const { server, file, id } = await demo('one');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    await host.call('views.open', { clusterId: id, kind: 'pods' });
    await host.untilState(id, 'ready');
    host.forget();
    await server.refuse();
    const gone = await host.untilState(id, 'unreachable');
    expect(gone.reason).toMatch(/refused/i);
    expect(gone.nextTryAt).toBeGreaterThan(0);
    const states = host
      .events('cluster:state', id)
      .map((event) => event.topic === 'cluster:state' && event.payload.state);
    expect(states.slice(states.indexOf('reconnecting'))).not.toContain('ready');
    await server.accept();
    await host.untilState(id, 'ready');
    expect(host.events('view:freshness', id).length).toBeGreaterThan(0);
  });

  test('a cluster that is down at first is opened when it comes up', async () => {
    const { server, file, id } = await demo('one');
    await server.refuse();
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'unreachable');
    expect((await host.refusal('views.open', { clusterId: id, kind: 'pods' })).code).toBe('unreachable');
    await server.accept();
    await host.untilState(id, 'connected', 'loading', 'ready');
    const view = await host.call('views.open', { clusterId: id, kind: 'pods' });
    expect(view.clusterId).toBe(id);
  });

  test('an expired server certificate is named, and never skipped', async () => {
    const { server, file, id } = await demo('one');
    await server.setCertificate('expired');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const status = await host.untilState(id, 'unreachable');
    expect(status.reason).toMatch(/expired/i);
  });

  test('anonymous is no-credentials although it may read /version', async () => {
    const { file, id } = await demo('one', { users: [{ name: 'nobody', signIn: { kind: 'none' } }] });
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const status = await host.untilState(id, 'auth_failed');
    expect(status.error?.code).toBe('no-credentials');
  });
});

describe('isolation', () => {
  test('what happens to one cluster is not felt in another', async () => {
    const [a, b] = [await demo('aaa'), await demo('bbb')];
    const host = await open({ files: [a.file, b.file], clock: fastClock(1) });
    for (const { id } of [a, b]) {
      await host.call('clusters.open', { clusterId: id });
      await host.call('views.open', { clusterId: id, kind: 'pods' });
      await host.untilState(id, 'ready');
    }
    await host.until('both live', () => host.events('view:freshness').length >= 2);
    host.forget();
    const requests = b.server.stats.snapshot();
    a.server.auth.revoke('admin');
    a.server.dropConnections();
    await host.untilState(a.id, 'auth_failed');
    await a.server.refuse();
    await host.call('clusters.close', { clusterId: a.id });
    const other = host.heard.filter((event) => event.clusterId === b.id && event.topic === 'cluster:state');
    expect(other.filter((event) => event.topic === 'cluster:state' && event.payload.state !== 'ready')).toEqual([]);
    expect(host.heard.some((event) => event.topic === 'view:freshness' && event.clusterId === b.id)).toBe(false);
    expect(b.server.stats.snapshot().connections).toEqual(requests.connections);
  });

  test('a storm of opening, closing, showing and reordering leaves only what is open', async () => {
    const servers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => demo(name)));
    const host = await open({ files: servers.map(({ file }) => file) });
    const ids = servers.map(({ id }) => id);
    let seed = 7;
    const pick = (n: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % n;
    };
    for (let step = 0; step < 120; step++) {
      const id = ids[pick(ids.length)] ?? '';
      const what = pick(5);
      if (what === 0) await host.call('clusters.close', { clusterId: id });
      else if (what === 1) await host.call('clusters.reorder', { order: [id] });
      else if (what === 2) await host.host.call('clusters.visible', { clusterId: id }, { windowId: host.windowId });
      else {
        await host.call('clusters.open', { clusterId: id });
        void host.host.call('views.open', { clusterId: id, kind: 'pods' }, { windowId: host.windowId });
        // Some are let come far, most are overtaken by what follows.
        if (pick(4) === 0) await new Promise((resolve) => setTimeout(resolve, pick(60)));
      }
    }
    for (const id of ids) await host.call('clusters.close', { clusterId: id });
    expect((await host.call('clusters.list', {})).clusters).toEqual([]);
    await expect
      .poll(() => servers.map(({ server }) => server.connections), { timeout: 5_000 })
      .toEqual(servers.map(() => 0));
  });
});

describe('selection', () => {
  test('order, events, and what is restored', async () => {
    const [a, b] = [await demo('aaa'), await demo('bbb')];
    const host = await open({ files: [a.file, b.file], options: { restore: true } });
    await host.call('clusters.open', { clusterId: a.id });
    await host.call('clusters.open', { clusterId: b.id });
    await host.call('clusters.reorder', { order: [b.id] });
    await host.until(
      'three events',
      () => host.heard.filter((event) => event.topic.startsWith('kubeconfig:')).length >= 3,
    );
    expect(
      host.heard
        .filter((event) => event.clusterId === null && event.topic.startsWith('kubeconfig:'))
        .map((event) => [event.topic, 'open' in event.payload && event.payload.open]),
    ).toEqual([
      ['kubeconfig:changed', [a.id]],
      ['kubeconfig:selection-changed', [a.id, b.id]],
      ['kubeconfig:selection-changed', [b.id, a.id]],
    ]);
    expect(host.settings.get().openClusters).toEqual([b.id, a.id]);

    const again = await open({
      files: [a.file, b.file],
      options: { restore: true },
      settings: { openClusters: [b.id, 'gone:x', a.id] },
    });
    expect((await again.call('clusters.list', {})).clusters.map((one) => one.clusterId)).toEqual([b.id, a.id]);
    await again.untilState(a.id, 'connected');
    await again.untilState(b.id, 'connected');
    expect(a.server.stats.count({ verb: 'list' }) + b.server.stats.count({ verb: 'list' })).toBe(0);
  });

  test('restored clusters that hang delay no other', async () => {
    const hanging = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => demo(name)));
    for (const { server } of hanging) server.faults.add({ kind: 'hang' }, {});
    const last = await demo('last');
    const all = [...hanging, last];
    const host = await open({
      files: all.map(({ file }) => file),
      options: { restore: true },
      settings: { openClusters: all.map(({ id }) => id) },
      clock: fastClock(1),
    });
    await host.untilState(last.id, 'connected');
    const { clusters } = await host.call('clusters.list', {});
    expect(clusters.map((cluster) => cluster.state)).toEqual([...hanging.map(() => 'connecting'), 'connected']);
    await host.call('clusters.close', { clusterId: 'a.yaml:a' });
    await host.untilState('a.yaml:a', 'closed');
  });

  test('the same context name in two files: asked, both, or replaced', async () => {
    const one = await demo('same');
    const text = one.server.kubeconfig();
    const twin = await writeKubeconfig(folder.path, 'other.yaml', text);
    const host = await open({ files: [one.file, twin] });
    await host.call('clusters.open', { clusterId: one.id });
    const asked = await host.call('clusters.open', { clusterId: 'other.yaml:same' });
    expect(asked).toEqual({ status: null, duplicateOf: one.id });
    await host.call('clusters.open', { clusterId: 'other.yaml:same', onDuplicate: 'both' });
    expect((await host.call('clusters.list', {})).clusters).toHaveLength(2);
    await host.call('clusters.close', { clusterId: 'other.yaml:same' });
    await host.call('clusters.open', { clusterId: 'other.yaml:same', onDuplicate: 'replace' });
    expect((await host.call('clusters.list', {})).clusters.map((status) => status.clusterId)).toEqual([
      'other.yaml:same',
    ]);
  });

  test('a rewritten kubeconfig reconnects its cluster alone; a vanished context closes its tab with a word', async () => {
    const [a, b] = [await demo('aaa'), await demo('bbb')];
    const host = await open({ files: [a.file, b.file] });
    for (const { id } of [a, b]) await host.call('clusters.open', { clusterId: id });
    await host.untilState(a.id, 'connected');
    await host.untilState(b.id, 'connected');
    host.forget();
    const moved = await demo('aaa2');
    await writeFile(a.file, moved.server.kubeconfig().replaceAll('aaa2', 'aaa'));
    await host.untilState(a.id, 'reconnecting');
    const status = await host.untilState(a.id, 'connected');
    expect(status.server).toBe(moved.server.url);
    await writeFile(a.file, moved.server.kubeconfig());
    await host.untilState(a.id, 'closed');
    expect(await host.until('a word', () => host.events('app:notice')[0])).toMatchObject({
      payload: { level: 'warn', message: expect.stringContaining('aaa') },
    });
    expect(host.events('cluster:state', b.id)).toEqual([]);
  });
});
