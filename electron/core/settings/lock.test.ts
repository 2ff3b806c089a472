import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './lock.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Another process that takes the lock and then waits to be killed. */
async function holder(): Promise<ReturnType<typeof spawn>> {
  const script = `
    import { lockFolder } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
    const lock = lockFolder(${JSON.stringify(folder)});
    if (lock.type === 'held') lock.announce('http://127.0.0.1:4711');
    console.log(lock.type);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toBe('held\n');
  return child;
}

test('one holder; the next one is told what the first announced', () => {
  const first = lockFolder(join(folder, 'new'));
  expect(first.type).toBe('held');
  expect(lockFolder(join(folder, 'new'))).toEqual({ type: 'taken', announced: null });
  if (first.type !== 'held') return;
  first.announce('hello');
  expect(lockFolder(join(folder, 'new'))).toEqual({ type: 'taken', announced: 'hello' });
  first.release();
  first.release();
  const second = lockFolder(join(folder, 'new'));
  expect(second.type).toBe('held');
  if (second.type === 'held') second.release();
});

test('a killed process leaves no lock behind, whatever it left on disk', async () => {
  const child = await holder();
  expect(lockFolder(folder)).toEqual({ type: 'taken', announced: 'http://127.0.0.1:4711' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const mine = lockFolder(folder);
  expect(mine.type).toBe('held');
  expect(await readdir(folder)).not.toContain('instance');
  if (mine.type === 'held') mine.release();
});

test('a folder that cannot be used is said, not thrown', async () => {
  await writeFile(join(folder, 'file'), '');
  const result = lockFolder(join(folder, 'file', 'deeper'));
  expect(result).toMatchObject({ type: 'unusable', problem: expect.stringContaining(join(folder, 'file', 'deeper')) });
});
