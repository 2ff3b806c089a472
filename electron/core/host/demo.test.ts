import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { fastClock, quietLog, TestHost } from '../testing/harness.ts';

vi.setConfig({ testTimeout: 60_000 });

const program = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));
const demoCommand = [process.execPath, program, '--scale', 'small'];
let ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function open(command: readonly string[], discovery: 'demo' | 'files', warned: string[] = []): Promise<TestHost> {
  const log = { ...quietLog, warn: (message: string) => void warned.push(message) };
  const host = await TestHost.open({
    files: [],
    clock: fastClock(1),
    log,
    options: {
      demoCommand: command,
      discovery: discovery === 'demo' ? { type: 'demo' } : { type: 'files', files: [] },
    },
  });
  ends.push(() => host.close());
  return host;
}

test('the button adds the demo clusters for this run; they open, need no consent, and are gone with the host', async () => {
  const host = await open(demoCommand, 'files');
  expect((await host.call('contexts.list', {})).contexts).toEqual([]);
  const [first, again] = await Promise.all([host.call('contexts.openDemo', {}), host.call('contexts.openDemo', {})]);
  expect(first.clusterIds).toContain('demo:prod-eu-west');
  expect(again).toEqual(first);
  const { contexts, skipped } = await host.call('contexts.list', {});
  expect([contexts.map((context) => context.clusterId), skipped]).toEqual([first.clusterIds, []]);
  await host.call('clusters.open', { clusterId: 'demo:prod-eu-west' });
  await host.call('clusters.open', { clusterId: 'demo:legacy' });
  await host.untilState('demo:prod-eu-west', 'connected');
  const legacy = await host.untilState('demo:legacy', 'auth_failed', 'consent_required');
  expect(legacy.state).toBe('auth_failed');
  expect(host.settings.get().kubeconfigSources).toEqual([]);
  const file = contexts[0]?.file ?? '';
  expect(existsSync(file)).toBe(true);
  await host.close();
  expect(existsSync(file)).toBe(false);
});

test('a fleet that does not start is said, and may be tried again', async () => {
  const host = await open([process.execPath, '-e', 'console.error("no certificates"); process.exit(3)'], 'files');
  for (let n = 0; n < 2; n++) {
    const error = await host.refusal('contexts.openDemo', {});
    expect(error).toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/did not start: ended with 3 \(no certificates\)/),
    });
  }
});

// Finding the fleet's process needs Linux's ps.
test.runIf(process.platform === 'linux')(
  'a fleet that ends by itself is started again, and its clusters come back',
  async () => {
    const warned: string[] = [];
    const host = await open(demoCommand, 'demo', warned);
    const id = 'demo:staging';
    await host.call('clusters.open', { clusterId: id });
    const before = await host.untilState(id, 'connected');
    // Which process it is only the system knows: the one that listens at that address is found through its parent, us.
    const { execFileSync } = await import('node:child_process');
    const pids = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
    const pid = Number(/^\s*(\d+) .*demo\/main\.ts/m.exec(pids)?.[1]);
    process.kill(pid, 'SIGKILL');
    await host.until('elsewhere', () => {
      const status = host.state(id);
      return status !== undefined && status.server !== before.server && status.state === 'connected';
    });
    expect(warned.some((message) => message.includes('starting them again'))).toBe(true);
  },
);
