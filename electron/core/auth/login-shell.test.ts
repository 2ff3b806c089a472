import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loginShellEnv } from './login-shell.ts';
import { eventually } from './test-support.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-shell-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function shell(body: string): Promise<string> {
  const path = join(folder, 'shell');
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

test('takes what start-up files set, whatever they print', async () => {
  const SHELL = await shell(
    'echo "Welcome = home"; export PATH="/opt/tools:$PATH" LINES2="a\nb=c" ; echo more; [ "$1" = -ilc ] && eval "$2"; echo bye',
  );
  const env = await loginShellEnv({ env: { SHELL, PATH: '/usr/bin:/bin', KEPT: 'yes' }, platform: 'darwin' });
  expect(env.PATH).toBe('/opt/tools:/usr/bin:/bin');
  expect(env.LINES2).toBe('a\nb=c');
  expect(env.KEPT).toBe('yes');
  expect(env.Welcome).toBeUndefined();
  expect(env.TERM).toBeUndefined();
});

test('a shell that hangs is ended, with what it started, and the given environment used', async () => {
  const pids = join(folder, 'pids');
  const SHELL = await shell(`sleep 1000 & echo $! > ${pids}; echo $$ >> ${pids}; wait`);
  const given = { SHELL, PATH: '/usr/bin:/bin' };
  expect(await loginShellEnv({ env: given, platform: 'linux', timeoutMs: 300 })).toBe(given);
  const running = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
  expect(running).toHaveLength(2);
  await eventually(() => running.every((pid) => !alive(pid)), 'both are gone');
});

test.for([
  ['prints nothing', 'exit 0'],
  ['fails', 'exit 1'],
  ['prints garbage', 'head -c 100000 /dev/urandom'],
  ['floods', 'yes'],
])('a shell that %s changes nothing', async ([, body]) => {
  const given = { SHELL: await shell(body ?? ''), PATH: '/usr/bin:/bin' };
  expect(await loginShellEnv({ env: given, platform: 'linux', timeoutMs: 3000 })).toBe(given);
});

test('a shell that is not there, and Windows, change nothing', async () => {
  const given = { SHELL: join(folder, 'none'), PATH: '/usr/bin' };
  expect(await loginShellEnv({ env: given, platform: 'linux' })).toBe(given);
  expect(await loginShellEnv({ env: given, platform: 'win32' })).toBe(given);
});

test("the machine's own shell answers", async () => {
  const env = await loginShellEnv({
    env: { SHELL: '/bin/sh', PATH: '/usr/bin:/bin', HOME: folder },
    platform: 'linux',
  });
  expect(env.PATH).toBeTruthy();
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
