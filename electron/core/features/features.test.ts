import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../demo/server.ts';
import { fastClock, TestHost, type TestHostOptions, tempFolder, writeKubeconfig } from '../testing/harness.ts';

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

async function demo(
  name: string,
  options: DemoOptions = {},
): Promise<{ server: DemoServer; file: string; id: string }> {
  const server = await startDemoServer({ name, pods: 30, nodes: 2, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, `${name}.yaml`, server.kubeconfig(options.users?.[0]?.name));
  return { server, file, id: `${name}.yaml:${name}` };
}

async function open(options: TestHostOptions): Promise<TestHost> {
  const host = await TestHost.open(options);
  ends.push(() => host.close());
  return host;
}

describe('consent', () => {
  /** A sign-in program that writes a line per run and prints what `answer` holds. */
  async function plugin(): Promise<{
    command: string;
    runs: () => Promise<number>;
    answer: (token: string) => Promise<void>;
  }> {
    const command = join(folder.path, 'sign-in');
    const runs = join(folder.path, 'runs');
    const answer = join(folder.path, 'answer.json');
    await writeFile(command, `#!/bin/sh\necho run >> '${runs}'\ncat '${answer}'\n`);
    await chmod(command, 0o755);
    await writeFile(runs, '');
    const status = (token: string) =>
      JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token } });
    await writeFile(answer, status('good'));
    return {
      command,
      runs: async () => (await readFile(runs, 'utf8')).split('\n').length - 1,
      answer: (token) => writeFile(answer, status(token)),
    };
  }

  test('nothing runs before the answer; once allowed it is remembered, and asked again when it changes', async () => {
    const program = await plugin();
    const users = [
      { name: 'one', signIn: { kind: 'exec' as const, command: program.command, args: ['--x'] } },
      { name: 'good', signIn: { kind: 'token' as const, token: 'good' } },
    ];
    const { file, id } = await demo('one', { users });
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const waiting = await host.untilState(id, 'consent_required');
    expect(waiting.consent).toMatchObject({ resolvedPath: program.command, args: ['--x'], file, changed: false });
    expect(waiting.error?.code).toBe('consent-required');
    expect((await host.refusal('views.open', { clusterId: id, kind: 'pods' })).code).toBe('consent-required');
    expect(await program.runs()).toBe(0);
    const key = waiting.consent?.key ?? '';
    expect((await host.refusal('clusters.consent', { clusterId: id, key: 'made-up', allow: true })).code).toBe(
      'invalid',
    );
    await host.call('clusters.consent', { clusterId: id, key, allow: true });
    await host.untilState(id, 'connected', 'loading', 'ready');
    expect(await program.runs()).toBe(1);
    expect(host.settings.get().execConsents).toContain(key);
    await host.call('clusters.close', { clusterId: id });
    host.forget();
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected', 'loading', 'ready');
    await host.call('clusters.close', { clusterId: id });
    host.forget();
    await writeFile(program.command, `${await readFile(program.command, 'utf8')}# other\n`);
    await host.call('clusters.open', { clusterId: id });
    expect((await host.untilState(id, 'consent_required')).consent?.changed).toBe(true);
  });

  test('ten requests of one moment run the program once; a 401 runs it once more', async () => {
    const program = await plugin();
    const users = [
      { name: 'one', signIn: { kind: 'exec' as const, command: program.command, args: [] } },
      { name: 'good', signIn: { kind: 'token' as const, token: 'good' } },
      { name: 'new', signIn: { kind: 'token' as const, token: 'new' } },
    ];
    const { server, file, id } = await demo('one', { users });
    const host = await open({ files: [file], options: { allowExec: true }, clock: fastClock(1) });
    await host.call('clusters.open', { clusterId: id });
    const kinds = ['pods', 'services', 'nodes', 'events', 'configmaps'];
    await Promise.all(kinds.map((kind) => host.call('views.open', { clusterId: id, kind })));
    await host.untilState(id, 'ready');
    expect(await program.runs()).toBe(1);
    await program.answer('new');
    server.auth.revoke('good');
    server.dropConnections();
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        host.refusal('objects.get', { clusterId: id, kind: 'pods', namespace: 'default', name }),
      ),
    );
    expect(await program.runs()).toBe(2);
    expect((await host.call('clusters.status', { clusterId: id })).auth).toBeUndefined();
  });
});

