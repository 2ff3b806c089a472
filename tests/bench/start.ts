import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureBuilt, root } from '../../build/setup.mjs';
import { type Measured, repeat } from './statistics.ts';

const CONTEXTS = 200;

function kubeconfig(): string {
  const named = Array.from({ length: CONTEXTS }, (_, n) => n);
  const lines = ['apiVersion: v1', 'kind: Config', 'clusters:'];
  for (const n of named)
    lines.push(`- name: cluster-${n}`, '  cluster:', `    server: https://127.0.0.1:${20_000 + n}`);
  lines.push('users:');
  for (const n of named) lines.push(`- name: user-${n}`, '  user:', `    token: token-${n}`);
  lines.push('contexts:');
  for (const n of named)
    lines.push(`- name: context-${n}`, '  context:', `    cluster: cluster-${n}`, `    user: user-${n}`);
  return `${lines.join('\n')}\n`;
}

/**
 * From starting the built web host until it has answered with the page, its script and the list of 200 contexts, ms: what a window
 * needs to be usable, without the browser's own drawing. Compiled code is kept between runs, as the launcher does; the first is left out.
 */
export async function start(times: number): Promise<Measured> {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-start-'));
  const file = join(folder, 'config');
  writeFileSync(file, kubeconfig());
  try {
    await once(folder, file);
    return await repeat(times, () => once(folder, file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function once(folder: string, file: string): Promise<number> {
  const started = performance.now();
  const args = [join(root, 'dist/web.js'), '--no-open', '--kubeconfig', file, '--settings', join(folder, 'settings')];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'v8') };
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  try {
    const address = await new Promise<URL>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /http:\/\/\S+/.exec(line)?.[0];
        if (found !== undefined) resolve(new URL(found));
      });
      child.once('exit', (code) => reject(new Error(`the web host ended with ${code}`)));
    });
    await usable(address);
    return performance.now() - started;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function usable(address: URL): Promise<void> {
  const page = await (await fetch(address.origin)).text();
  const script = /src="([^"]+\.js)"/.exec(page)?.[1];
  if (script === undefined) throw new Error('the page names no script');
  await (await fetch(new URL(script, address.origin))).arrayBuffer();
  const token = new URLSearchParams(address.hash.slice(1)).get('token') ?? '';
  const reply = await fetch(new URL('/api/call/contexts.list', address.origin), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const body = (await reply.json()) as { value?: { contexts: readonly unknown[] } };
  if (body.value?.contexts.length !== CONTEXTS)
    throw new Error(`unexpected answer: ${JSON.stringify(body).slice(0, 200)}`);
}
