import type { KindCount, KindInfo } from '../../shared/contract/catalog.ts';
import type { Send } from './discovery.ts';
import { collectionPath } from './kinds.ts';
import type { Clock } from './time.ts';

const METADATA_LIST = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Requests at a time: counts must not get in the way of lists. */
const AT_ONCE = 4;

/** As many namespaces are counted one by one; beyond, a kind that one may list counts as not known. */
const MOST_NAMESPACES = 8;

export interface CountsDeps {
  readonly send: Send;
  readonly resolve: (kind: string) => KindInfo | undefined;
  /** A count that costs nothing: the list is held. Null where it is not. */
  readonly held: (kindId: string) => number | null;
  /** Namespaces that are known to somebody who may not list in all of them. */
  readonly permitted: () => readonly string[];
  readonly post: (counts: readonly KindCount[]) => void;
  readonly clock: Clock;
}

/** Counts of kinds, `limit=1` and what remains; one round at a time, `intervalMs` after the last one ended. */
export class Counts {
  readonly #deps: CountsDeps;
  #stop: AbortController | null = null;
  #polled: { readonly kinds: readonly string[]; readonly intervalMs: number } = { kinds: [], intervalMs: 0 };

  constructor(deps: CountsDeps) {
    this.#deps = deps;
  }

  /** Replaces what is polled; an empty list stops. */
  poll(kinds: readonly string[], intervalMs: number): void {
    this.close();
    this.#polled = { kinds, intervalMs };
    if (kinds.length === 0) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#loop(kinds, intervalMs, stop.signal);
  }

  /** Where one may look has changed: counts once more, at once. */
  again(): void {
    this.poll(this.#polled.kinds, this.#polled.intervalMs);
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
      const all = await this.#ask(kind, '', signal);
      if (!all.denied || !kind.namespaced) return { kind: kind.id, ...all };
      return { kind: kind.id, ...(await this.#singly(kind, signal)) };
    } catch {
      // Unknown for now; the reflectors report what is wrong with the connection.
      return { kind: kind.id, count: null, denied: false };
    }
  }

  /** Over the namespaces where one may: a kind is denied only when it is in each of them. */
  async #singly(kind: KindInfo, signal: AbortSignal): Promise<Counted> {
    const names = this.#deps.permitted();
    let allowed = 0;
    let sum: number | null = 0;
    for (const namespace of names.slice(0, MOST_NAMESPACES)) {
      const { count, denied } = await this.#ask(kind, namespace, signal);
      if (denied) continue;
      allowed += 1;
      sum = sum === null || count === null ? null : sum + count;
    }
    if (allowed === 0) return { count: null, denied: true };
    return { count: names.length > MOST_NAMESPACES ? null : sum, denied: false };
  }

  async #ask(kind: KindInfo, namespace: string, signal: AbortSignal): Promise<Counted> {
    const path = `${collectionPath(kind, namespace)}?limit=1`;
    const { status, text } = await this.#deps.send({ method: 'GET', path, headers: { accept: METADATA_LIST } }, signal);
    if (status === 403) return { count: null, denied: true };
    return { count: status === 200 ? countOf(JSON.parse(text)) : null, denied: false };
  }
}

type Counted = Omit<KindCount, 'kind'>;

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