describe('objects', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 's',
      namespace: 'default',
      uid: 'u-s',
      resourceVersion: '',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    type: 'Opaque',
    data: { text: Buffer.from('hidden words').toString('base64'), bytes: Buffer.from([0xff, 0xfe]).toString('base64') },
  };

  test('a Secret is masked until one value is asked for, which the log names and does not hold', async () => {
    const { server, file, id } = await demo('one');
    server.world.store.putObject('secrets', secret);
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const ref = { clusterId: id, namespace: 'default', name: 's' };
    const got = await host.call('objects.get', { ...ref, kind: 'Secret' });
    const yaml = await host.call('objects.yaml', { ...ref, kind: 'secrets', managedFields: true });
    for (const text of [got.json, yaml.json, yaml.yaml]) {
      expect(text).not.toContain(secret.data.text);
      expect(text).toContain('••••••');
    }
    expect(got.masked).toBe(true);
    expect(await host.call('secrets.reveal', { ...ref, key: 'text' })).toEqual({
      text: 'hidden words',
      base64: secret.data.text,
    });
    expect((await host.call('secrets.reveal', { ...ref, key: 'bytes' })).text).toBeNull();
    expect((await host.refusal('secrets.reveal', { ...ref, key: 'none' })).code).toBe('not-found');
    const { lines } = await host.call('app.logs', {});
    const audit = lines.filter((line) => line.clusterId === id && line.message.includes('default/s'));
    expect(audit).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain('hidden words');
  });

  test('the server’s refusals keep its words and get a code', async () => {
    const { file, id } = await demo('one', {
      users: [
        {
          name: 'reader',
          signIn: { kind: 'token', token: 't' },
          rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }],
        },
      ],
    });
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    const denied = await host.refusal('objects.get', { clusterId: id, kind: 'pods', namespace: 'default', name: 'x' });
    expect(denied).toMatchObject({
      code: 'forbidden',
      clusterId: id,
      message: expect.stringContaining('cannot get resource'),
    });
    const unknown = await host.refusal('objects.get', { clusterId: id, kind: 'nonsense', name: 'x' });
    expect(unknown.code).toBe('not-found');
    const unscoped = await host.refusal('objects.get', { clusterId: id, kind: 'pods', name: 'x' });
    expect(unscoped.code).toBe('invalid');
  });

  test('what one may do is asked once a minute', async () => {
    const rules = [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }];
    const { server, file, id } = await demo('one', {
      users: [{ name: 'reader', signIn: { kind: 'token', token: 't' }, rules }],
    });
    const host = await open({ files: [file], clock: fastClock(1) });
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected', 'loading', 'ready');
    const ask = (verb: string) => host.call('permissions.check', { clusterId: id, kind: 'pods', verb });
    const answers = await Promise.all([ask('list'), ask('list'), ask('delete')]);
    expect(answers.map((answer) => answer.allowed)).toEqual([true, true, false]);
    expect(answers[2]?.reason).not.toBe('');
    await ask('list');
    const reviews = server.stats.records({}).filter((record) => record.path.includes('selfsubjectaccessreviews'));
    expect(reviews).toHaveLength(2);
  });
});

describe('settings', () => {
  test('a wrong value names its field; what the host keeps itself cannot be set', async () => {
    const host = await open({ files: [] });
    expect((await host.call('settings.set', { values: { theme: 'dark' } })).theme).toBe('dark');
    await host.until('settings:changed', () => host.events('settings:changed')[0]);
    expect(host.settings.get()).toMatchObject({ theme: 'dark', density: 'compact' });
    for (const [values, field] of [
      [{ theme: 'pink' }, 'theme'],
      [{ execConsents: ['x'] }, 'execConsents'],
      [{ clusterFileParts: {} }, 'clusterFileParts'],
      [{ nonsense: 1 }, 'nonsense'],
    ] as const) {
      const error = await host.refusal('settings.set', { values });
      expect([error.code, error.message]).toEqual(['invalid', expect.stringContaining(field)]);
    }
    expect(host.settings.get().theme).toBe('dark');
  });

  test('a guard changes what the cluster says of itself at once', async () => {
    const { file, id } = await demo('prod-1');
    const host = await open({ files: [file] });
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected');
    await host.call('settings.set', { values: { guardPatterns: ['prod-*'], guardMode: 'read-only' } });
    await host.until('guarded', () => host.state(id)?.guard === 'read-only');
  });

  test('only https leaves the application', async () => {
    const host = await open({ files: [] });
    await host.call('app.openLink', { url: 'https://kubernetes.io/' });
    for (const url of ['http://a', 'javascript:alert(1)', 'file:///etc/passwd', 'https://user:pass@host/', 'x']) {
      expect((await host.refusal('app.openLink', { url })).code).toBe('invalid');
    }
  });
});

