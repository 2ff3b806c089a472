import type { Credentials } from '../../transport/types.ts';
import type { OidcTokens } from './oidc.ts';
import type { CredentialFailure, CredentialResult } from './types.ts';

/** A run of a plugin or a refresh, shared by everybody who waits for it. */
export interface Flight {
  readonly result: Promise<CredentialResult>;
  readonly abort: AbortController;
  /** Somebody who waits is a person: the run gets minutes. */
  interactive: boolean;
  waiters: number;
}

/** What one configuration of one cluster has brought so far. */
export interface CredentialSlot {
  credentials: Credentials | null;
  /** Epoch ms until which `credentials` are used without asking again. */
  validUntil: number;
  flight: Flight | null;
  /** False when the last run was slow, timed out or wanted a terminal. */
  automatic: boolean;
  lastFailure: CredentialFailure | null;
  /** Epoch ms of the last failure. */
  failedAt: number;
  /** Tokens renewed here, and the file's refresh token they descend from: another one there means a login elsewhere. */
  oidc: { readonly from: string; readonly tokens: OidcTokens } | null;
}

const MAX_SLOTS = 8;

/**
 * What a cluster's sources share, so that a fresh source per probe costs nothing and a plugin runs once for all of them. One per
 * cluster, kept across rebuilds; two clusters never share one. Generations grow for the cluster's whole life.
 */
export class CredentialCache {
  readonly #slots = new Map<string, CredentialSlot>();
  #generation = 0;

  slot(key: string): CredentialSlot {
    const known = this.#slots.get(key);
    const slot: CredentialSlot = known ?? {
      credentials: null,
      validUntil: 0,
      flight: null,
      automatic: true,
      lastFailure: null,
      failedAt: Number.NEGATIVE_INFINITY,
      oidc: null,
    };
    this.#slots.delete(key);
    this.#slots.set(key, slot);
    // Configurations come and go with the kubeconfig; only the latest few are of use.
    for (const [old, { flight }] of this.#slots) {
      if (this.#slots.size <= MAX_SLOTS) break;
      if (flight === null) this.#slots.delete(old);
    }
    return slot;
  }

  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  /** Ends every run and forgets everything. Resolves when the programs are gone. */
  async dispose(): Promise<void> {
    const flights = [...this.#slots.values()].map((slot) => slot.flight).filter((flight) => flight !== null);
    this.#slots.clear();
    for (const flight of flights) flight.abort.abort();
    await Promise.allSettled(flights.map((flight) => flight.result));
  }
}
