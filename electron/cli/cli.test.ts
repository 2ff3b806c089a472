import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tempFolder, writeKubeconfig } from '../core/testing/harness.ts';
import { type DemoServer, startDemoServer } from '../demo/server.ts';

// A start of the program per answer, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: Awaited<ReturnType<typeof tempFolder>>;
let server: DemoServer;
let file = '';
let settings = '';
const files: Record<string, string> = {};

const readers = [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['services', 'configmaps'] }];

beforeAll(async () => {
  folder = await tempFolder();
  settings = join(folder.path, 'settings');
  await mkdir(settings);
  server = await startDemoServer({
    name: 'one',
    pods: 60,
    nodes: 3,
    namespaces: 3,
    living: false,
    users: [
      { name: 'admin', groups: ['system:masters'], signIn: { kind: 'certificate' } },
      { name: 'reader', signIn: { kind: 'token', token: 'reader-token' }, rules: readers },
      { name: 'old', signIn: { kind: 'token', token: 'old-token' } },
      { name: 'plugin', signIn: { kind: 'exec', command: process.execPath, args: [join(folder.path, 'plugin.mjs')] } },
    ],
  });
  server.auth.revoke('old');
  for (const user of ['admin', 'reader', 'old', 'plugin']) {
    files[user] = await writeKubeconfig(folder.path, `${user}.yaml`, server.kubeconfig(user));
  }
  file = files.admin ?? '';
  const down = server.kubeconfig('admin').replace(/server: .*/, 'server: https://127.0.0.1:1');
  files.down = await writeKubeconfig(folder.path, 'down.yaml', down);
  const output = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'reader-token' },
  };
  await writeFile(join(folder.path, 'plugin.mjs'), `console.log(${JSON.stringify(JSON.stringify(output))})`);
});

afterAll(async () => {
  await server.close();
  await folder.remove();
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [program, ...args, '--settings', settings], { env: { PATH: process.env.PATH } });
}

async function run(args: readonly string[], stdin = ''): Promise<Ended> {
  const child = start(args);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(stdin);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

const one = (args: readonly string[], config = file) => run([...args, '--kubeconfig', config]);
const view = (args: readonly string[], config = file, context = 'one') =>
  one(['view', '--context', context, ...args], config);

interface Printed {
  readonly clusterId: string;
  readonly kind: string;
  readonly columns: readonly { id: string; title: string; wide: boolean }[];
  readonly rows: readonly { uid: string; namespace: string; name: string; cells: Record<string, string> }[];
  readonly total: number;
  readonly freshness: string;
}

async function printed(args: readonly string[]): Promise<Printed> {
  const { code, stdout, stderr } = await view(args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.endsWith('\n')).toBe(true);
  return JSON.parse(stdout);
}

const failure = (ended: Ended) => JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? '');

describe('contexts', () => {
  test('prints the given files in order, with ids of their own, and what was skipped', async () => {
    const other = join(folder.path, 'elsewhere');
    await mkdir(other);
    const twin = await writeKubeconfig(other, 'admin.yaml', server.kubeconfig('admin'));
    const broken = await writeKubeconfig(folder.path, 'broken.yaml', 'apiVersion: v1\nkind: Config\nclusters: [');
    const { code, stdout } = await run([
      'contexts',
      '--kubeconfig',
      file,
      '--kubeconfig',
      twin,
      '--kubeconfig',
      broken,
    ]);
    expect(code).toBe(0);
    const list = JSON.parse(stdout);
    expect(list.contexts).toHaveLength(2);
    expect(list.contexts[0]).toEqual({
      clusterId: 'admin.yaml:one',
      clusterName: 'one',
      file,
      server: server.url,
      user: expect.any(String),
      namespace: null,
      status: 'ok',
    });
    expect(list.contexts[1]).toMatchObject({ clusterId: 'elsewhere/admin.yaml:one', file: twin });
    expect(list.skipped).toEqual([{ file: broken, reason: expect.any(String) }]);
  });

  test('no settings are written, ever', async () => {
    await one(['contexts']);
    expect(await readdir(settings)).toEqual([]);
  });
});

