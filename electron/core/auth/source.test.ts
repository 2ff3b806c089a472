import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Clock } from '../ports.ts';
import { MemorySettings } from '../settings/memory.ts';
import { CredentialCache } from './cache.ts';
import { ConsentBook } from './consent.ts';
import { createCredentialSource, type RenewableSource } from './source.ts';
import { eventually, FakeClock, silentLog } from './test-support.ts';
import type { CredentialResult, ExecEntry, ResolvedContext, UserEntry } from './types.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-auth-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A plugin: a real program whose body is JavaScript; every run adds a line to `runs`. */
async function plugin(body: string, name = 'plugin'): Promise<string> {
  const path = join(folder, name);
  const log = `require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, process.pid + '\\n');`;
  await writeFile(path, `#!${process.execPath}\n${log}\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

async function runs(): Promise<number[]> {
  const text = await readFile(join(folder, 'runs'), 'utf8').catch(() => '');
  return text.split('\n').filter(Boolean).map(Number);
}

const V1 = 'client.authentication.k8s.io/v1';
const answer = (status: object, apiVersion = V1): string =>
  `console.log(JSON.stringify({apiVersion:'${apiVersion}',kind:'ExecCredential',status:${JSON.stringify(status)}}));`;

function execEntry(command: string, more: Partial<ExecEntry> = {}): ExecEntry {
  return {
    apiVersion: V1,
    command,
    args: [],
    env: [],
    provideClusterInfo: false,
    interactiveMode: 'IfAvailable',
    directory: folder,
    clusterInfo: { server: 'https://example.invalid' },
    ...more,
  };
}

function resolved(user: Partial<UserEntry>): ResolvedContext {
  return {
    clusterId: 'config:dev',
    clusterName: 'dev',
    file: join(folder, 'config'),
    namespace: null,
    connection: { server: 'https://example.invalid', tls: { insecureSkipVerify: false }, disableCompression: false },
    user: { name: 'me', ...user },
    fingerprint: 'f',
  };
}

interface Setup {
  readonly cache: CredentialCache;
  source(user: Partial<UserEntry>): RenewableSource;
}
function setup(clock: Clock): Setup {
  const cache = new CredentialCache();
  const env = { ...process.env };
  const consent = new ConsentBook({
    settings: new MemorySettings(defaultSettings),
    env,
    home: folder,
    allowAll: true,
    trusted: () => false,
    standardPlugins: () => [],
  });
  return {
    cache,
    source: (user) =>
      createCredentialSource(resolved(user), { cache, consent, env, home: folder, clock, log: silentLog }),
  };
}

const auto = () => ({ interactive: false, signal: new AbortController().signal });
const person = () => ({ interactive: true, signal: new AbortController().signal });

function credentialsOf(result: CredentialResult) {
  if (result.type !== 'ok') throw new Error(`expected credentials, got ${JSON.stringify(result)}`);
  return result.credentials;
}
function failureOf(result: CredentialResult) {
  if (result.type !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
  return result.failure;
}

test('static credentials and impersonation become headers', async () => {
  const { source } = setup(new FakeClock());
  const token = credentialsOf(await source({ token: 'abc' }).get(auto()));
  expect(token).toEqual({ generation: 1, headers: { authorization: 'Bearer abc' } });
  const basic = credentialsOf(await source({ username: 'ann', password: 'pä:ss' }).get(auto()));
  expect(basic.headers.authorization).toBe(`Basic ${Buffer.from('ann:pä:ss').toString('base64')}`);
  const as = credentialsOf(
    await source({
      token: 't',
      impersonate: { user: 'bob', groups: ['a', 'b'], uid: '7', extra: { 'acme.com/Über%': ['x', 'y'] } },
    }).get(auto()),
  );
  expect(as.headers).toEqual({
    authorization: 'Bearer t',
    'impersonate-user': 'bob',
    'impersonate-group': ['a', 'b'],
    'impersonate-uid': '7',
    'impersonate-extra-acme.com%2f%c3%9cber%25': ['x', 'y'],
  });
  const nobody = credentialsOf(await source({}).get(auto()));
  expect(nobody.headers).toEqual({});
});

test('a refused static token cannot be refreshed, and says whose it is', async () => {
  const { source } = setup(new FakeClock());
  const one = source({ token: 'abc' });
  const { generation } = credentialsOf(await one.get(auto()));
  expect(failureOf(await one.refresh(generation, auto()))).toMatchObject({
    errorClass: 'rejected',
    message: expect.stringContaining('user "me"'),
  });
});

test('a token file is read again after a minute and on a 401, and only a new token is a new generation', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, ' one\n');
  const one = source({ tokenFile, token: 'fallback' });
  expect(credentialsOf(await one.get(auto()))).toEqual({ generation: 1, headers: { authorization: 'Bearer one' } });
  expect(one.renewAt()).toBe(clock.now() + 60_000);

  await writeFile(tokenFile, 'two');
  await clock.advance(59_999);
  expect(credentialsOf(await one.get(auto())).headers.authorization).toBe('Bearer one');
  await clock.advance(1);
  expect(credentialsOf(await one.get(auto()))).toEqual({ generation: 2, headers: { authorization: 'Bearer two' } });
  await clock.advance(60_000);
  expect(credentialsOf(await one.get(auto())).generation).toBe(2);

  expect(failureOf(await one.refresh(2, auto())).errorClass).toBe('rejected');
  await writeFile(tokenFile, 'three');
  await clock.advance(1000);
  expect(credentialsOf(await one.refresh(2, auto()))).toMatchObject({ generation: 3 });
});

test('a missing or empty token file is a sentence', async () => {
  const { source } = setup(new FakeClock());
  const tokenFile = join(folder, 'token');
  expect(failureOf(await source({ tokenFile }).get(auto()))).toMatchObject({
    errorClass: 'no-credentials',
    message: expect.stringMatching(/token.*does not exist/),
  });
  await writeFile(tokenFile, '\n');
  expect(failureOf(await source({ tokenFile }).get(person())).message).toMatch(/is empty/);
});

test('a plugin gets argv, environment and KUBERNETES_EXEC_INFO, no stdin and no shell', async () => {
  const command = await plugin(`
    const seen = { args: process.argv.slice(2), own: process.env.OWN, info: JSON.parse(process.env.KUBERNETES_EXEC_INFO),
      stdin: require('fs').readFileSync(0, 'utf8'), tty: process.stdin.isTTY === true };
    ${answer({ token: '' }).replace('{"token":""}', '{token: JSON.stringify(seen)}')}`);
  const { source } = setup(new FakeClock());
  const args = ['$(touch pwned)', ';', 'a b', '*'];
  const exec = execEntry(command, { args, env: [{ name: 'OWN', value: 'x y' }], provideClusterInfo: true });
  const credentials = credentialsOf(await source({ exec }).get(auto()));
  const bearer = String(credentials.headers.authorization).slice('Bearer '.length);
  expect(JSON.parse(bearer)).toEqual({
    args,
    own: 'x y',
    stdin: '',
    tty: false,
    info: {
      kind: 'ExecCredential',
      apiVersion: V1,
      spec: { interactive: false, cluster: { server: 'https://example.invalid' } },
    },
  });
});

test('the cluster is told only when the kubeconfig asks for it, and v1beta1 works', async () => {
  const version = 'client.authentication.k8s.io/v1beta1';
  const command = await plugin(answer({ token: 'x' }, version).replace('"x"', 'process.env.KUBERNETES_EXEC_INFO'));
  const { source } = setup(new FakeClock());
  const result = await source({ exec: execEntry(command, { apiVersion: version }) }).get(auto());
  expect(credentialsOf(result).headers.authorization).toBe(
    `Bearer {"kind":"ExecCredential","apiVersion":"${version}","spec":{"interactive":false}}`,
  );
});

test('ten at once are one run, and later ones are answered from memory', async () => {
  const command = await plugin(`setTimeout(() => { ${answer({ token: 't' })} }, 100)`);
  const { source } = setup(new FakeClock());
  const sources = Array.from({ length: 10 }, () => source({ exec: execEntry(command) }));
  const results = await Promise.all(sources.map((one) => one.get(auto())));
  expect(new Set(results.map((one) => credentialsOf(one).generation))).toEqual(new Set([1]));
  await source({ exec: execEntry(command) }).get(auto());
  expect(await runs()).toHaveLength(1);
});

test('a refresh runs once for all who were refused the same generation', async () => {
  const command = await plugin(answer({ token: 't' }));
  const { source } = setup(new FakeClock());
  const one = source({ exec: execEntry(command) });
  await one.get(auto());
  const results = await Promise.all([
    one.refresh(1, auto()),
    one.refresh(1, auto()),
    source({ exec: execEntry(command) }).refresh(1, auto()),
  ]);
  expect(results.map((result) => credentialsOf(result).generation)).toEqual([2, 2, 2]);
  expect(credentialsOf(await one.refresh(1, auto())).generation).toBe(2);
  expect(await runs()).toHaveLength(2);
});

test('credentials are renewed before they end, and old ones from a plugin do not make it run without end', async () => {
  const clock = new FakeClock(Date.parse('2030-01-01T00:00:00Z'));
  const command = await plugin(answer({ token: 't', expirationTimestamp: '2030-01-01T01:00:00Z' }));
  const { source } = setup(clock);
  const one = source({ exec: execEntry(command) });
  const first = credentialsOf(await one.get(auto()));
  expect(first.expiresAt).toBe(Date.parse('2030-01-01T01:00:00Z'));
  expect(one.renewAt()).toBe(Date.parse('2030-01-01T00:59:00Z'));
  await clock.advance(59 * 60_000 - 1);
  await one.get(auto());
  expect(await runs()).toHaveLength(1);
  await clock.advance(1);
  await one.get(auto());
  expect(await runs()).toHaveLength(2);
  await clock.advance(54_000);
  await one.get(auto());
  expect(await runs()).toHaveLength(3);
  // From here on the plugin's answer has all but ended, or has: half a minute between runs all the same.
  for (const count of [3, 4, 5]) {
    await clock.advance(29_999);
    await one.get(auto());
    expect(await runs()).toHaveLength(count);
    await clock.advance(1);
    await one.get(auto());
    expect(await runs()).toHaveLength(count + 1);
  }
});

test.for([
  ['garbage', `console.log('hello eyJhbGciOi secret')`, /printed \d+ characters that are not JSON/],
  ['nothing', '', /printed nothing/],
  ['another version', answer({ token: 't' }, 'client.authentication.k8s.io/v1beta1'), /v1beta1, but .*asks for .*\/v1/],
  ['no status', `console.log('{"apiVersion":"${V1}","kind":"ExecCredential"}')`, /without a status/],
  ['neither token nor certificate', answer({}), /neither a token nor a certificate/],
  ['half a certificate', answer({ clientCertificateData: 'x' }), /without its key/],
  ['an unparsable certificate', answer({ clientCertificateData: 'x', clientKeyData: 'y' }), /no PEM certificate/],
  ['no date', answer({ token: 't', expirationTimestamp: 'soon' }), /no date/],
] as const)('a plugin that prints %s is an output failure that does not repeat it', async ([, body, message]) => {
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(await plugin(body)) }).get(auto()));
  expect(failure.errorClass).toBe('plugin-output');
  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain('secret');
});

test('a failing plugin gives its exit code, command and the tail of its stderr, without escapes and tokens', async () => {
  const command = await plugin(
    `process.stderr.write('x'.repeat(9000) + '\\u001b[31mred\\u001b[0m eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln last words\\n'); process.exit(3)`,
  );
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(command, { args: ['get token'] }) }).get(auto()));
  expect(failure).toMatchObject({ errorClass: 'plugin-failed', command: `${command} "get token"` });
  expect(failure.message).toContain('exit code 3');
  expect(failure.stderrTail).toMatch(/xred \[token\] last words$/);
  expect(failure.stderrTail?.length).toBeLessThanOrEqual(4096);
});

test('an ended sign-in of the plugin itself, and a wish for a terminal, are told apart', async () => {
  const { source } = setup(new FakeClock());
  const expired = await plugin(
    `console.error('Error: the SSO session has expired or is invalid'); process.exit(1)`,
    'a',
  );
  expect(failureOf(await source({ exec: execEntry(expired) }).get(auto())).errorClass).toBe('expired');
  const terminal = await plugin(`console.error('open /dev/tty: no such device or address'); process.exit(1)`, 'b');
  const one = source({ exec: execEntry(terminal) });
  expect(failureOf(await one.get(auto())).errorClass).toBe('plugin-needs-terminal');
  expect(one.automatic).toBe(false);
});

test('interactiveMode Always is not run at all', async () => {
  const command = await plugin(answer({ token: 't' }));
  const { source } = setup(new FakeClock());
  const one = source({ exec: execEntry(command, { interactiveMode: 'Always' }) });
  expect(failureOf(await one.get(person())).errorClass).toBe('plugin-needs-terminal');
  expect(one.automatic).toBe(false);
  expect(await runs()).toHaveLength(0);
});

test('a missing program and an unknown version are their own failures', async () => {
  const { source } = setup(new FakeClock());
  const missing = execEntry('no-such-plugin-anywhere', { installHint: 'Get it from the cupboard.' });
  expect(failureOf(await source({ exec: missing }).get(auto()))).toMatchObject({
    errorClass: 'plugin-not-found',
    message: expect.stringContaining('Get it from the cupboard.'),
  });
  const old = execEntry('/bin/true', { apiVersion: 'client.authentication.k8s.io/v1alpha1' });
  expect(failureOf(await source({ exec: old }).get(auto())).errorClass).toBe('unsupported');
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A plugin that hangs together with a child of its own; both pids end up in `runs`. */
const HANGS = `
  const { spawn } = require('child_process');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  require('fs').appendFileSync(${'RUNS'}, child.pid + '\\n');
  setInterval(() => {}, 1000);`;
const hangs = (): Promise<string> => plugin(HANGS.replace('RUNS', JSON.stringify(join(folder, 'runs'))));

test('a hanging plugin is ended in time with everything it started, and is not run again by itself', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const one = source({ exec: execEntry(await hangs()) });
  const result = one.get(auto());
  await eventually(async () => (await runs()).length === 2, 'plugin and its child run');
  expect(one.running).toBe(true);
  await clock.advance(59_999);
  expect((await runs()).every(alive)).toBe(true);
  await clock.advance(1);
  expect(failureOf(await result)).toMatchObject({
    errorClass: 'plugin-timeout',
    message: expect.stringContaining('60 s'),
  });
  const pids = await runs();
  await eventually(() => !pids.some(alive), 'both processes are gone');
  expect(one.running).toBe(false);

  expect(one.automatic).toBe(false);
  await clock.advance(3_600_000);
  expect(failureOf(await one.get(auto())).errorClass).toBe('plugin-timeout');
  expect(await runs()).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('a person gets three minutes, also when joining a run that began without one', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const one = source({ exec: execEntry(await hangs()) });
  const first = one.get(auto());
  await eventually(async () => (await runs()).length === 2, 'plugin and its child run');
  await clock.advance(30_000);
  const second = one.get(person());
  await clock.advance(149_999);
  expect((await runs()).every(alive)).toBe(true);
  await clock.advance(1);
  expect(failureOf(await first).message).toContain('180 s');
  expect(failureOf(await second).errorClass).toBe('plugin-timeout');
});

test('a plugin that took longer than 10 s is run by a person only, until it is quick again', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const flag = join(folder, 'go');
  const command = await plugin(
    `const wait = setInterval(() => { if (require('fs').existsSync(${JSON.stringify(flag)})) { clearInterval(wait); ${answer({ token: 't' })} } }, 5)`,
  );
  const one = source({ exec: execEntry(command) });
  const first = one.get(person());
  await eventually(async () => (await runs()).length === 1, 'plugin runs');
  await clock.advance(10_001);
  await writeFile(flag, '');
  expect(credentialsOf(await first).generation).toBe(1);
  expect(one.automatic).toBe(false);
  expect(failureOf(await one.refresh(1, auto())).message).toContain('Retry now');
  expect(await runs()).toHaveLength(1);
  expect(credentialsOf(await one.refresh(1, person())).generation).toBe(2);
  expect(one.automatic).toBe(true);
});

test('a flood is stopped at 1 MB', async () => {
  const command = await plugin(
    `const block = 'x'.repeat(65536); (function more() { process.stdout.write(block, more); })();`,
  );
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(command) }).get(auto()));
  expect(failure).toMatchObject({ errorClass: 'plugin-output', message: expect.stringContaining('1 MB') });
  const [pid = 0] = await runs();
  await eventually(() => !alive(pid), 'the flooding program is gone');
});

test('a helper left behind does not hold the answer up, and is left alone', async () => {
  const command = await plugin(`
    const { spawn } = require('child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    require('fs').appendFileSync(${JSON.stringify(join(folder, 'runs'))}, child.pid + '\\n');
    child.unref();
    ${answer({ token: 't' })}
    setTimeout(() => process.exit(0), 50);`);
  const clock = new FakeClock();
  const { source } = setup(clock);
  const result = source({ exec: execEntry(command) }).get(person());
  await eventually(
    async () => (await runs()).length === 2 && !alive((await runs())[0] ?? 0),
    'the plugin itself ended',
  );
  await eventually(() => clock.pending > 0, 'the exit was seen');
  await clock.advance(1000);
  expect(credentialsOf(await result).headers.authorization).toBe('Bearer t');
  const browser = (await runs())[1] ?? 0;
  expect(alive(browser)).toBe(true);
  process.kill(browser, 'SIGKILL');
});

test('whoever leaves does not end a run others wait for; the last one does', async () => {
  const clock = new FakeClock();
  const { source } = setup(clock);
  const exec = execEntry(await hangs());
  const one = source({ exec });
  const two = source({ exec });
  const abort = new AbortController();
  const first = one.get({ interactive: true, signal: abort.signal });
  const second = two.get(person());
  await eventually(async () => (await runs()).length === 2, 'one plugin and its child run');
  abort.abort();
  await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  expect((await runs()).every(alive)).toBe(true);
  const outcome = expect(second).rejects.toMatchObject({ code: 'cancelled' });
  await two.dispose();
  await outcome;
  const pids = await runs();
  await eventually(() => !pids.some(alive), 'both processes are gone');
  expect(one.automatic).toBe(true);
  expect(clock.pending).toBe(0);
});

test('disposing the cache ends what runs', async () => {
  const clock = new FakeClock();
  const { source, cache } = setup(clock);
  const result = source({ exec: execEntry(await hangs()) }).get(person());
  const outcome = expect(result).rejects.toMatchObject({ code: 'cancelled' });
  await eventually(async () => (await runs()).length === 2, 'plugin and its child run');
  await cache.dispose();
  await outcome;
  const pids = await runs();
  await eventually(() => !pids.some(alive), 'both processes are gone');
  expect(clock.pending).toBe(0);
});

test('gcp and azure are explained', async () => {
  const { source } = setup(new FakeClock());
  const gcp = failureOf(await source({ authProvider: { name: 'gcp', config: {} } }).get(auto()));
  expect(gcp).toMatchObject({ errorClass: 'unsupported', message: expect.stringContaining('gke-gcloud-auth-plugin') });
  const azure = failureOf(await source({ authProvider: { name: 'azure', config: {} } }).get(auto()));
  expect(azure.message).toContain('kubelogin');
});
