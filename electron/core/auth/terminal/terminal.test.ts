import { readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorInfo } from '../../../../shared/errors.ts';
import { StreamPeer } from '../../../../shared/streams/peer.ts';
import { type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Asks at its terminal, as programs do that want one, and prints the credential on its standard output only. */
const PLUGIN = `
import { createInterface } from 'node:readline';
if (!process.stdin.isTTY || !process.stderr.isTTY) { console.error('stdin is not a terminal'); process.exit(3); }
if (process.stdout.isTTY) { console.error('stdout is shown'); process.exit(4); }
const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
process.stderr.write('pid ' + process.pid + '\\n');
process.stderr.write('interactive ' + spec.interactive + ' size ' + process.stderr.columns + 'x' + process.stderr.rows + '\\n');
process.stderr.write('Code für €😀: ');
createInterface({ input: process.stdin }).once('line', (line) => {
  if (line !== '4711') { console.error('wrong code'); process.exit(5); }
  console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 'secret-token' } }));
  process.exit(0);
});
`;

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

async function cluster(mode: 'Always' | 'IfAvailable'): Promise<{ server: DemoServer; host: TestHost; id: string }> {
  const script = join(folder.path, 'plugin.mjs');
  await writeFile(script, PLUGIN);
  await chmod(script, 0o700);
  const server = await startDemoServer({
    name: 'term',
    pods: 5,
    nodes: 1,
    namespaces: 1,
    living: false,
    users: [{ name: 'me', signIn: { kind: 'token', token: 'secret-token' } }],
  });
  ends.push(() => server.close());
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [script],
    interactiveMode: mode,
  };
  const text = server.kubeconfig('me').replace(/^( *)token: .*$/m, `$1exec: ${JSON.stringify(exec)}`);
  const file = await writeKubeconfig(folder.path, 'term.yaml', text);
  const host = await TestHost.open({ files: [file], options: { allowExec: true } });
  ends.push(() => host.close());
  const id = 'term.yaml:term';
  await host.call('clusters.open', { clusterId: id });
  return { server, host, id };
}

/** Ended, or only waiting to be taken note of by whoever inherited it. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** A window's end of a stream to the host. */
function openTerminal(host: TestHost, id: string, size = { columns: 91, rows: 31 }) {
  const peer: StreamPeer = new StreamPeer({
    send: (frame) => setImmediate(() => sink.receive(frame)),
    close: () => setImmediate(() => sink.closed()),
  });
  const sink = host.host.openStream(
    { name: 'auth.terminal', input: { clusterId: id, ...size } },
    { windowId: host.windowId },
    { send: (frame) => setImmediate(() => peer.receive(frame)), close: () => setImmediate(() => peer.wireClosed()) },
  );
  let shown = '';
  const waiting = new Set<() => void>();
  peer.onData((bytes) => {
    shown += new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    for (const look of [...waiting]) look();
  });
  const ended = new Promise<ErrorInfo | null>((resolve) => peer.onEnd(resolve));
  return {
    peer,
    ended,
    shown: () => shown,
    type: (text: string) => peer.write(new TextEncoder().encode(text)),
    until: (text: string) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (!shown.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

describe('signing in in a terminal', () => {
  test.each(['Always', 'IfAvailable'] as const)(
    'a program that wants one (%s) is answered by a person; its credential is used and never shown',
    async (mode) => {
      const { host, id } = await cluster(mode);
      const failed = await host.untilState(id, 'auth_failed');
      expect(failed.reason).toMatch(/terminal/);
      const terminal = openTerminal(host, id);
      await terminal.until('Code für €😀: ');
      expect(terminal.shown()).toContain('interactive true size 91x31');
      await terminal.type('4711\r');
      expect(await terminal.ended).toBeNull();
      await host.untilState(id, 'connected', 'loading', 'ready');
      expect(terminal.shown()).not.toContain('secret-token');
      expect((await host.call('clusters.status', { clusterId: id })).auth).toBeUndefined();
    },
  );

  test('what fails in it is the sign-in failure, with the end of what it showed; another try is another program', async () => {
    const { host, id } = await cluster('Always');
    await host.untilState(id, 'auth_failed');
    const terminal = openTerminal(host, id);
    await terminal.until(': ');
    await terminal.type('1\r');
    await terminal.ended;
    const status = await host.until('the failure', () => {
      const now = host.state(id);
      return now?.state === 'auth_failed' && now.auth?.stderrTail?.includes('wrong code') ? now : undefined;
    });
    expect(status.auth?.errorClass).toBe('plugin-failed');
    const again = openTerminal(host, id);
    await again.until(': ');
    await again.type('4711\r');
    expect(await again.ended).toBeNull();
  });

  test('closing it ends the program; one terminal a cluster at a time', async () => {
    const { host, id } = await cluster('Always');
    await host.untilState(id, 'auth_failed');
    const terminal = openTerminal(host, id);
    await terminal.until(': ');
    const second = openTerminal(host, id);
    expect(await second.ended).toMatchObject({ code: 'conflict' });
    terminal.peer.end();
    await host.until('ended', () => {
      const now = host.state(id);
      return now?.state === 'auth_failed' && now.auth?.message.includes('ended') ? now : undefined;
    });
    const third = openTerminal(host, id);
    await third.until(': ');
    await host.call('clusters.close', { clusterId: id });
    await third.ended;
    for (const one of [terminal, third]) {
      const pid = Number(/pid (\d+)/.exec(one.shown())?.[1]);
      expect(pid).toBeGreaterThan(0);
      await expect.poll(() => runs(pid), { timeout: 10_000 }).toBe(false);
    }
  });

  test('where no program of the kubeconfig runs, it says so', async () => {
    const { server, host, id } = await cluster('Always');
    await host.untilState(id, 'auth_failed');
    await writeKubeconfig(folder.path, 'term.yaml', server.kubeconfig('me'));
    await host.untilState(id, 'connected', 'loading', 'ready');
    expect(await openTerminal(host, id).ended).toMatchObject({ code: 'unsupported' });
    expect(await openTerminal(host, 'no:such').ended).toMatchObject({ code: 'not-found' });
    expect(await openTerminal(host, '').ended).toMatchObject({ code: 'cluster-required' });
  });
});
