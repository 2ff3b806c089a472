/** Runs one credential plugin: argv only, no shell, nothing on stdin, bounded in time and output, its whole process group ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import type { Clock } from '../ports.ts';

export const STDOUT_LIMIT = 1024 * 1024;
export const STDERR_TAIL = 4096;
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
  const started = run.clock.now();
  if (run.signal.aborted) return Promise.resolve({ ...nothing('aborted'), tookMs: 0 });
  return new Promise((resolve) => {
    const child = spawn(run.path, [...run.args], {
      cwd: run.cwd,
      env: { ...run.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      // A session of its own: no terminal to read from, and one group to end.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const output = collect(child, () => end('flood'));
    let verdict: ProgramEnd['type'] = 'exited';
    let reason: string | undefined;
    let stopTimer = armTimer();
    let stopDrain = (): void => {};

    function armTimer(): () => void {
      const left = run.limitMs() - (run.clock.now() - started);
      return run.clock.setTimeout(
        () => {
          if (run.clock.now() - started < run.limitMs()) stopTimer = armTimer();
          else end('timeout');
        },
        Math.max(0, left),
      );
    }
    function end(why: ProgramEnd['type']): void {
      if (verdict !== 'exited') return;
      verdict = why;
      killGroup(child);
    }
    const onAbort = (): void => end('aborted');
    run.signal.addEventListener('abort', onAbort, { once: true });

    function finish(code: number | null, killedBy: string | null): void {
      stopTimer();
      stopDrain();
      run.signal.removeEventListener('abort', onAbort);
      child.removeAllListeners('close');
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve({
        type: verdict,
        code,
        killedBy,
        stdout: output.stdout(),
        stderrTail: readable(output.stderr()),
        tookMs: run.clock.now() - started,
        ...(reason === undefined ? {} : { reason }),
      });
    }
    child.once('error', (error) => {
      if (child.pid !== undefined) return;
      verdict = 'not-started';
      reason = error.message;
      finish(null, null);
    });
    child.once('exit', (code, killedBy) => {
      stopTimer();
      if (verdict === 'exited') stopDrain = run.clock.setTimeout(() => finish(code, killedBy), DRAIN_MS);
      else finish(code, killedBy);
    });
    child.once('close', finish);
  });
}

function nothing(type: ProgramEnd['type']): Omit<ProgramEnd, 'tookMs'> {
  return { type, code: null, killedBy: null, stdout: '', stderrTail: '' };
}

function collect(child: ChildProcess, onFlood: () => void): { stdout(): string; stderr(): string } {
  const chunks: Buffer[] = [];
  let size = 0;
  let tail = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > STDOUT_LIMIT) onFlood();
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
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
