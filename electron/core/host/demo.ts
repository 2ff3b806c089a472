import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PortolanError } from '../../../shared/errors.ts';
import type { Log } from '../ports.ts';

/** Longest wait for the fleet's first word, ms: it makes its clusters first. */
const startMs = 60_000;
/** A fleet that does not end when asked is ended, ms. */
const endMs = 2_000;

export interface DemoFleetOptions {
  /** argv; the folder for the kubeconfig is appended. */
  readonly command: readonly string[];
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Adds the kubeconfig's contexts for this run only; answers with their ids. */
  readonly addFile: (file: string) => Promise<readonly string[]>;
}

/**
 * The demo clusters: a process of their own that writes a kubeconfig named `demo` into a folder of this run. Nobody imports
 * it; it ends with us, because its stdin does.
 */
export class DemoFleet {
  readonly #options: DemoFleetOptions;
  #folder: string | null = null;
  #child: ChildProcess | null = null;
  #started: Promise<readonly string[]> | null = null;
  #closed = false;

  constructor(options: DemoFleetOptions) {
    this.#options = options;
  }

  /** Is this kubeconfig ours? Its sign-in programs need no consent. */
  owns(file: string): boolean {
    return this.#folder !== null && file.startsWith(join(this.#folder, '/'));
  }

  /** Starts it once; answers with the ids of its contexts when they can be opened. A failed start may be tried again. */
  start(signal: AbortSignal): Promise<readonly string[]> {
    if (this.#started === null) {
      this.#started = this.#start();
      this.#started.catch(() => {
        this.#started = null;
      });
    }
    const started = this.#started;
    return new Promise((resolve, reject) => {
      const cancel = (): void => reject(new PortolanError('cancelled', 'Cancelled.'));
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { once: true });
      started.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancel));
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(): Promise<readonly string[]> {
    if (this.#closed) throw new PortolanError('cancelled', 'Portolan is ending.');
    await this.#end();
    this.#folder ??= await mkdtemp(join(tmpdir(), 'portolan-demo-'));
    const [program, ...args] = this.#options.command;
    if (program === undefined) throw new PortolanError('unsupported', 'This build has no demo clusters.');
    const child = spawn(program, [...args, this.#folder], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#options.env },
    });
    this.#child = child;
    await ready(child, this.#options.log);
    child.once('exit', (code, signal) => this.#lost(child, signal ?? code));
    return this.#options.addFile(join(this.#folder, 'demo'));
  }

  /** It ended by itself: its clusters are out of reach until it is started again, which happens once by itself. */
  #lost(child: ChildProcess, how: string | number | null): void {
    if (this.#child !== child || this.#closed) return;
    this.#options.log.warn(`The demo clusters ended (${how}); starting them again.`);
    this.#started = this.#start();
    this.#started.catch((error: unknown) => {
      this.#started = null;
      this.#options.log.error(error instanceof Error ? error.message : String(error));
    });
  }

  /** Closing its stdin asks it to end; a deaf one is killed. Resolves when it is gone. */
  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), endMs);
    await gone;
    clearTimeout(kill);
  }
}

/** Resolves with the first line on its stdout; rejects when it ends or stays silent. Its stderr goes to the log. */
function ready(child: ChildProcess, log: Log): Promise<void> {
  let last = '';
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      last = line;
      log.debug(`demo clusters: ${line}`);
    });
  }
  child.stdin?.on('error', () => undefined); // It ended first: `exit` tells.
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(late);
      reject(
        new PortolanError('internal', `The demo clusters did not start: ${why}${last === '' ? '' : ` (${last})`}.`),
      );
    };
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`no word within ${startMs / 1000} s`);
    }, startMs);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
    if (child.stdout === null) return fail('no output');
    const lines = createInterface({ input: child.stdout });
    lines.once('line', () => {
      clearTimeout(late);
      resolve();
    });
    lines.on('line', (line) => log.debug(`demo clusters: ${line}`));
  });
}
