import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../core/testing/harness.ts';

/** The program from outside: what it prints, where it listens, how it ends. */
vi.setConfig({ testTimeout: 60_000 });

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
let folder: Awaited<ReturnType<typeof tempFolder>>;
let children: ChildProcessWithoutNullStreams[] = [];

beforeEach(async () => {
  folder = await tempFolder();
  await mkdir(join(folder.path, 'renderer'));
  await writeFile(join(folder.path, 'renderer', 'index.html'), '<p>page</p>');
});

afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  children = [];
  await folder.remove();
});

function start(args: readonly string[] = [], renderer = join(folder.path, 'renderer'), settings = 'settings') {
  const options = [
    '--no-open',
    '--settings',
    join(folder.path, settings),
    '--kubeconfig',
    join(folder.path, 'none.yaml'),
  ];
  const child = spawn(process.execPath, [program, ...options, ...args], {
    env: { PATH: process.env.PATH, PORTOLAN_RENDERER: renderer },
  });
  children.push(child);
  return child;
}

async function url(child: ChildProcessWithoutNullStreams): Promise<URL> {
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  lines.close();
  const found = /^Portolan is open at (http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43})$/.exec(line);
  if (found?.[1] === undefined) throw new Error(`unexpected: ${line}`);
  return new URL(found[1]);
}

async function failure(child: ChildProcessWithoutNullStreams): Promise<string> {
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
  return stderr.trim();
}

test('says where it is, answers there, ends by SIGTERM, and comes back on the same port', async () => {
  const first = start();
  const address = await url(first);
  const token = address.hash.slice('#token='.length);
  expect(await (await fetch(address)).text()).toBe('<p>page</p>');
  const call = (bearer: string) =>
    fetch(new URL('/api/call/app.info', address), { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
  expect(await (await call(token)).json()).toMatchObject({ ok: true, value: { host: 'web', demo: false } });
  expect(await failure(start())).toMatch(
    /open already with these settings.*http:\/\/127\.0\.0\.1:\d+\/\. Use that one/,
  );
  first.kill('SIGTERM');
  expect((await once(first, 'exit'))[0]).toBe(0);
  const settings = await readFile(join(folder.path, 'settings', 'settings.json'), 'utf8');
  expect(settings).not.toContain(token);
  const again = start();
  const second = await url(again);
  expect([second.port, second.hash === address.hash]).toEqual([address.port, false]);
  again.kill('SIGINT');
  expect((await once(again, 'exit'))[0]).toBe(0);
});

test('a port in use, a missing build, a wrong option: one plain sentence', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const said = await Promise.all([
    failure(start(['--port', port], undefined, 'a')),
    failure(start([], join(folder.path, 'nothing'), 'b')),
    failure(start(['--port', '80'], undefined, 'c')),
    failure(start(['--nonsense'], undefined, 'd')),
  ]);
  other.close();
  expect(said[0]).toBe(
    `Portolan could not start: port ${port} is in use by another program. Choose another one with --port, or none for any free one.`,
  );
  expect(said[1]).toMatch(/is not built .* Run "npm run build" first\.$/);
  expect(said[2]).toMatch(/--port needs a number from 1024/);
  expect(said[3]).toMatch(/--nonsense/);
  expect(said.every((text) => !text.includes('\n'))).toBe(true);
});
