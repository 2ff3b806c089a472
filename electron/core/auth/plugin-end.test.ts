import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  alive,
  answer,
  auto,
  credentialsOf,
  execEntry,
  failureOf,
  hangs,
  ownFolder,
  person,
  plugin,
  runs,
  setup,
} from './source-support.ts';
import { eventually, FakeClock } from './test-support.ts';

const folder = ownFolder();

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
  const flag = join(folder(), 'go');
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

test('a flood on stderr is stopped as well, and its end is shown', async () => {
  const command = await plugin(
    `const block = 'log in again '.repeat(5000); (function more() { process.stderr.write(block, more); })();`,
  );
  const { source } = setup(new FakeClock());
  const failure = failureOf(await source({ exec: execEntry(command) }).get(auto()));
  expect(failure).toMatchObject({ errorClass: 'plugin-output', stderrTail: expect.stringContaining('log in again') });
  const [pid = 0] = await runs();
  await eventually(() => !alive(pid), 'the flooding program is gone');
});

test('a helper left behind does not hold the answer up, and is left alone', async () => {
  const command = await plugin(`
    const { spawn } = require('child_process');
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    require('fs').appendFileSync(${JSON.stringify(join(folder(), 'runs'))}, child.pid + '\\n');
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
