import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, '../main.ts');
let folder: string;
let fleet: Running;

interface Running {
  readonly child: ChildProcess;
  readonly ready: { ready: true; kubeconfig: string; control: string };
  readonly ended: Promise<number | null>;
}

async function start(into: string, ...more: string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, into, '--scale', 'small', ...more], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return { child, ready: JSON.parse(text), ended };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-fleet-'));
  fleet = await start(folder);
});
afterAll(async () => {
  fleet.child.kill('SIGTERM');
  await fleet.ended;
  await rm(folder, { recursive: true });
});

async function ask(context: string, path: string) {
  const config = new KubeConfig();
  config.loadFromFile(fleet.ready.kubeconfig);
  config.setCurrentContext(context);
  const user = config.getCurrentUser();
  const pem = (text: string | undefined) => (text ? Buffer.from(text, 'base64').toString() : undefined);
  const cluster = config.getCurrentCluster();
  const cert = pem(user?.certData);
  const key = pem(user?.keyData);
  const agent = new Agent({ connect: { ca: pem(cluster?.caData) ?? '', ...(cert && key ? { cert, key } : {}) } });
  const basic = user?.username
    ? `Basic ${Buffer.from(`${user.username}:${user.password}`).toString('base64')}`
    : undefined;
  const authorization = user?.token ? `Bearer ${user.token}` : basic;
  try {
    const answer = await request(`${cluster?.server}${path}`, {
      dispatcher: agent,
      ...(authorization ? { headers: { authorization } } : {}),
    });
    // biome-ignore lint/suspicious/noExplicitAny: a list of any kind.
    return { status: answer.statusCode, body: (await answer.body.json()) as any };
  } finally {
    await agent.destroy();
  }
}

const control = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => {
  const answer = await request(`${fleet.ready.control}${path}`, {
    method,
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  // biome-ignore lint/suspicious/noExplicitAny: whatever the endpoint says.
  return { status: answer.statusCode, body: (await answer.body.json()) as any };
};

test('the kubeconfig holds the seven contexts, and nothing half-written lies beside it', async () => {
  const config = new KubeConfig();
  config.loadFromFile(fleet.ready.kubeconfig);
  expect(fleet.ready.kubeconfig).toBe(join(folder, 'demo'));
  expect(config.getContexts().map(({ name }) => name)).toEqual([
    'prod-eu-west',
    'staging',
    'dev-payments',
    'edge-042',
    'legacy',
    'dr-site',
    'team-a',
  ]);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect((await stat(fleet.ready.kubeconfig)).mode & 0o077).toBe(0);
});

test.each([
  ['prod-eu-west', 1_200],
  ['staging', 300],
  ['dev-payments', 180],
])('%s has its pods', async (context, pods) => {
  const { status, body } = await ask(context, '/api/v1/pods?limit=1');
  expect(status).toBe(200);
  // It lives: a pod more or less.
  expect(Math.abs(body.metadata.remainingItemCount + 1 - pods)).toBeLessThan(pods / 20);
});

test('edge-042 is slow', async () => {
  const begun = performance.now();
  expect((await ask('edge-042', '/version')).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThan(395);
});

test('team-a reads two namespaces', async () => {
  expect((await ask('team-a', '/api/v1/namespaces/payments/pods?limit=1')).status).toBe(200);
  expect((await ask('team-a', '/api/v1/namespaces/orders/pods?limit=1')).status).toBe(200);
  expect((await ask('team-a', '/api/v1/namespaces')).status).toBe(403);
});

test('dr-site is nowhere', async () => {
  await expect(ask('dr-site', '/version')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('the sign-in plugin of legacy says why it fails', async () => {
  const config = new KubeConfig();
  config.loadFromFile(fleet.ready.kubeconfig);
  const exec = config.getUser('legacy-legacy-sso')?.exec;
  expect(exec).toMatchObject({ command: process.execPath, interactiveMode: 'Never' });
  const plugin = spawn(exec.command, exec.args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  plugin.stderr.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(plugin, 'close');
  expect(code).toBe(1);
  expect(said).toContain('your session has expired. Run: corp-login legacy');
});

test('faults, churn and the network by the control endpoint', async () => {
  const fault = { effect: { kind: 'status', code: 503 }, scope: { resource: 'nodes', count: 1 } };
  expect(await control('POST', '/clusters/staging/faults', fault)).toMatchObject({ status: 200, body: { id: 1 } });
  expect((await ask('staging', '/api/v1/nodes')).status).toBe(503);
  expect((await ask('staging', '/api/v1/nodes')).status).toBe(200);
  await control('POST', '/clusters/staging/network', { do: 'refuse' });
  await expect(ask('staging', '/version')).rejects.toThrow();
  await control('POST', '/clusters/staging/network', { do: 'accept' });
  expect((await ask('staging', '/version')).status).toBe(200);
  expect((await control('POST', '/clusters/staging/churn', { perSecond: 'many' })).status).toBe(400);
  expect((await control('POST', '/clusters/nowhere/churn', { perSecond: 1 })).status).toBe(404);
  const stats = (await control('GET', '/stats')).body;
  expect(stats.clusters.staging.byStatus['503']).toBe(1);
  const page = await request(`${fleet.ready.control}/stats`, { headers: { origin: 'https://example.com' } });
  await page.body.dump();
  expect(page.statusCode).toBe(403);
});

test('a second start takes the certificates of the first, and ends with its stdin', async () => {
  const before = await readFile(join(folder, 'certificates.json'), 'utf8');
  const again = await start(folder, '--seed', '7');
  expect(await readFile(join(folder, 'certificates.json'), 'utf8')).toBe(before);
  again.child.stdin?.end();
  expect(await again.ended).toBe(0);
});

test('wrong usage: one sentence and exit 2', async () => {
  const child = spawn(process.execPath, [MAIN, folder, '--scale', 'huge'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(child, 'close');
  expect([code, said.split('\n')[0]]).toEqual([2, '--scale is small or full, not huge']);
});
