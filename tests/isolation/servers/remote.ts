import { Worker } from 'node:worker_threads';
import type { DemoOptions } from '../../../electron/demo/server.ts';
import type { OpArguments, OpName, OpResult } from './ops.ts';
import type { FromThread, ToThread } from './thread.ts';

type Unsent = ToThread extends infer M ? (M extends ToThread ? Omit<M, 'id'> : never) : never;

/** A thread of demo servers. */
export class ServerThread {
  readonly #worker = new Worker(new URL('./thread.ts', import.meta.url));
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #last = 0;

  constructor() {
    this.#worker.on('message', (message: FromThread) => {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) waiting?.resolve(message.value);
      else waiting?.reject(new Error(message.error));
    });
    this.#worker.on('error', (error) => {
      for (const { reject } of this.#waiting.values())
        reject(error instanceof Error ? error : new Error(String(error)));
    });
  }

  async start(options: DemoOptions): Promise<RemoteServer> {
    const stand = await this.ask({ type: 'start', options });
    if (typeof stand !== 'number') throw new Error('The thread answered something else.');
    return new RemoteServer(this, stand, options.name ?? 'demo');
  }

  ask(message: Unsent): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...message, id });
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** One demo server in its thread. */
export class RemoteServer {
  readonly name: string;
  readonly #thread: ServerThread;
  readonly #stand: number;

  constructor(thread: ServerThread, stand: number, name: string) {
    this.#thread = thread;
    this.#stand = stand;
    this.name = name;
  }

  async do<K extends OpName>(op: K, ...args: OpArguments<K>): Promise<OpResult<K>> {
    // The thread runs `ops[op]` and sends back what it answered.
    return (await this.#thread.ask({ type: 'op', stand: this.#stand, op, args })) as OpResult<K>;
  }
}
