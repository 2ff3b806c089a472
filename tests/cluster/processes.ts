/** Child processes of one control plane: started with a log file each, stopped in order, and never left behind. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface Started {
  readonly name: string;
  readonly pid: number;
  /** Where its output goes. */
  readonly log: string;
  /** True from its end on. */
  ended(): boolean;
  /** SIGTERM, SIGKILL after `graceMs`, and resolves only when the process has ended. */
  stop(graceMs?: number): Promise<void>;
}

export interface Processes {
  start(name: string, program: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Started>;
  /** Lets go of the guard; every process must have been stopped before. */
  close(): Promise<void>;
}

/** @param folder where the log files go: `<folder>/<name>.log`, appended to. */
export function createProcesses(folder: string): Processes {
  const guard = fork(join(import.meta.dirname, 'guard.ts'), { stdio: 'ignore', execArgv: [] });
  const tell = (message: { add: number } | { remove: number }): void => {
    if (guard.connected) guard.send(message);
  };
  return {
    start: async (name, program, args, env) => {
      const log = join(folder, `${name}.log`);
      const output = openSync(log, 'a');
      const child = spawn(program, args, { stdio: ['ignore', output, output], env: { ...process.env, ...env } });
      closeSync(output);
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      await once(child, 'spawn');
      const pid = child.pid;
      if (pid === undefined) throw new Error(`${name} did not start`);
      tell({ add: pid });
      child.once('exit', () => tell({ remove: pid }));
      return {
        name,
        pid,
        log,
        ended: () => hasEnded(child),
        stop: (graceMs = 20_000) => stopChild(child, ended, graceMs),
      };
    },
    close: async () => {
      if (!guard.connected) return;
      const gone = once(guard, 'exit');
      guard.disconnect();
      await gone;
    },
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function stopChild(child: ChildProcess, ended: Promise<void>, graceMs: number): Promise<void> {
  if (hasEnded(child)) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}

/** The last lines of a process's log, for error messages. */
export async function logTail(started: Started, lines = 15): Promise<string> {
  const text = await readFile(started.log, 'utf8');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Ports of 127.0.0.1 that are free now. With `base` the block that starts there, without it any.
 * @throws when a port of the block is taken.
 */
export async function freePorts(count: number, base?: number): Promise<readonly number[]> {
  const servers = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const server = createServer();
      servers.push(server);
      server.listen({ host: '127.0.0.1', port: base === undefined ? 0 : base + index, exclusive: true });
      await once(server, 'listening');
    }
    return servers.map((server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a port was expected');
      return address.port;
    });
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/**
 * Tries until it succeeds or `timeoutMs` has passed. Waiting for another program to get ready has no event to wait for.
 * @throws the last failure, with `what` in front.
 */
export async function eventually<T>(what: string, timeoutMs: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
