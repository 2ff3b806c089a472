import type { Random } from './random.ts';

/**
 * What can go wrong, switched on at run time. Each fault is scoped; without a scope it hits every request.
 * Faults that concern a stream act on watches that are open already, at once, and on later ones.
 */
export type FaultEffect =
  /** Refuses with this HTTP status; an open watch gets an ERROR event with it and ends. `retryAfter` in seconds. */
  | { readonly kind: 'status'; readonly code: number; readonly retryAfter?: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers later. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** At most this many bytes a second, per response. */
  | { readonly kind: 'drip'; readonly bytesPerSecond: number }
  /** Sends so many bytes of the body, then nothing more, without ending. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Ends the body after so many bytes: cleanly, or by resetting the stream. An open watch is cut in the middle of a line. */
  | { readonly kind: 'truncate'; readonly afterBytes: number; readonly how: 'end' | 'reset' }
  /** A line that is not JSON, in a watch; a body that is not JSON, elsewhere. */
  | { readonly kind: 'garbage' }
  /** A watch event whose object carries an annotation of so many bytes. */
  | { readonly kind: 'huge-line'; readonly bytes: number }
  /** 410: an ERROR event on a watch, a refusal for a list with `continue`. */
  | { readonly kind: 'expired' }
  /** Every watch event twice. */
  | { readonly kind: 'duplicate' }
  /** Watch events in pairs, the later one first. */
  | { readonly kind: 'reorder' }
  /** Ends a watch cleanly. */
  | { readonly kind: 'end-watch' };

export type FaultKind = FaultEffect['kind'];

export interface FaultScope {
  /** Plural, with or without group: `pods`, `deployments.apps`. */
  readonly resource?: string;
  /** get, list, watch, create, update, patch, delete, deletecollection; for other paths the method in lower case. */
  readonly verb?: string;
  /** Beginning of the path. */
  readonly path?: string;
  readonly namespace?: string;
  readonly user?: string;
  /** 0–1, default 1. */
  readonly probability?: number;
  /** Ends by itself after so many hits. */
  readonly count?: number;
}

export interface FaultTarget {
  readonly path: string;
  readonly verb: string;
  readonly plural: string;
  readonly group: string;
  readonly namespace: string | null;
  readonly user: string;
}

export interface Fault {
  readonly id: number;
  readonly effect: FaultEffect;
  readonly scope: FaultScope;
  readonly hits: number;
}

export interface FaultHandle {
  readonly id: number;
  readonly hits: number;
  remove(): void;
}

interface Entry extends Fault {
  hits: number;
}

function inScope(scope: FaultScope, target: FaultTarget): boolean {
  const { resource } = scope;
  const full = target.group === '' ? target.plural : `${target.plural}.${target.group}`;
  return (
    (resource === undefined || resource === target.plural || resource === full) &&
    (scope.verb === undefined || scope.verb === target.verb) &&
    (scope.path === undefined || target.path.startsWith(scope.path)) &&
    (scope.namespace === undefined || scope.namespace === target.namespace) &&
    (scope.user === undefined || scope.user === target.user)
  );
}

export class Faults {
  readonly #entries = new Map<number, Entry>();
  readonly #listeners = new Set<() => void>();
  readonly #random: Random;
  #nextId = 1;

  constructor(random: Random) {
    this.#random = random;
  }

  add(effect: FaultEffect, scope: FaultScope = {}): FaultHandle {
    const entry: Entry = { id: this.#nextId++, effect, scope, hits: 0 };
    this.#entries.set(entry.id, entry);
    for (const listener of [...this.#listeners]) listener();
    return {
      id: entry.id,
      get hits() {
        return entry.hits;
      },
      remove: () => void this.#entries.delete(entry.id),
    };
  }

  /** A random share of `ms`, from the same seed. */
  jitter(ms: number): number {
    return ms === 0 ? 0 : this.#random.next() * ms;
  }

  remove(id: number): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  list(): readonly Fault[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  /** The first fault of one of these kinds that hits; counts the hit. */
  take<K extends FaultKind>(target: FaultTarget, ...kinds: readonly K[]): Extract<FaultEffect, { kind: K }> | null {
    if (this.#entries.size === 0) return null;
    for (const entry of this.#entries.values()) {
      const { effect } = entry;
      if (!isOneOf(effect, kinds) || !inScope(entry.scope, target)) continue;
      const { probability = 1, count } = entry.scope;
      if (probability < 1 && !this.#random.chance(probability)) continue;
      entry.hits++;
      if (count !== undefined && entry.hits >= count) this.#entries.delete(entry.id);
      return effect;
    }
    return null;
  }

  /** Called after each fault is added: open streams look whether it means them. */
  onAdded(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

function isOneOf<K extends FaultKind>(
  effect: FaultEffect,
  kinds: readonly K[],
): effect is Extract<FaultEffect, { kind: K }> {
  return (kinds as readonly string[]).includes(effect.kind);
}
