import { createHash } from 'node:crypto';
import { PortolanError } from '../../../shared/errors.ts';
import type { Credentials } from '../../transport/types.ts';
import { withoutTokens } from '../kubeconfig/resolve.ts';
import type { CredentialCache, CredentialSlot, Flight } from './cache.ts';
import { impersonation } from './headers.ts';
import type { CredentialDeps, Material, MintCall, Minted } from './mint.ts';
import { mintExec, SLOW_MS } from './mint-exec.ts';
import { mintAuthProvider } from './mint-oidc.ts';
import { isStatic, mintStatic } from './mint-static.ts';
import type { CredentialFailure, CredentialResult, CredentialSource, ResolvedContext } from './types.ts';

export interface SourceDeps extends CredentialDeps {
  readonly cache: CredentialCache;
}

/** A source that also says when it would like to be asked again. */
export interface RenewableSource extends CredentialSource {
  /** Epoch ms at which `get` will bring newer credentials (before they end, with a margin); `null`: never by itself. */
  renewAt(): number | null;
}

/** A failure answers everybody who asks within this time without a person, so that a burst is one run. */
const SAME_FAILURE_MS = 1000;

/** Credentials of one resolved context. What it learns stays in the cluster's `CredentialCache`, so one per probe costs nothing. */
export function createCredentialSource(resolved: ResolvedContext, deps: SourceDeps): RenewableSource {
  return new SlotSource(resolved, deps);
}

interface AskOptions {
  readonly interactive: boolean;
  readonly signal: AbortSignal;
}

class SlotSource implements RenewableSource {
  readonly #resolved: ResolvedContext;
  readonly #deps: SourceDeps;
  readonly #slot: CredentialSlot;
  readonly #ended = new AbortController();
  readonly #waiting = new Set<Promise<unknown>>();

  constructor(resolved: ResolvedContext, deps: SourceDeps) {
    this.#resolved = resolved;
    this.#deps = deps;
    this.#slot = deps.cache.slot(slotKey(resolved));
  }

  get running(): boolean {
    return this.#slot.flight !== null;
  }

  get automatic(): boolean {
    return this.#slot.automatic;
  }

