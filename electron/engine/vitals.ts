import { getHeapStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import type { FromEngine } from './protocol.ts';
import { collectGarbage } from './tidy.ts';
import type { Clock } from './time.ts';

/** How often the engine looks at itself, ms; less often while nothing happens. */
const TICK_MS = 5_000;
const QUIET_TICK_MS = 15_000;
/** Above this share of its limit it asks to be replaced. */
const LIMIT_SHARE = 0.7;
/** Fewer events a second than this is quiet. */
const QUIET = 20;

export interface VitalsDeps {
  readonly memoryLimitBytes: number;
  /** More do not live in a thread. */
  readonly rowsInThread: number;
  readonly rows: () => number;
  readonly reflectors: () => number;
  /** Events since the last call. */
  readonly takeEvents: () => number;
  /** How many lists have been read so far. */
  readonly lists: () => number;
  /** Every first list is complete: the moment to move without doing its work twice. */
  readonly settled: () => boolean;
  readonly post: (message: FromEngine) => void;
  readonly onTick: () => void;
  readonly clock: Clock;
}

/** The engine's own watch over its memory: `resourceLimits` come too late and see no typed arrays (`DESIGN.md` §1). */
export class Vitals {
  readonly #deps: VitalsDeps;
  #cancel: () => void = () => {};
  #high = 0;
  #asked = false;
  #lastAt: number;

  constructor(deps: VitalsDeps) {
    this.#deps = deps;
    this.#lastAt = deps.clock.now();
    this.#arm();
  }

  close(): void {
    this.#cancel();
  }

  /**
   * A first list has, or will have, so many rows. Answers true when they are too many for this thread: it asks to be replaced at once,
   * and whoever reads them stops, since the process will read them all.
   */
  growing(expected: number): boolean {
    const { rowsInThread, post } = this.#deps;
    if (isMainThread || this.#asked || expected <= rowsInThread) return false;
    this.#asked = true;
    post({ type: 'handover', to: 'process', reason: `${expected} rows are too many for a thread`, listing: true });
    return true;
  }

  #arm(ms = TICK_MS): void {
    this.#cancel = this.#deps.clock.setTimeout(() => {
      const busy = this.#tick();
      this.#arm(busy ? TICK_MS : QUIET_TICK_MS);
    }, ms);
  }

  /** Answers whether anything happened since the last one. */
  #tick(): boolean {
    const { post, rows, reflectors, takeEvents, clock } = this.#deps;
    const heap = getHeapStatistics();
    const now = clock.now();
    const seconds = Math.max(0.001, (now - this.#lastAt) / 1000);
    this.#lastAt = now;
    const eventsPerSecond = takeEvents() / seconds;
    const news = `${rows()} ${reflectors()} ${Math.round(eventsPerSecond)}`;
    // A quiet engine wakes nobody.
    if (news !== this.#said) {
      this.#said = news;
      const { used_heap_size: heapBytes, external_memory: externalBytes } = heap;
      post({ type: 'stats', heapBytes, externalBytes, rows: rows(), eventsPerSecond, reflectors: reflectors() });
    }
    this.#deps.onTick();
    const tidied = this.#tidied;
    this.#tidy(eventsPerSecond);
    this.#judge(heap.used_heap_size + heap.external_memory);
    return eventsPerSecond > 0 || tidied !== this.#tidied || !this.#deps.settled();
  }

  #said = '';
  #tidied = 0;
  #tidy(eventsPerSecond: number): void {
    const lists = this.#deps.lists();
    if (lists === this.#tidied || eventsPerSecond > QUIET || !this.#deps.settled()) return;
    this.#tidied = lists;
    collectGarbage();
  }

  #judge(bytes: number): void {
    if (this.#asked) return;
    const { memoryLimitBytes, rowsInThread, rows, settled, post } = this.#deps;
    // Twice in a row: what was garbage is gone by then.
    this.#high = bytes > memoryLimitBytes * LIMIT_SHARE ? this.#high + 1 : 0;
    const many = rows() > rowsInThread;
    if (this.#high >= 2) {
      this.#asked = true;
      const reason = `${Math.round(bytes / 1048576)} MiB of ${Math.round(memoryLimitBytes / 1048576)} MiB are in use`;
      post({ type: 'handover', to: many || isMainThread ? 'process' : 'thread', reason });
    } else if (many && !isMainThread && settled()) {
      this.#asked = true;
      post({ type: 'handover', to: 'process', reason: `${rows()} rows are too many for a thread` });
    }
  }
}
