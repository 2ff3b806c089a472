import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { Clock } from '../time.ts';
import { KindIndex } from './kind-index.ts';
import { kindWeight } from './ranking.ts';
import { type ReadDeps, type ReadOutcome, readKind } from './read-kind.ts';

/** Objects kept of one cluster for searching, all kinds together: some 25 MB. */
const MOST_OBJECTS = 50_000;
/** What was read is read again for a search that begins so much later, ms. */
const FRESH_MS = 60_000;
/** Kept so long after the last search ended, ms. */
const KEEP_MS = 180_000;

export interface Shelf {
  readonly kind: KindInfo;
  /** What can be searched: complete, or as far as reading has come. */
  index: KindIndex | null;
  state: 'waiting' | 'reading' | ReadOutcome['state'];
  reason: string;
  about: number | null;
  /** When reading began, epoch ms of this machine. */
  at: number;
}

export interface LibraryDeps extends ReadDeps {
  readonly clock: Clock;
  /** Something more can be searched, or it is known that it cannot. */
  readonly onChange: () => void;
  readonly mostObjects?: number;
}

/**
 * What was read of this cluster for searching. One kind is read at a time, and a page ahead of it: at most two requests. Dropped some
 * minutes after the last search.
 */
export class Library {
  readonly #deps: LibraryDeps;
  readonly #shelves = new Map<string, Shelf>();
  #queue: Shelf[] = [];
  #running: Promise<void> | null = null;
  #stop = new AbortController();
  #cancelDrop: () => void = () => {};

  constructor(deps: LibraryDeps) {
    this.#deps = deps;
  }

  shelf(kindId: string): Shelf | undefined {
    return this.#shelves.get(kindId);
  }

  /** Reads these, in this order, unless they were read a moment ago (without `again`: ever). Replaces what still waits. */
  want(kinds: readonly KindInfo[], again: boolean): void {
    this.#cancelDrop();
    this.#queue = kinds.flatMap((kind) => {
      const shelf = this.#shelfOf(kind);
      const age = this.#deps.clock.now() - shelf.at;
      const fresh = age < FRESH_MS || (!again && Number.isFinite(age));
      return shelf.state === 'reading' || fresh ? [] : [shelf];
    });
    for (const shelf of this.#queue) if (shelf.index === null) shelf.state = 'waiting';
    if (this.#queue.length > 0) this.#running ??= this.#work().finally(() => (this.#running = null));
  }

  /** No search is open: reading stops, what was read is kept for a while. */
  rest(): void {
    this.#halt();
    this.#cancelDrop();
    this.#cancelDrop = this.#deps.clock.setTimeout(() => this.#shelves.clear(), KEEP_MS);
  }

  async close(): Promise<void> {
    this.#halt();
    this.#cancelDrop();
    await this.#running;
    this.#shelves.clear();
  }

  #halt(): void {
    this.#queue = [];
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  #shelfOf(kind: KindInfo): Shelf {
    const known = this.#shelves.get(kind.id);
    if (known !== undefined) return known;
    const at = Number.NEGATIVE_INFINITY;
    const shelf: Shelf = { kind, index: null, state: 'waiting', reason: '', about: null, at };
    this.#shelves.set(kind.id, shelf);
    return shelf;
  }

  async #work(): Promise<void> {
    for (let shelf = this.#queue.shift(); shelf !== undefined; shelf = this.#queue.shift()) await this.#read(shelf);
  }

  async #read(shelf: Shelf): Promise<void> {
    const { signal } = this.#stop;
    const before = { state: shelf.state, at: shelf.at, index: shelf.index };
    const index = new KindIndex(shelf.kind.id, kindWeight(shelf.kind.id, shelf.kind.custom));
    const first = shelf.index === null;
    Object.assign(shelf, { state: 'reading', at: this.#deps.clock.now(), about: null });
    if (first) shelf.index = index;
    try {
      const outcome = await readKind(shelf.kind, index, this.#deps, signal, (remaining) => {
        shelf.about = remaining === null ? null : index.limit + remaining;
        if (first) this.#deps.onChange();
        return this.#size(shelf) + index.limit < (this.#deps.mostObjects ?? MOST_OBJECTS);
      });
      shelf.state = outcome.state;
      shelf.reason = 'reason' in outcome ? outcome.reason : '';
      // A failure leaves what was read before; a denial is news.
      if (outcome.state !== 'failed') shelf.index = index;
    } catch (error) {
      // Nobody searches any more: as it was, to be read again by the next one.
      if (!signal.aborted)
        Object.assign(shelf, { state: 'failed', reason: error instanceof Error ? error.message : '' });
      else
        Object.assign(
          shelf,
          before.index === null ? { state: 'waiting', index: null, at: Number.NEGATIVE_INFINITY } : before,
        );
    }
    if (!signal.aborted) this.#deps.onChange();
  }

  /** Objects on all other shelves. */
  #size(except: Shelf): number {
    let size = 0;
    for (const shelf of this.#shelves.values()) if (shelf !== except) size += shelf.index?.limit ?? 0;
    return size;
  }
}
