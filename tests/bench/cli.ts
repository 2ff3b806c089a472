import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, root } from '../../build/setup.mjs';
import type { Rig } from './rig.ts';
import { type Measured, measured } from './statistics.ts';
import { curl, pageUrls, parsePages } from './yardsticks.ts';

/**
 * The command line as a person starts it: from the start of the program (npm's own 0.2 s apart) to the last row printed, and of
 * `--watch` to the first rows and to the whole list, against `curl` of the pages and `JSON.parse` of their bodies.
 */
export interface CommandResult {
  readonly pods: number;
  readonly yardstick: Measured;
  readonly view: Measured;
  readonly ratio: Measured;
  readonly watchFirst: Measured;
  readonly watchWhole: Measured;
}

export async function commandLine(rig: Rig, size: number, times: number): Promise<CommandResult> {
  ensureBuilt();
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-cli-'));
  try {
    writeFileSync(join(folder, 'config'), kubeconfig(rig, size));
    const urls = pageUrls(rig, size);
    const runs: { yardstick: number; view: number; first: number; whole: number }[] = [];
    // The first start compiles.
    await view(folder, size);
    for (let i = 0; i < times; i++) {
      const yardstick = (await curl(rig, urls, '2')) + (await parsePages(rig, urls.length));
      runs.push({ yardstick, view: await view(folder, size), ...(await watch(folder)) });
    }
    return {
      pods: size,
      yardstick: measured(runs.map((run) => run.yardstick)),
      view: measured(runs.map((run) => run.view)),
      ratio: measured(runs.map((run) => run.view / run.yardstick)),
      watchFirst: measured(runs.map((run) => run.first)),
      watchWhole: measured(runs.map((run) => run.whole)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function kubeconfig(rig: Rig, size: number): string {
  const ca = Buffer.from(rig.ca).toString('base64');
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'c', cluster: { server: `https://localhost:${rig.port}/${size}`, 'certificate-authority-data': ca } },
    ],
    users: [{ name: 'u', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'bench',
  });
}

function start(folder: string, more: readonly string[]): ReturnType<typeof spawn> {
  const files = ['--kubeconfig', join(folder, 'config'), '--settings', join(folder, 'settings')];
  const args = [join(root, 'dist/cli.js'), 'view', ...files, '--context', 'bench', '--kind', 'pods', ...more];
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'v8') };
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
}

async function view(folder: string, size: number): Promise<number> {
  const started = performance.now();
  const child = start(folder, ['--timeout', '120']);
  let tail = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-200);
  });
  await new Promise((resolve) => child.once('close', resolve));
  if (!tail.includes(`"total":${size}`)) throw new Error(`view ended with ${tail}`);
  return performance.now() - started;
}

async function watch(folder: string): Promise<{ first: number; whole: number }> {
  const started = performance.now();
  const child = start(folder, ['--watch']);
  let first = Number.NaN;
  let tail = '';
  try {
    return await new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`view --watch ended with ${code}`)));
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        if (Number.isNaN(first) && text.includes('"uid":')) first = performance.now() - started;
        tail = (tail + text).slice(-400);
        if (tail.includes('"freshness":"live"')) resolve({ first, whole: performance.now() - started });
      });
    });
  } finally {
    child.removeAllListeners('exit');
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
  }
}
