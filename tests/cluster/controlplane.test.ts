/** The test bed itself: planes side by side, every user, restarts, and nothing left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { startControlPlane } from './controlplane.ts';
import { eventually } from './processes.ts';
import { cannotRun } from './product.ts';
import { USERS } from './users.ts';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.skipIf(cannotRun)('control planes', () => {
  test('two side by side share nothing, and leave nothing', async () => {
    const [one, two] = await Promise.all([startControlPlane({ name: 'one' }), startControlPlane({ name: 'two' })]);
    const pids = [...one.processes(), ...two.processes()].map(({ pid }) => pid);
    try {
      await one.kubectl(['create', 'namespace', 'only-in-one']);
      expect(await one.kubectl(['get', 'namespaces', '-o', 'name'])).toContain('only-in-one');
      expect(await two.kubectl(['get', 'namespaces', '-o', 'name'])).not.toContain('only-in-one');
      await expect(two.kubectl(['get', 'namespaces'], await one.kubeconfigFor('certificate'))).resolves.toContain(
        'only-in-one',
      );
    } finally {
      await Promise.all([one.stop(), two.stop()]);
    }
    expect(pids).toHaveLength(4);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(one.folder)).toBe(false);
  });

  test('everybody is who they say, and a restarted server knows them still', async () => {
    const plane = await startControlPlane({ name: 'users' });
    const whoAmI = async (): Promise<Record<string, string>> => {
      const entries = USERS.map(async (user) => {
        const args = ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'];
        const name = await plane.kubectl(args, await plane.kubeconfigFor(user)).catch(() => 'refused');
        return [user, name] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    };
    const everybody = {
      admin: 'admin',
      certificate: 'cora',
      token: 'tove',
      'service-account': 'system:serviceaccount:portolan-sign-in:reader',
      exec: 'eske',
      restricted: 'rune',
      refused: 'refused',
      expired: 'refused',
      anonymous: 'refused',
    };
    try {
      expect(await whoAmI()).toEqual(everybody);
      const before = plane.processes().find(({ name }) => name === 'kube-apiserver')?.pid;
      await plane.restartApiServer();
      expect(plane.processes().find(({ name }) => name === 'kube-apiserver')?.pid).not.toBe(before);
      expect(await whoAmI()).toEqual(everybody);
    } finally {
      await plane.stop();
    }
  });

  test('its programs die with the process that started them, however that died', async () => {
    const source = [
      `import { startControlPlane } from ${JSON.stringify(join(import.meta.dirname, 'controlplane.ts'))};`,
      "const plane = await startControlPlane({ name: 'orphan' });",
      'console.log(JSON.stringify(plane.processes().map(({ pid }) => pid)));',
      'setInterval(() => undefined, 1000);',
    ].join('\n');
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', source], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: parent.stdout }), 'line');
    const pids: unknown = JSON.parse(String(line));
    if (!Array.isArray(pids)) throw new Error('the child said nothing');
    expect(pids.filter((pid) => isAlive(Number(pid)))).toHaveLength(2);
    parent.kill('SIGKILL');
    await eventually('the programs still run', 10_000, async () => {
      if (pids.some((pid) => isAlive(Number(pid)))) throw new Error(JSON.stringify(pids));
    });
  });
});
