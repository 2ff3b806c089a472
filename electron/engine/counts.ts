import type { KindCount, KindInfo } from '../../shared/contract/catalog.ts';
import type { Send } from './discovery.ts';
import { collectionPath } from './kinds.ts';
import type { Clock } from './time.ts';

const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Requests at a time: counts must not get in the way of lists. */
const AT_ONCE = 4;

export interface CountsDeps {
  readonly send: Send;
  readonly resolve: (kind: string) => KindInfo | undefined;
  /** A count that costs nothing: the list is held. Null where it is not. */
  readonly held: (kindId: string) => number | null;
  readonly post: (counts: readonly KindCount[]) => void;
  readonly clock: Clock;
}

/** Counts of kinds, `limit=1` and what remains; one round at a time, `intervalMs` after the last one ended. */
export class Counts {
  readonly #deps: CountsDeps;
  #stop: AbortController | null = null;

  constructor(deps: CountsDeps) {
    this.#deps = deps;
  }

  /** Replaces what is polled; an empty list stops. */
  poll(kinds: readonly string[], intervalMs: number): void {
    this.close();
    if (kinds.length === 0) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#loop(kinds, intervalMs, stop.signal);
  }

  close(): void {
    this.#stop?.abort();
    this.#stop = null;
  }

  async #loop(kinds: readonly string[], intervalMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const counts = await this.#round(kinds, signal);
      if (signal.aborted) return;
      this.#deps.post(counts);
      await new Promise<void>((resolve) => {
        const cancel = this.#deps.clock.setTimeout(resolve, intervalMs);
        const onAbort = (): void => {
          cancel();
          resolve();
        };
        signal.addEventListener('abort', onAbort, { once: true });
      });
    }
  }

  async #round(kinds: readonly string[], signal: AbortSignal): Promise<KindCount[]> {
    const counts: KindCount[] = [];
    const waiting = [...kinds];
    const work = async (): Promise<void> => {
      for (let word = waiting.shift(); word !== undefined && !signal.aborted; word = waiting.shift()) {
        const kind = this.#deps.resolve(word);
        if (kind !== undefined) counts.push(await this.#count(kind, signal));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return counts;
  }

  async #count(kind: KindInfo, signal: AbortSignal): Promise<KindCount> {
    const held = this.#deps.held(kind.id);
    if (held !== null) return { kind: kind.id, count: held, denied: false };
    try {
      const path = `${collectionPath(kind, '')}?limit=1`;
      const { status, text } = await this.#deps.send(
        { method: 'GET', path, headers: { accept: METADATA_LIST } },
        signal,
      );
      if (status === 403) return { kind: kind.id, count: null, denied: true };
      return { kind: kind.id, count: status === 200 ? countOf(JSON.parse(text)) : null, denied: false };
    } catch {
      // Unknown for now; the reflectors report what is wrong with the connection.
      return { kind: kind.id, count: null, denied: false };
    }
  }
}

function countOf(body: unknown): number | null {
  if (typeof body !== 'object' || body === null) return null;
  const { items, metadata } = body as {
    items?: unknown;
    metadata?: { remainingItemCount?: unknown; continue?: unknown };
  };
  const here = Array.isArray(items) ? items.length : 0;
  const remaining = metadata?.remainingItemCount;
  if (typeof remaining === 'number') return here + remaining;
  return typeof metadata?.continue === 'string' && metadata.continue !== '' ? null : here;
}
