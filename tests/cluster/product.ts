/** The product as a user of its command line sees it: one process per question, JSON out. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** Set by the global setup when the planes cannot be built here: its value says why. */
export const SKIPPED = 'PORTOLAN_CLUSTER_SKIPPED';
export const cannotRun = process.env[SKIPPED] !== undefined;

const entry = process.env.PORTOLAN_CLI ?? join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

const columnSchema = z.object({ id: z.string(), title: z.string(), wide: z.boolean() });
const rowSchema = z.object({
  uid: z.string(),
  namespace: z.string(),
  name: z.string(),
  cells: z.record(z.string(), z.string()),
});
const viewSchema = z.object({
  clusterId: z.string(),
  kind: z.string(),
  columns: z.array(columnSchema),
  rows: z.array(rowSchema),
  total: z.number(),
  freshness: z.string(),
});
const failureSchema = z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) });
const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('lifecycle'), clusterId: z.string(), state: z.string(), reason: z.string().optional() }),
  z.object({
    type: z.literal('freshness'),
    clusterId: z.string(),
    freshness: z.string(),
    reason: z.string().optional(),
  }),
  z.object({
    type: z.literal('rows'),
    clusterId: z.string(),
    seq: z.number(),
    total: z.number(),
    rows: z.array(rowSchema),
  }),
  z.object({
    type: z.literal('patch'),
    clusterId: z.string(),
    seq: z.number(),
    total: z.number(),
    upsert: z.array(rowSchema),
    remove: z.array(z.string()),
  }),
  z.object({ type: z.literal('event'), topic: z.string() }),
]);

export type ViewAnswer = z.infer<typeof viewSchema>;
export type ViewRow = z.infer<typeof rowSchema>;
export type Failure = z.infer<typeof failureSchema>['error'];
export type WatchLine = z.infer<typeof lineSchema>;

/** Settings of its own, so that no test sees or changes a person's. */
export interface Product {
  /** `view` with these arguments: the table, or the error that the command line printed. */
  view(
    args: readonly string[],
  ): Promise<{ readonly ok: true; readonly view: ViewAnswer } | { readonly ok: false; readonly error: Failure }>;
  /** `call METHOD INPUT`. @throws when the call failed. */
  call(args: readonly string[], method: string, input: unknown): Promise<unknown>;
  watch(args: readonly string[]): Watch;
  /** Ends every watch. */
  close(): Promise<void>;
}

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function finish(child: ChildProcess): Promise<Finished> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = await once(child, 'close');
  return {
    code: typeof code === 'number' ? code : null,
    stdout: Buffer.concat(out).toString('utf8'),
    stderr: Buffer.concat(err).toString('utf8'),
  };
}

export async function createProduct(): Promise<Product> {
  const settings = await mkdtemp(join(tmpdir(), 'portolan-settings-'));
  const watches = new Set<Watch>();
  const start = (args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [entry, ...args, '--settings', settings], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, KUBECONFIG: '' },
    });
  return {
    view: async (args) => {
      const { stdout, stderr } = await finish(start(['view', ...args]));
      const answer: unknown = JSON.parse(stdout.trim().split('\n').at(-1) || JSON.stringify({ stderr }));
      const failure = failureSchema.safeParse(answer);
      if (failure.success) return { ok: false, error: failure.data.error };
      return { ok: true, view: viewSchema.parse(answer) };
    },
    call: async (args, method, input) => {
      const { code, stdout, stderr } = await finish(start(['call', method, JSON.stringify(input), ...args]));
      if (code !== 0) throw new Error(`${method}: ${stdout}${stderr}`);
      return JSON.parse(stdout);
    },
    watch: (args) => {
      const watch = new Watch(start(['view', '--watch', ...args]));
      watches.add(watch);
      return watch;
    },
    close: async () => {
      await Promise.all([...watches].map((watch) => watch.stop()));
      await rm(settings, { recursive: true, force: true });
    },
  };
}

/** A live view in a process of its own; `rows` is what its lines add up to. */
export class Watch {
  readonly rows = new Map<string, ViewRow>();
  readonly lines: WatchLine[] = [];
  /** The last news of any cluster; with several, `liveClusters` tells them apart. */
  freshness = 'connecting';
  lifecycle = '';
  readonly liveClusters = new Set<string>();
  readonly #clusters = new Map<string, string>();
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #listeners = new Set<() => void>();
  #stderr = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = once(child, 'close');
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr += chunk.toString('utf8');
    });
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.#take(line));
  }

  #take(text: string): void {
    const parsed = lineSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return;
    const line = parsed.data;
    this.lines.push(line);
    if (line.type === 'lifecycle') this.lifecycle = line.state;
    if (line.type === 'freshness') {
      this.freshness = line.freshness;
      if (line.freshness === 'live') this.liveClusters.add(line.clusterId);
      else this.liveClusters.delete(line.clusterId);
    }
    if (line.type === 'rows') {
      for (const uid of this.rows.keys()) if (this.#clusters.get(uid) === line.clusterId) this.rows.delete(uid);
      this.#put(line.rows, line.clusterId);
    }
    if (line.type === 'patch') {
      for (const uid of line.remove) this.rows.delete(uid);
      this.#put(line.upsert, line.clusterId);
    }
    for (const listener of this.#listeners) listener();
  }

  #put(rows: readonly ViewRow[], clusterId: string): void {
    for (const row of rows) {
      this.rows.set(row.uid, row);
      this.#clusters.set(row.uid, clusterId);
    }
  }

  /** The cluster that the row of this name came from. */
  clusterOf(name: string): string | undefined {
    const row = this.row(name);
    return row && this.#clusters.get(row.uid);
  }

  row(name: string, namespace?: string): ViewRow | undefined {
    return [...this.rows.values()].find(
      (row) => row.name === name && (namespace === undefined || row.namespace === namespace),
    );
  }

  /** Resolves as soon as `holds` is true of what has arrived. @throws after `timeoutMs`, with what is there instead. */
  async until(what: string, holds: () => boolean, timeoutMs = 45_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
      };
      const look = (): void => {
        if (!holds()) return;
        end();
        resolve();
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`${what} did not happen in ${timeoutMs / 1000} s; ${this.#summary()}`));
      }, timeoutMs);
      this.#listeners.add(look);
    });
  }

  #summary(): string {
    const rows = [...this.rows.values()].slice(0, 20).map(({ name, cells }) => `${name} ${JSON.stringify(cells)}`);
    const last = this.lines.slice(-5).map((line) => JSON.stringify(line).slice(0, 200));
    return `${this.lifecycle}, ${this.freshness}, ${this.rows.size} rows:\n${rows.join('\n')}\n${last.join('\n')}\n${this.#stderr.slice(-2000)}`;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