describe('view', () => {
  test('the whole list as kubectl shows it', async () => {
    const pods = await printed(['--kind', 'po']);
    expect(pods).toMatchObject({ clusterId: 'admin.yaml:one', kind: 'pods', freshness: 'live' });
    expect(pods.columns.map((column) => column.title)).toEqual([
      'NAMESPACE',
      'NAME',
      'READY',
      'STATUS',
      'RESTARTS',
      'AGE',
    ]);
    expect(pods.columns.every((column) => column.wide === false)).toBe(true);
    expect(pods.total).toBe(server.world.store.collection('pods')?.size);
    expect(pods.rows).toHaveLength(pods.total);
    for (const row of pods.rows) {
      expect(Object.keys(row.cells)).toEqual(pods.columns.map((column) => column.id));
      expect([row.cells.namespace, row.cells.name]).toEqual([row.namespace, row.name]);
    }
    const keys = pods.rows.map((row) => `${row.namespace}/${row.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('wide columns only when asked, and marked', async () => {
    const pods = await printed(['--kind', 'pods', '--wide', '--limit', '3']);
    const wide = pods.columns.filter((column) => column.wide).map((column) => column.title);
    expect(wide).toEqual(['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']);
    expect(Object.keys(pods.rows[0]?.cells ?? {})).toContain('nominated-node');
    expect([pods.rows.length, pods.total > 3]).toEqual([3, true]);
  });

  test('NAMESPACE is first when several are shown, and gone for one or none', async () => {
    const all = await printed(['--kind', 'pods']);
    const [a, b] = [...new Set(all.rows.map((row) => row.namespace))];
    const single = await printed(['--kind', 'pods', '--namespace', a ?? '']);
    expect(single.columns[0]?.title).toBe('NAME');
    expect(single.rows.map((row) => row.uid)).toEqual(
      all.rows.filter((row) => row.namespace === a).map((row) => row.uid),
    );
    const two = await printed(['--kind', 'pods', '--namespace', `${a},${b}`]);
    expect(two.columns[0]?.title).toBe('NAMESPACE');
    expect(new Set(two.rows.map((row) => row.namespace))).toEqual(new Set([a, b]));
    const nodes = await printed(['--kind', 'Node', '--namespace', a ?? '']);
    expect([nodes.columns[0]?.title, nodes.total]).toEqual(['NAME', 3]);
  });

  test('sorted by a column of any spelling, and filtered', async () => {
    const up = await printed(['--kind', 'pods', '--sort', 'NAME']);
    const down = await printed(['--kind', 'pods', '--sort', 'name:desc']);
    expect(down.rows.map((row) => row.name)).toEqual([...up.rows.map((row) => row.name)].reverse());
    const name = up.rows[0]?.name ?? '';
    const found = await printed(['--kind', 'pods', '--filter', name]);
    expect(found.rows.map((row) => row.name)).toEqual([name]);
    expect(found.total).toBe(1);
    expect((await view(['--kind', 'pods', '--sort', 'nope'])).code).toBe(2);
  });

  test('a wrong filter says where; a custom kind is sorted and filtered by its own columns, live too', async () => {
    const wrong = await view(['--kind', 'pods', '--filter', 'web /[/']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/wrong at character \d+/)]);
    for (const name of ['aaa', 'zzz']) {
      const creationTimestamp = '2026-01-01T00:00:00Z';
      const metadata = { name, namespace: 'default', uid: `c-${name}`, resourceVersion: '', creationTimestamp };
      server.world.store.putObject('certificates.cert-manager.io', {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata,
        spec: {},
      });
    }
    const custom = await printed(['--kind', 'certificates', '--sort', 'NAME:desc']);
    expect(custom.kind).toBe('certificates.cert-manager.io');
    const names = custom.rows.map((row) => row.cells.name ?? '');
    expect(names.length).toBeGreaterThan(1);
    expect(names).toEqual([...names].sort().reverse());
    const child = start([
      'view',
      '--watch',
      '--kind',
      'certificates',
      '--sort',
      'name',
      '--context',
      'one',
      '--kubeconfig',
      file,
    ]);
    const lines = createInterface({ input: child.stdout });
    for await (const text of lines) {
      const line = JSON.parse(text);
      if (line.type !== 'rows' || line.rows.length === 0) continue;
      expect(line.rows.map((row: { cells: { name: string } }) => row.cells.name)).toEqual([...names].reverse());
      break;
    }
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  test('unknown words are bad usage: exit 2, nothing on stdout', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['view', '--context', 'nope', '--kind', 'pods'],
      ['view', '--context', 'one', '--kind', 'nonsense'],
      ['view', '--context', 'one'],
      ['view', '--kind', 'pods'],
      ['view', '--context', 'one', '--kind', 'pods', '--limit', 'x'],
      ['view', '--context', 'one', '--kind', 'pods', '--unknown'],
      ['view', '--context', 'one', '--kind', 'pods', '--timeout', 'soon'],
      ['contexts', '--kind', 'pods'],
      ['nothing'],
      [],
      ['call'],
      ['call', 'app.info', '{'],
    ];
    const ended = await Promise.all(wrong.map((args) => one(args)));
    expect(ended.map(({ code, stdout }) => [code, stdout])).toEqual(wrong.map(() => [2, '']));
    expect(ended.every(({ stderr }) => stderr.length > 0)).toBe(true);
  });

  test('a context name in two files must be said by its id', async () => {
    const both = ['--kubeconfig', file, '--kubeconfig', files.reader ?? ''];
    const ambiguous = await run(['view', '--context', 'one', '--kind', 'svc', ...both]);
    expect([ambiguous.code, ambiguous.stderr]).toEqual([2, expect.stringContaining('reader.yaml:one')]);
    const exact = await run(['view', '--context', 'reader.yaml:one', '--kind', 'svc', ...both]);
    expect([exact.code, JSON.parse(exact.stdout).clusterId]).toEqual([0, 'reader.yaml:one']);
  });

  test('denied, refused, without consent and unreachable: exit 1, the envelope is the last line', async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ['reader', 'pods', 'forbidden'],
      ['old', 'pods', 'unauthenticated'],
      ['plugin', 'services', 'consent-required'],
      ['down', 'pods', 'unreachable'],
    ];
    for (const [user, kind, code] of cases) {
      const ended = await view(['--kind', kind], files[user]);
      expect([user, ended.code]).toEqual([user, 1]);
      const last = failure(ended);
      expect(last).toEqual({ ok: false, error: { code, message: expect.any(String), clusterId: `${user}.yaml:one` } });
    }
    const allowed = await view(['--kind', 'services', '--allow-exec'], files.plugin);
    expect([allowed.code, JSON.parse(allowed.stdout).freshness]).toEqual([0, 'live']);
    expect(await readdir(settings)).toEqual([]);
  });

  test('lists that are refused with 401 while sign-in is accepted are unauthenticated, not merely late', async () => {
    const refused = server.faults.add({ kind: 'status', code: 401 }, { resource: 'pods' });
    try {
      const ended = await view(['--kind', 'pods', '--timeout', '4']);
      expect([ended.code, failure(ended).error.code]).toEqual([1, 'unauthenticated']);
    } finally {
      refused.remove();
    }
  });

  test('a server that does not answer costs no more than --timeout', async () => {
    const hang = server.faults.add({ kind: 'hang' }, {});
    try {
      const started = Date.now();
      const ended = await view(['--kind', 'pods', '--timeout', '2']);
      expect([ended.code, failure(ended).error.code]).toEqual([1, 'timeout']);
      expect(Date.now() - started).toBeLessThan(8_000);
    } finally {
      hang.remove();
    }
  });
});

describe('call', () => {
  test('--list is every method with the JSON Schema of its input', async () => {
    const { code, stdout } = await run(['call', '--list']);
    expect(code).toBe(0);
    const { methods } = JSON.parse(stdout);
    const open = methods.find((method: { name: string }) => method.name === 'views.open');
    expect(open.input).toMatchObject({ type: 'object', properties: { clusterId: { type: 'string' } } });
    expect(open.input.required).toEqual(expect.arrayContaining(['clusterId', 'kind']));
    expect(open.input.required).not.toContain('window');
  });

  test('prints the reply of any call, with the cluster its input names open and connected', async () => {
    const clusterId = 'admin.yaml:one';
    const status = await one(['call', 'clusters.status', JSON.stringify({ clusterId })]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      ok: true,
      value: { clusterId, version: expect.stringMatching(/^v1/) },
    });
    const rows = await run(
      ['call', 'views.open', '-', '--kubeconfig', file],
      JSON.stringify({ clusterId, kind: 'po', window: { offset: 0, limit: 5 } }),
    );
    const { value } = JSON.parse(rows.stdout);
    expect([value.rows.length, value.loading, value.freshness]).toEqual([5, null, { state: 'live' }]);
    expect(value.total).toBe(server.world.store.collection('pods')?.size);
    const { namespace, name, uid } = value.rows[0];
    const got = await one(['call', 'objects.get', JSON.stringify({ clusterId, kind: 'pods', namespace, name })]);
    const object = JSON.parse(got.stdout).value;
    expect(object).toMatchObject({ uid, kind: 'pods', masked: false });
    expect(JSON.parse(object.json).metadata.uid).toBe(uid);
    const yaml = await one(['call', 'objects.yaml', JSON.stringify({ clusterId, kind: 'pods', namespace, name })]);
    expect(JSON.parse(yaml.stdout).value.yaml).toContain(`name: ${name}`);
    const may = await one(['call', 'permissions.check', JSON.stringify({ clusterId, kind: 'pods', verb: 'delete' })]);
    expect(JSON.parse(may.stdout).value.allowed).toBe(true);
  });

  test('what fails is an envelope and exit 1', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['clusters.status'], 'cluster-required'],
      [['no.such'], 'unsupported'],
      [['clusters.status', '{"clusterId":"x:y"}'], 'not-found'],
      [
        ['objects.get', '{"clusterId":"admin.yaml:one","kind":"pods","namespace":"default","name":"nope"}'],
        'not-found',
      ],
      [['views.open', '{"clusterId":"admin.yaml:one"}'], 'invalid'],
    ];
    for (const [args, code] of cases) {
      const ended = await one(['call', ...args]);
      expect([args[0], ended.code, failure(ended).error.code]).toEqual([args[0], 1, code]);
      expect(failure(ended).ok).toBe(false);
    }
  });
});

describe('view --watch', () => {
  const watch = (args: readonly string[] = []) =>
    start(['view', '--watch', '--kind', 'pods', '--kubeconfig', file, '--context', 'admin.yaml:one', ...args]);

  interface Line {
    readonly type: string;
    readonly clusterId: string;
    readonly at: number;
    readonly [field: string]: unknown;
  }

  /** Reads lines until one fits. */
  async function until(
    child: ChildProcessWithoutNullStreams,
    fits: (line: Line) => boolean,
    seen: Line[] = [],
  ): Promise<Line[]> {
    const lines = createInterface({ input: child.stdout });
    try {
      for await (const text of lines) {
        const line: Line = JSON.parse(text);
        seen.push(line);
        if (fits(line)) return seen;
      }
    } finally {
      lines.close();
    }
    throw new Error(`The output ended. Seen: ${JSON.stringify(seen).slice(0, 2_000)}`);
  }

  test('lifecycle, freshness, rows and patches, and the end by SIGTERM', async () => {
    const child = watch(['--sort', 'NAME', '--limit', '10']);
    const seen: Line[] = [];
    const lines = createInterface({ input: child.stdout });
    const waits: (() => void)[] = [];
    lines.on('line', (text) => {
      seen.push(JSON.parse(text));
      for (const look of [...waits]) look();
    });
    const see = (what: string, fits: (line: Line) => boolean): Promise<Line> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(
          () => reject(new Error(`${what}: ${JSON.stringify(seen.slice(-8)).slice(0, 1500)}`)),
          15_000,
        );
        const look = (): void => {
          const found = seen.find(fits);
          if (found === undefined) return;
          clearTimeout(late);
          resolve(found);
        };
        waits.push(look);
        look();
      });
    await see('live', (line) => line.type === 'freshness' && line.freshness === 'live');
    const rows = await see(
      'rows',
      (line) => line.type === 'rows' && Array.isArray(line.rows) && line.rows.length === 10,
    );
    const first = Array.isArray(rows.rows) ? rows.rows[0] : null;
    expect(first).toMatchObject({ index: 0, uid: expect.any(String), cells: { name: expect.any(String) } });
    expect(
      seen
        .filter((line) => line.type === 'lifecycle')
        .map((line) => line.state)
        .slice(0, 2),
    ).toEqual(['connecting', 'connected']);
    expect(seen.every((line) => typeof line.at === 'number' && 'clusterId' in line)).toBe(true);
    const last = Number(rows.seq);
    server.world.store.remove('pods', first.namespace, first.name);
    const patch = await see('patch', (line) => line.type === 'patch' && Number(line.seq) > last);
    expect(patch.remove).toEqual([first.uid]);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    const seqs = seen.filter((line) => line.type === 'rows' || line.type === 'patch').map((line) => Number(line.seq));
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  });

  test('a cluster that fails does not end it', async () => {
    const child = watch(['--context', 'down.yaml:one', '--kubeconfig', files.down ?? '']);
    let down = false;
    const seen = await until(child, (line) => {
      down ||= line.type === 'lifecycle' && line.clusterId === 'down.yaml:one' && line.state === 'unreachable';
      return down && line.type === 'rows';
    }).catch(async (error) => {
      child.kill('SIGKILL');
      throw error;
    });
    expect(seen.some((line) => line.clusterId === 'admin.yaml:one')).toBe(true);
    child.kill('SIGINT');
    expect((await once(child, 'close'))[0]).toBe(0);
  });

  test('a closed pipe ends it quietly', async () => {
    const child = watch();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    await once(child.stdout, 'data');
    child.stdout.destroy();
    let n = 0;
    const change = setInterval(() => {
      n += 1;
      const creationTimestamp = '2026-01-01T00:00:00Z';
      const metadata = {
        namespace: 'default',
        name: `late-${n}`,
        uid: `late-${n}`,
        resourceVersion: '',
        creationTimestamp,
      };
      server.world.store.putObject('pods', { apiVersion: 'v1', kind: 'Pod', metadata, spec: {}, status: {} });
    }, 50);
    const [code] = await once(child, 'exit').finally(() => clearInterval(change));
    expect([code, stderr]).toEqual([0, '']);
  });

  test('a reader that stopped reading keeps no signal from being heard', async () => {
    const seen: Line[] = [];
    // Far more than pipes and streams hold on the way; and what is live is whole.
    const big = await startDemoServer({ name: 'big', pods: 3_000, nodes: 5, living: false });
    const config = await writeKubeconfig(folder.path, 'big.yaml', big.kubeconfig());
    const child = start(['view', '--watch', '--kind', 'pods', '--kubeconfig', config, '--context', 'big']);
    child.stderr.resume();
    await until(child, (line) => line.type === 'freshness' && line.freshness === 'live', seen);
    const last = seen.findLast((line) => line.type === 'rows');
    expect(Array.isArray(last?.rows) && last.rows.length).toBe(big.world.store.collection('pods').size);
    big.setChurn(2_000);
    child.stdout.pause();
    await expect.poll(() => child.stdout.readableLength, { timeout: 10_000 }).toBeGreaterThan(60_000);
    await expect.poll(() => child.stdout.readableFlowing).toBe(false);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    child.stdout.destroy();
    await big.close();
  });

  test('it ends by itself when its parent is gone', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn(process.execPath, ${JSON.stringify([program, 'view', '--watch', '--kind', 'pods', '--context', 'one', '--kubeconfig', file, '--settings', settings])}, { stdio: ['ignore', 'ignore', 'ignore'] });
      console.log(child.pid);
      setInterval(() => {}, 1000);`;
    server.stats.reset();
    const parent = spawn(process.execPath, ['-e', script], { env: { PATH: process.env.PATH } });
    const [text] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const pid = Number(text);
    await expect
      .poll(() => server.stats.count({ verb: 'watch', resource: 'pods' }), { timeout: 10_000 })
      .toBeGreaterThan(0);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    await expect.poll(() => alive(pid), { timeout: 8_000 }).toBe(false);
  });
});

/** A process that ended counts as gone even where nobody collects it (a container without an init). */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const stat = process.platform === 'linux' ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
