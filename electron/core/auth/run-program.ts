/** Runs one credential plugin: argv only, no shell, nothing on stdin, bounded in time and output, its whole process group ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../ports.ts';

const STDOUT_LIMIT = 1024 * 1024;
const STDERR_TAIL = 4096;
/** Nobody reads that much; a program that goes on would keep the host busy for as long as it may run. */
const STDERR_LIMIT = 16 * 1024 * 1024;
/** After the program itself ended: how long a helper it left behind (a browser) may still hold its output open. */
const DRAIN_MS = 1000;

export interface ProgramRun {
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Asked whenever the limit may be reached: a person who joins a run gives it more time. ms since the start. */
  readonly limitMs: () => number;
  readonly clock: Clock;
}

export interface ProgramEnd {
  readonly type: 'exited' | 'timeout' | 'flood' | 'aborted' | 'not-started';
  /** Exit status; `null` when a signal ended it. */
  readonly code: number | null;
  readonly killedBy: string | null;
  readonly stdout: string;
  /** The last 4 KB, escape sequences and anything that looks like a token taken out. */
  readonly stderrTail: string;
  readonly tookMs: number;
  /** `not-started`: the system's words. */
  readonly reason?: string;
}

export function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  if (run.signal.aborted)
    return Promise.resolve({ type: 'aborted', code: null, killedBy: null, stdout: '', stderrTail: '', tookMs: 0 });
  return new Promise((resolve) => {
    new RunningProgram(run, resolve).watch();
  });
}

class RunningProgram {
  readonly #run: ProgramRun;
  readonly #resolve: (end: ProgramEnd) => void;
  readonly #started: number;
  readonly #child: ChildProcess;
  readonly #output: { stdout(): string; stderr(): string };
  readonly #onAbort = (): void => this.#end('aborted');
  #verdict: ProgramEnd['type'] = 'exited';
  #stopTimer: () => void = () => {};
  #finished = false;

  constructor(run: ProgramRun, resolve: (end: ProgramEnd) => void) {
    this.#run = run;
    this.#resolve = resolve;
    this.#started = run.clock.now();
    this.#child = spawn(run.path, [...run.args], {
      cwd: run.cwd,
      env: { ...run.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      // A session of its own: no terminal to read from, and one group to end.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#output = collect(this.#child, () => this.#end('flood'));
  }

  watch(): void {
    this.#arm();
    this.#run.signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#child.once('error', (error) => {
      if (this.#child.pid !== undefined) return;
      this.#verdict = 'not-started';
      this.#finish(null, null, error.message);
    });
    this.#child.once('exit', (code, killedBy) => {
      this.#stopTimer();
      if (this.#verdict !== 'exited') this.#finish(code, killedBy);
      else this.#stopTimer = this.#run.clock.setTimeout(() => this.#finish(code, killedBy), DRAIN_MS);
    });
    this.#child.once('close', (code, killedBy) => this.#finish(code, killedBy));
  }

  /** The limit may have grown meanwhile, because a person joined: then it is armed again. */
  #arm(): void {
    const { clock, limitMs } = this.#run;
    const left = (): number => limitMs() - (clock.now() - this.#started);
    this.#stopTimer = clock.setTimeout(() => (left() > 0 ? this.#arm() : this.#end('timeout')), Math.max(0, left()));
  }

  #end(why: ProgramEnd['type']): void {
    if (this.#verdict !== 'exited') return;
    this.#verdict = why;
    killGroup(this.#child);
  }

  #finish(code: number | null, killedBy: string | null, reason?: string): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#stopTimer();
    this.#run.signal.removeEventListener('abort', this.#onAbort);
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
    this.#resolve({
      type: this.#verdict,
      code,
      killedBy,
      stdout: this.#output.stdout(),
      stderrTail: readable(this.#output.stderr()),
      tookMs: this.#run.clock.now() - this.#started,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

function collect(child: ChildProcess, onFlood: () => void): { stdout(): string; stderr(): string } {
  const chunks: Buffer[] = [];
  let size = 0;
  let tail = Buffer.alloc(0);
  let said = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > STDOUT_LIMIT) onFlood();
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.length;
    if (said > STDERR_LIMIT) onFlood();
    tail = Buffer.concat([tail, chunk]).subarray(-STDERR_TAIL);
  });
  return { stdout: () => Buffer.concat(chunks).toString('utf8'), stderr: () => tail.toString('utf8') };
}

/** Ends the program and everything it started in its group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () =>
      child.kill('SIGKILL'),
    );
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // The group is gone already; the program itself may not be.
  }
}

/** For people: no escape sequences, no other control characters, nothing that looks like a token. */
export function readable(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/\beyJ[\w-]{8,}(\.[\w-]*){1,4}/g, '[token]')
    .trim();
}