describe('what a tab costs', () => {
  test('no engine and no list without a consumer; counts while it is shown, and only then', async () => {
    const { server, file, id } = await demo('one');
    const host = await open({ files: [file], clock: fastClock(1) });
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected');
    expect(server.stats.count({ verb: 'list' })).toBe(0);
    await host.call('clusters.visible', { clusterId: id });
    await host.untilState(id, 'ready');
    await host.until('counts', () => host.events('catalog:counts', id)[0]);
    const { counts } = await host.call('catalog.counts', { clusterId: id });
    expect(counts.find((count) => count.kind === 'pods')?.count).toBe(server.world.store.collection('pods').size);
  });

  test('a hidden tab keeps its view for ten minutes, then lets it go, and shown again takes it up', async () => {
    const { server, file, id } = await demo('one');
    const real = fastClock(1);
    // What takes ten minutes waits until the test lets them pass.
    const tenMinutes: (() => void)[] = [];
    const clock = {
      ...real,
      setTimeout: (run: () => void, ms: number) => {
        if (ms !== 600_000) return real.setTimeout(run, ms);
        tenMinutes.push(run);
        return () => {};
      },
    };
    const host = await open({ files: [file], clock });
    await host.call('clusters.open', { clusterId: id });
    await host.call('clusters.visible', { clusterId: id });
    const view = await host.call('views.open', { clusterId: id, kind: 'pods', window: { offset: 0, limit: 5 } });
    await host.until('rows', () =>
      host.events('view:rows', id).find((event) => event.topic === 'view:rows' && event.payload.rows.length === 5),
    );
    await host.call('clusters.visible', { clusterId: null });
    // Hidden, it is kept: what happens meanwhile arrives without a list or another watch.
    const asked = server.stats.count({ resource: 'pods' });
    const [pod] = [...server.world.store.collection('pods').scan(null, null)];
    if (pod === undefined) throw new Error('no pod');
    server.world.store.remove('pods', pod.namespace, pod.name);
    const total = server.world.store.collection('pods').size;
    await host.until('the change of a hidden tab', () =>
      host.events('view:patch', id).some((event) => event.topic === 'view:patch' && event.payload.total === total),
    );
    expect(server.stats.count({ resource: 'pods' })).toBe(asked);
    for (const pass of tenMinutes) pass();
    const paused = await host.until('let go', () =>
      host
        .events('view:freshness', id)
        .find((event) => event.topic === 'view:freshness' && event.payload.freshness.state === 'stale'),
    );
    expect(paused.payload).toMatchObject({
      viewId: view.viewId,
      freshness: { reason: expect.stringContaining('hidden') },
    });
    const before = host.heard.findLast((event) => event.topic === 'view:rows' || event.topic === 'view:patch');
    host.forget();
    await host.call('clusters.visible', { clusterId: id });
    const again = await host.until('rows again', () =>
      host.events('view:rows', id).find((event) => event.topic === 'view:rows' && event.payload.rows.length === 5),
    );
    if (again.topic !== 'view:rows' || (before?.topic !== 'view:rows' && before?.topic !== 'view:patch'))
      throw new Error('no rows');
    expect(again.payload.viewId).toBe(view.viewId);
    expect(again.payload.seq).toBeGreaterThan(before.payload.seq);
  });

  test('after a wake-up a session that answers is kept, and one that sleeps on is replaced', async () => {
    const { server, file, id } = await demo('one', { gated: true });
    const host = await open({ files: [file], clock: fastClock(1) });
    await host.call('clusters.open', { clusterId: id });
    const view = await host.call('views.open', { clusterId: id, kind: 'pods' });
    await host.untilState(id, 'ready');
    const connections = server.connections;
    const beats = server.stats.records({}).length;
    await host.call('clusters.wake', {});
    await expect.poll(() => server.stats.records({}).length, { timeout: 5_000 }).toBeGreaterThan(beats);
    expect([server.connections, host.state(id)?.state]).toEqual([connections, 'ready']);
    host.forget();
    server.silence();
    await host.call('clusters.wake', {});
    await host.untilState(id, 'reconnecting');
    await host.untilState(id, 'ready');
    server.world.store.putObject('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'late',
        namespace: 'default',
        uid: 'late',
        resourceVersion: '',
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      spec: {},
      status: { phase: 'Running' },
    });
    await host.until('the late pod', () =>
      host.heard.some(
        (event) =>
          (event.topic === 'view:patch' && event.payload.upsert.some((row) => row.name === 'late')) ||
          (event.topic === 'view:rows' &&
            event.payload.viewId === view.viewId &&
            event.payload.rows.some((row) => row.name === 'late')),
      ),
    );
  });
});
