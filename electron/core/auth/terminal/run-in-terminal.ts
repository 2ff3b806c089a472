/** Runs one credential plugin in a pseudo-terminal: the person sees and answers it, its standard output goes to us alone. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPty } from '@lydell/node-pty';
import { WholeCharacters } from '../../../../shared/streams/characters.ts';
import { type ProgramEnd, type ProgramRun, readable } from '../run-program.ts';
import type { TerminalSeat } from './desk.ts';

const STDOUT_LIMIT = 1024 * 1024;
const TAIL_BYTES = 4096;
/** A terminal that nobody answers is not kept for ever, ms. */
const LIMIT_MS = 15 * 60_000;

export interface TerminalRun extends Omit<ProgramRun, 'limitMs'> {
  readonly seat: TerminalSeat;
  /** argv that starts `runner.ts`; the channel's path and the plugin's own argv are appended. */
  readonly runner: readonly string[];
}

/**
 * The plugin is the runner's child, so that terminal and standard output are apart: it inherits the terminal, is in its session and
 * group (Ctrl+C and `/dev/tty` work), and its standard output is the runner's pipe, which sends it over a channel only we can open.
 */
export async function runInTerminal(run: TerminalRun): Promise<ProgramEnd> {
  const started = run.clock.now();
  const end = (more: Partial<ProgramEnd>): ProgramEnd => ({
    type: 'exited',
    code: null,
    killedBy: null,
    stdout: '',
    stderrTail: '',
    tookMs: run.clock.now() - started,
    ...more,
  });
  const spawn = await loadPty();
  if (typeof spawn === 'string') return end({ type: 'not-started', reason: spawn });
  const channel = await openChannel();
  try {
    return end(await new TerminalProgram(run, channel, spawn).ended());
  } catch (error) {
    return end({ type: 'not-started', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    await channel.close();
  }
}

type Spawn = typeof import('@lydell/node-pty')['spawn'];

/** The one native part: where its binary is missing, everything else still works, and this says so. */
async function loadPty(): Promise<Spawn | string> {
  try {
    return (await import('@lydell/node-pty')).spawn;
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    return `this build has no terminal for ${process.platform} on ${process.arch} (${words})`;
  }
}

interface Channel {
  readonly path: string;
  /** What the plugin printed, when it has ended; `null` when that was too much. */
  readonly output: Promise<string | null>;
  close(): Promise<void>;
}

/** A local socket in a folder that only this user can enter; the first to come is the runner, and nobody after it is heard. */
async function openChannel(): Promise<Channel> {
  const folder = await mkdtemp(join(tmpdir(), 'portolan-terminal-'));
  const path =
    process.platform === 'win32' ? `\\\\.\\pipe\\portolan-${randomBytes(16).toString('hex')}` : join(folder, 'out');
  const output = Promise.withResolvers<string | null>();
  const server: Server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    if (sockets.size > 0) return void socket.destroy();
    sockets.add(socket);
    const chunks: Buffer[] = [];
    let size = 0;
    socket.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= STDOUT_LIMIT) chunks.push(chunk);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => output.resolve(size > STDOUT_LIMIT ? null : Buffer.concat(chunks).toString('utf8')));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return {
    path,
    output: output.promise,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      output.resolve('');
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class TerminalProgram {
  readonly #run: TerminalRun;
  readonly #channel: Channel;
  readonly #pty: IPty;
  readonly #whole = new WholeCharacters();
  readonly #exited = Promise.withResolvers<{ readonly code: number | null; readonly signal: number }>();
  #shown: Promise<void> = Promise.resolve();
  #tail: Buffer = Buffer.alloc(0);
  #verdict: ProgramEnd['type'] = 'exited';

  constructor(run: TerminalRun, channel: Channel, spawn: Spawn) {
    this.#run = run;
    this.#channel = channel;
    const [file = '', ...args] = [...run.runner, channel.path, run.path, ...run.args];
    this.#pty = spawn(file, args, {
      name: 'xterm-256color',
      cols: run.seat.columns,
      rows: run.seat.rows,
      cwd: run.cwd,
      env: { ...run.env },
      encoding: null,
    });
  }

  async ended(): Promise<Partial<ProgramEnd>> {
    const { seat, signal, clock } = this.#run;
    const stop = AbortSignal.any([seat.signal, signal]);
    const onStop = (): void => this.#kill('aborted');
    const cancel = clock.setTimeout(() => this.#kill('timeout'), LIMIT_MS);
    stop.addEventListener('abort', onStop, { once: true });
    if (stop.aborted) onStop();
    // With `encoding: null` they are bytes, whatever the type says.
    this.#pty.onData((data: string | Uint8Array) => this.#show(Buffer.from(data)));
    this.#pty.onExit(({ exitCode, signal: killed = 0 }) => this.#exited.resolve({ code: exitCode, signal: killed }));
    seat.attach({
      type: (bytes) => this.#pty.write(bytesForPty(bytes)),
      resize: (columns, rows) => this.#pty.resize(columns, rows),
    });
    try {
      const { code, signal: killed } = await this.#exited.promise;
      const output = await Promise.race([this.#channel.output, afterMs(clock, 1_000)]);
      await this.#shown;
      const flood = output === null;
      return {
        type: flood ? 'flood' : this.#verdict,
        code: killed > 0 ? null : code,
        killedBy: killed > 0 ? `signal ${killed}` : null,
        stdout: output ?? '',
        stderrTail: readable(this.#tail.toString('utf8')),
      };
    } finally {
      cancel();
      stop.removeEventListener('abort', onStop);
    }
  }

  /** What cannot be shown yet is not read yet: the program waits, as at any terminal. */
  #show(data: Buffer): void {
    this.#tail = Buffer.concat([this.#tail, data]).subarray(-TAIL_BYTES);
    const bytes = this.#whole.push(data);
    this.#pty.pause();
    this.#shown = this.#run.seat
      .show(bytes)
      // The person has left: there is nobody to show it to, and the program is being ended.
      .catch(() => undefined)
      .then(() => this.#pty.resume());
  }

  /** The program, and everything in its group. */
  #kill(why: ProgramEnd['type']): void {
    if (this.#verdict !== 'exited') return;
    this.#verdict = why;
    const { pid } = this.#pty;
    try {
      if (process.platform !== 'win32') process.kill(-pid, 'SIGKILL');
      else this.#pty.kill();
    } catch {
      // It has ended by itself meanwhile.
    }
  }
}

/** node-pty writes strings or bytes as they are; its type knows strings only. */
const bytesForPty = (bytes: Uint8Array): string => Buffer.from(bytes) as unknown as string;

function afterMs(clock: ProgramRun['clock'], ms: number): Promise<string> {
  return new Promise((resolve) => void clock.setTimeout(() => resolve(''), ms));
}
