import { PortolanError } from '../../../shared/errors.ts';
import type { ConnectionConfig, Credentials } from '../../transport/types.ts';
import type { EngineHandle } from '../engine/types.ts';

interface Offer {
  readonly connection: ConnectionConfig;
  readonly credentials: Credentials;
}

interface Waiter {
  readonly resolve: (handle: EngineHandle) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The place of one cluster's engine. It stays empty until somebody needs it (no engine without a consumer) and there are
 * credentials to give it; consumers that come earlier wait for the offer, or for the news that there will be none.
 */
export class EngineSlot {
  readonly #create: (connection: ConnectionConfig, credentials: Credentials) => EngineHandle;
  #handle: EngineHandle | null = null;
  #offer: Offer | null = null;
  #refusal: PortolanError | null = null;
  #waiters = new Set<Waiter>();
  #closed = false;

  /** `create` makes the handle; its thread starts with its first use. */
  constructor(create: (connection: ConnectionConfig, credentials: Credentials) => EngineHandle) {
    this.#create = create;
  }

  /** The engine that is there, if any. */
  get current(): EngineHandle | null {
    return this.#handle;
  }

  /** Somebody waits for an engine. */
  get wanted(): boolean {
    return this.#waiters.size > 0;
  }

  /** A way in, with credentials. A running engine moves over to it and its views resume; waiting consumers get theirs now. */
  offer(connection: ConnectionConfig, credentials: Credentials): void {
    if (this.#closed) return;
    const before = this.#offer;
    this.#offer = { connection, credentials };
    this.#refusal = null;
    // Equal by identity means: the very connection that it was started with.
    if (before?.connection !== connection) this.#handle?.setConnection(connection, credentials);
    else if (before.credentials.generation !== credentials.generation) this.#handle?.setCredentials(credentials);
    this.#serve();
  }

  /** Newer credentials for the same way in. */
  renew(credentials: Credentials): void {
    if (this.#offer === null) return;
    this.#offer = { ...this.#offer, credentials };
    this.#handle?.setCredentials(credentials);
  }

  /** There is no way in now. Those who wait hear why; a running engine stays, its views are stale until the next offer. */
  refuse(error: PortolanError): void {
    this.#refusal = error;
    for (const waiter of this.#take()) waiter.reject(error);
  }

  /** A fresh attempt is on its way: consumers wait for its outcome again. */
  expect(): void {
    this.#refusal = null;
  }

  /** Sign-in failed before the cluster ever answered: an engine started ahead of it has nothing to do. */
  async withdraw(): Promise<void> {
    this.#offer = null;
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  /** The engine, started when need be. Rejects with the reason when there is no way in, or with `cancelled`. */
  use(signal: AbortSignal): Promise<EngineHandle> {
    if (this.#closed) return Promise.reject(new PortolanError('cluster-closed', 'The cluster was closed.'));
    if (this.#handle !== null) return Promise.resolve(this.#handle);
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    return new Promise<EngineHandle>((resolve, reject) => {
      const cancel = (): void => {
        this.#waiters.delete(waiter);
        reject(new PortolanError('cancelled', 'Cancelled.'));
      };
      const waiter: Waiter = {
        resolve: (handle) => {
          signal.removeEventListener('abort', cancel);
          resolve(handle);
        },
        reject: (error) => {
          signal.removeEventListener('abort', cancel);
          reject(error);
        },
      };
      if (signal.aborted) return cancel();
      signal.addEventListener('abort', cancel, { once: true });
      this.#waiters.add(waiter);
      this.#serve();
    });
  }

  /** The last consumer is gone for good: the memory goes back, the next consumer gets a new engine. */
  async release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#take()) waiter.reject(new PortolanError('cluster-closed', 'The cluster was closed.'));
    await this.release();
  }

  #serve(): void {
    if (this.#waiters.size === 0 || this.#offer === null) return;
    this.#handle ??= this.#create(this.#offer.connection, this.#offer.credentials);
    for (const waiter of this.#take()) waiter.resolve(this.#handle);
  }

  #take(): readonly Waiter[] {
    const all = [...this.#waiters];
    this.#waiters.clear();
    return all;
  }
}
