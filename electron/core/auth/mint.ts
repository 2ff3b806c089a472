import type { ConsentRequest } from '../../../shared/contract/clusters.ts';
import type { Clock, Log } from '../ports.ts';
import type { CredentialSlot } from './cache.ts';
import type { ConsentBook } from './consent.ts';
import type { HeaderMap } from './headers.ts';
import type { TerminalDesk } from './terminal/desk.ts';
import type { CredentialFailure, ResolvedContext } from './types.ts';

/** What a way of signing in brings, before it gets a generation and the impersonation headers. */
export interface Material {
  readonly headers: HeaderMap;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly expiresAt?: number;
}

export type Minted =
  | { readonly type: 'ok'; readonly material: Material; readonly validUntil: number; readonly tookMs: number }
  | { readonly type: 'consent'; readonly request: ConsentRequest }
  /** `personNeeded`: not to be tried again without one. */
  | { readonly type: 'failed'; readonly failure: CredentialFailure; readonly personNeeded: boolean };

export interface MintCall {
  readonly resolved: ResolvedContext;
  readonly slot: CredentialSlot;
  /** True when somebody who waits is a person; may become true during the run. */
  readonly interactive: () => boolean;
  /** The server refused what the slot holds: what is written down there is not to be used again. */
  readonly forced: boolean;
  readonly signal: AbortSignal;
}

export interface CredentialDeps {
  readonly consent: ConsentBook;
  /** As a login shell has it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** Where a person may wait with a terminal; absent in tests that have none. */
  readonly terminal?: { readonly desk: TerminalDesk; readonly runner: readonly string[] };
  readonly clock: Clock;
  readonly log: Log;
  /** Writes rotated OIDC tokens back to the kubeconfig, as kubectl does. Absent: kept in memory for this run. */
  readonly persistTokens?: (
    file: string,
    userName: string,
    tokens: { readonly idToken: string; readonly refreshToken: string },
  ) => Promise<void>;
}

export function failed(failure: CredentialFailure, personNeeded = false): Minted {
  return { type: 'failed', failure, personNeeded };
}

/** `user "x" of FILE`, or the file alone for a context without a user. */
export function whose(resolved: ResolvedContext): string {
  return resolved.user.name === null ? resolved.file : `user "${resolved.user.name}" of ${resolved.file}`;
}

/**
 * Until when credentials that end at `expiresAt` are used: a minute (or a tenth of their life) earlier, but never less than half a
 * minute from now, so that a wrong clock or a plugin that hands out old tokens cannot make it run without end.
 */
export function goodUntil(expiresAt: number | undefined, now: number): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(expiresAt - Math.min(60_000, (expiresAt - now) / 10), now + 30_000);
}
