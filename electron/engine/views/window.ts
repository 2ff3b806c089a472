import type { Row, ViewWindow } from '../../../shared/contract/views.ts';
import type { Order } from '../store/order.ts';
import type { RowStore } from '../store/rows.ts';

/** Up to this many rows between the first and the last changed place, a patch holds them all; beyond, the receiver shifts. */
const EXACT = 2000;

/**
 * What a patch holds: every row whose content changed, and where places changed all rows from the first to the last changed place,
 * in ascending index. So it makes no difference how a receiver applies it: writing each row to its index, or taking its old copy out
 * and inserting it, row by row or all at once. Only where more than 2,000 places changed (a row came at the top of a huge window) it
 * holds just the rows that changed, came or moved against the others: take out `remove` and all old copies, then insert ascending.
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
    const { left: remove, kept } = this.#left(store, now);
    const span = moved ? { first: 0, last: now.length - 1 } : changedPlaces(this.#rows, kept, now);
    const upsert =
      moved || span.last - span.first < EXACT
        ? this.#exact(store, now, window, span)
        : this.#minimal(store, now, window);
    const quiet = upsert.length === 0 && remove.length === 0;
    if (quiet && order.length === this.#total && unfiltered === this.#unfiltered) return null;
    this.#remember(store, now, order.length, unfiltered, window.offset);
    return { upsert, remove };
  }

  #current(order: Order, window: ViewWindow): Int32Array {
    return order.view().subarray(window.offset, window.offset + window.limit);
  }

  #exact(store: RowStore, now: Int32Array, window: ViewWindow, span: { first: number; last: number }): Row[] {
    const upsert: Row[] = [];
    for (let i = 0; i < now.length; i++) {
      const row = now[i] ?? 0;
      if ((i >= span.first && i <= span.last) || store.version(row) > this.#clock)
        upsert.push(store.row(row, window.offset + i));
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

  /** Uids of sent rows that are not in the window any more, and the rows that stay; a row number may be another object by now. */
  #left(store: RowStore, now: Int32Array): { readonly left: readonly string[]; readonly kept: Int32Array } {
    this.#mark(store, now);
    const left: string[] = [];
    const kept = new Int32Array(this.#uids.length);
    let length = 0;
    for (let i = 0; i < this.#uids.length; i++) {
      const row = this.#rows[i] ?? 0;
      const uid = this.#uids[i] ?? '';
      if (this.#marks[row] !== this.#round || (store.version(row) > this.#clock && store.uid(row) !== uid))
        left.push(uid);
      else kept[length++] = row;
    }
    return { left, kept: kept.subarray(0, length) };
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

/**
 * The first and the last place whose row is another now, counted both by the places rows had and by those they have once what left is
 * taken out: a receiver may write to indexes before or after closing the gaps. `last` before `first` for none.
 */
function changedPlaces(before: Int32Array, kept: Int32Array, now: Int32Array): { first: number; last: number } {
  let first = 0;
  while (first < now.length && before[first] === now[first] && kept[first] === now[first]) first++;
  let last = now.length - 1;
  while (last >= first && before[last] === now[last] && kept[last] === now[last]) last--;
  return { first, last };
}
