/**
 * `npm run cluster -- up|down|status [--nodes N] [--pods N] [--name NAME] [--port-base PORT]`: a control plane of one's own to point the
 * application at. It runs detached until `down`; its kubeconfig's path is printed.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ALL_PROGRAMS, ensurePrograms } from './build.ts';
import { eventually } from './processes.ts';
import { type RunningState, readRunning, runFolder } from './running.ts';

interface UpOptions {
  readonly name: string;
  readonly nodes: number;
  readonly pods: number;
  readonly portBase?: number;
}

function summary(state: RunningState): string {
  return [
    `${state.name} runs at ${state.url} since ${state.started} (pid ${state.pid})`,
    `kubeconfig: ${state.kubeconfig}`,
    `kubectl:    ${state.kubectl}`,
  ].join('\n');
}

async function up(options: UpOptions): Promise<number> {
  const running = await readRunning(options.name);
  if (running) {
    console.log(summary(running));
    return 0;
  }
  const built = await ensurePrograms(ALL_PROGRAMS, (line) => console.error(line));
  if (built.kind === 'skipped') {
    console.error(built.why);
    return 0;
  }
  const folder = runFolder(options.name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'daemon.log');
  const output = openSync(log, 'a');
  const daemon = fork(join(import.meta.dirname, 'daemon.ts'), [JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  const outcome = await Promise.race([
    once(daemon, 'message').then(() => 'ready' as const),
    once(daemon, 'exit').then(() => 'ended' as const),
  ]);
  daemon.unref();
  const state = await readRunning(options.name);
  if (outcome === 'ended' || !state) {
    console.error(`The control plane did not start:\n${await readFile(log, 'utf8')}`);
    return 1;
  }
  console.log(summary(state));
  return 0;
}

async function down(name: string): Promise<number> {
  const state = await readRunning(name);
  if (state) {
    process.kill(state.pid, 'SIGTERM');
    await eventually(`${name} (pid ${state.pid}) still runs`, 60_000, async () => {
      if (await readRunning(name)) throw new Error('its programs have not ended');
    });
  }
  await rm(runFolder(name), { recursive: true, force: true });
  console.log(state ? `${name} has ended` : `${name} does not run`);
  return 0;
}

async function status(name: string): Promise<number> {
  const state = await readRunning(name);
  console.log(state ? summary(state) : `${name} does not run`);
  return state ? 0 : 1;
}

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      nodes: { type: 'string', default: '10' },
      pods: { type: 'string', default: '100' },
      name: { type: 'string', default: 'portolan-test' },
      'port-base': { type: 'string' },
    },
  });
  const [nodes, pods] = [Number(values.nodes), Number(values.pods)];
  const base = values['port-base'];
  if (!Number.isInteger(nodes) || !Number.isInteger(pods)) {
    console.error('--nodes and --pods want whole numbers');
    return 2;
  }
  switch (positionals[0]) {
    case 'up':
      return up({ name: values.name, nodes, pods, ...(base === undefined ? {} : { portBase: Number(base) }) });
    case 'down':
      return down(values.name);
    case 'status':
      return status(values.name);
    default:
      console.error('usage: npm run cluster -- up|down|status [--nodes N] [--pods N] [--name NAME] [--port-base PORT]');
      return 2;
  }
}

process.exitCode = await main();