  renewAt(): number | null {
    return Number.isFinite(this.#slot.validUntil) && this.#slot.credentials !== null ? this.#slot.validUntil : null;
  }

  async get(options: AskOptions): Promise<CredentialResult> {
    const { credentials, validUntil } = this.#slot;
    if (credentials !== null && this.#deps.clock.now() < validUntil) return { type: 'ok', credentials };
    return this.#obtain(options, false);
  }

  async refresh(generation: number, options: AskOptions): Promise<CredentialResult> {
    const { credentials } = this.#slot;
    if (credentials !== null && credentials.generation > generation) return { type: 'ok', credentials };
    return this.#obtain(options, true);
  }

  /** Leaves every run it waits for; a run nobody else waits for is ended, and so is its program when this resolves. */
  async dispose(): Promise<void> {
    this.#ended.abort();
    await Promise.allSettled([...this.#waiting]);
  }

  async #obtain(options: AskOptions, forced: boolean): Promise<CredentialResult> {
    const slot = this.#slot;
    // A run that is being ended because nobody waited any more is no answer for somebody new.
    if (slot.flight?.abort.signal.aborted) await slot.flight.result.catch(() => undefined);
    if (slot.flight === null && !options.interactive && slot.lastFailure !== null) {
      const fresh = this.#deps.clock.now() - slot.failedAt < SAME_FAILURE_MS;
      if (fresh || !slot.automatic) return { type: 'failed', failure: slot.lastFailure };
    }
    if (slot.flight === null && !options.interactive && !slot.automatic)
      return { type: 'failed', failure: this.#personNeeded() };
    slot.flight ??= this.#start(options.interactive, forced);
    const joined = this.#join(slot.flight, options);
    this.#waiting.add(joined);
    return joined.finally(() => this.#waiting.delete(joined));
  }

  #start(interactive: boolean, forced: boolean): Flight {
    const abort = new AbortController();
    const slot = this.#slot;
    // Started in the next turn, so that the flight it asks about exists.
    const result = Promise.resolve()
      .then(() =>
        this.#mint({
          resolved: this.#resolved,
          slot,
          interactive: () => slot.flight?.interactive ?? interactive,
          forced,
          signal: abort.signal,
        }),
      )
      .then((minted) => (abort.signal.aborted ? abandoned(this.#resolved) : this.#keep(minted, forced)))
      .finally(() => {
        slot.flight = null;
      });
    result.catch(() => undefined); // Each waiter hears of it through its own promise.
    return { result, abort, interactive, waiters: 0 };
  }

  #mint(call: MintCall): Promise<Minted> {
    const { user } = this.#resolved;
    if (isStatic(user)) return mintStatic(call, this.#deps);
    if (user.exec !== undefined) return mintExec(user.exec, call, this.#deps);
    if (user.authProvider !== undefined) return mintAuthProvider(user.authProvider, call, this.#deps);
    return mintStatic(call, this.#deps);
  }

  #keep(minted: Minted, forced: boolean): CredentialResult {
    const slot = this.#slot;
    if (minted.type === 'consent') return minted;
    if (minted.type === 'failed') {
      slot.lastFailure = minted.failure;
      slot.failedAt = this.#deps.clock.now();
      slot.automatic = !minted.personNeeded;
      return { type: 'failed', failure: minted.failure };
    }
    slot.lastFailure = null;
    slot.automatic = minted.tookMs <= SLOW_MS;
    slot.validUntil = minted.validUntil;
    const before = slot.credentials;
    if (before === null || forced || !sameMaterial(before, this.#complete(minted.material, before.generation)))
      slot.credentials = this.#complete(minted.material, this.#deps.cache.nextGeneration());
    return { type: 'ok', credentials: slot.credentials ?? this.#complete(minted.material, 0) };
  }

  #complete(material: Material, generation: number): Credentials {
    const { headers, ...rest } = material;
    return { generation, headers: { ...headers, ...impersonation(this.#resolved.user.impersonate) }, ...rest };
  }

  async #join(flight: Flight, options: AskOptions): Promise<CredentialResult> {
    flight.interactive ||= options.interactive;
    flight.waiters += 1;
    try {
      return await untilAborted(flight.result, AbortSignal.any([options.signal, this.#ended.signal]), this.#resolved);
    } finally {
      flight.waiters -= 1;
      if (flight.waiters === 0 && this.#slot.flight === flight) {
        flight.abort.abort();
        await flight.result.catch(() => undefined);
      }
    }
  }

  #personNeeded(): CredentialFailure {
    return {
      errorClass: 'expired',
      message: `The sign-in of ${this.#resolved.clusterName} has ended, and renewing it took a person's time before. Press Retry now to sign in.`,
    };
  }
}

function abandoned(resolved: ResolvedContext): never {
  throw new PortolanError('cancelled', 'Signing in was cancelled.', { clusterId: resolved.clusterId });
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal, resolved: ResolvedContext): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void =>
      reject(new PortolanError('cancelled', 'Signing in was cancelled.', { clusterId: resolved.clusterId }));
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function sameMaterial(a: Credentials, b: Credentials): boolean {
  return JSON.stringify({ ...a, expiresAt: 0 }) === JSON.stringify({ ...b, expiresAt: 0 });
}

/** Plugin configuration and cluster (`exec.cacheKey`); tokens that are renewed in place do not make another one. */
function slotKey(resolved: ResolvedContext): string {
  const { user, connection, clusterId, file } = resolved;
  const stable =
    user.authProvider === undefined
      ? user
      : { ...user, authProvider: { ...user.authProvider, config: withoutTokens(user.authProvider.config) } };
  return createHash('sha256')
    .update(JSON.stringify([clusterId, file, connection, stable]))
    .digest('hex');
}
