import type { Row, ViewWindow } from '../../../shared/contract/views.ts';
import type { Order } from '../store/order.ts';
import type { RowStore } from '../store/rows.ts';

/** Up to this many rows, a patch holds every row whose place changed; beyond, the receiver shifts (see `Difference`). */
const EXACT = 2000;

/**
 * What a patch holds. Windows of up to 2,000 rows: every row whose content or index changed, so that a receiver may simply write
 * each row to its index. Larger windows: only rows that changed, came or moved against the others, in ascending index; the receiver
 * takes out `remove` and the old copies, then inserts each row at its index.
 */
export interface Difference {
  readonly upsert: readonly Row[];
  readonly remove: readonly string[];
}

/** What the receiver has. */
export class SentWindow {
  #rows = new Int32Array(0);
  #uids: string[] = [];
  #clock = 0;
  #total = -1;
  #unfiltered = -1;
  #offset = 0;
  /** Per row of the store: the round in which it was in the window. */
  #marks = new Uint32Array(0);
  #round = 0;

  get length(): number {
    return this.#uids.length;
  }

  /** The window as it is now, remembered as sent. */
  take(store: RowStore, order: Order, window: ViewWindow, unfiltered: number): Row[] {
    const rows: Row[] = [];
    const now = this.#current(order, window);
    for (let i = 0; i < now.length; i++) rows.push(store.row(now[i] ?? 0, window.offset + i));
    this.#remember(store, now, order.length, unfiltered, window.offset);
    return rows;
  }

  /** What changed since, remembered as sent; null for nothing. */
  difference(store: RowStore, order: Order, window: ViewWindow, unfiltered: number): Difference | null {
    const now = this.#current(order, window);
    const moved = window.offset !== this.#offset;
    const upsert =
      now.length <= EXACT || moved ? this.#exact(store, now, window, moved) : this.#minimal(store, now, window);
    const remove = this.#left(store, now);
    const quiet = upsert.length === 0 && remove.length === 0;
    if (quiet && order.length === this.#total && unfiltered === this.#unfiltered) return null;
    this.#remember(store, now, order.length, unfiltered, window.offset);
    return { upsert, remove };
  }

  #current(order: Order, window: ViewWindow): Int32Array {
    return order.view().subarray(window.offset, window.offset + window.limit);
  }

  #exact(store: RowStore, now: Int32Array, window: ViewWindow, moved: boolean): Row[] {
    const upsert: Row[] = [];
    for (let i = 0; i < now.length; i++) {
      const row = now[i] ?? 0;
      const same = !moved && this.#rows[i] === row && store.version(row) <= this.#clock;
      if (!same) upsert.push(store.row(row, window.offset + i));
    }
    return upsert;
  }

  #minimal(store: RowStore, now: Int32Array, window: ViewWindow): Row[] {
    const upsert: Row[] = [];
    this.#mark(store, this.#rows);
    for (let i = 0; i < now.length; i++) {
      const row = now[i] ?? 0;
      if (store.version(row) > this.#clock || this.#marks[row] !== this.#round)
        upsert.push(store.row(row, window.offset + i));
    }
    return upsert;
  }

  /** Uids of sent rows that are not in the window any more; a row number may be another object by now. */
  #left(store: RowStore, now: Int32Array): string[] {
    this.#mark(store, now);
    const left: string[] = [];
    for (let i = 0; i < this.#uids.length; i++) {
      const row = this.#rows[i] ?? 0;
      const uid = this.#uids[i] ?? '';
      if (this.#marks[row] !== this.#round || (store.version(row) > this.#clock && store.uid(row) !== uid))
        left.push(uid);
    }
    return left;
  }

  #mark(store: RowStore, rows: Int32Array): void {
    if (this.#marks.length < store.limit) {
      const bigger = new Uint32Array(Math.max(store.limit, this.#marks.length * 2));
      bigger.set(this.#marks);
      this.#marks = bigger;
    }
    this.#round++;
    for (const row of rows) this.#marks[row] = this.#round;
  }

  #remember(store: RowStore, now: Int32Array, total: number, unfiltered: number, offset: number): void {
    const unchanged =
      now.length === this.#rows.length &&
      now.every((row, i) => row === this.#rows[i] && store.version(row) <= this.#clock);
    if (!unchanged) {
      this.#rows = now.slice();
      this.#uids = Array.from(now, (row) => store.uid(row));
    }
    this.#clock = store.clock;
    this.#total = total;
    this.#unfiltered = unfiltered;
    this.#offset = offset;
  }
}
