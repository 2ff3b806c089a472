import type { Row, ViewWindow } from '../../../shared/contract/views.ts';
import { HEAD, type Lines } from './lines.ts';

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
  readonly #markedHeads = new Set<number>();
  #round = 0;

  get length(): number {
    return this.#uids.length;
  }

  /** The window as it is now, remembered as sent. */
  take(lines: Lines, window: ViewWindow, unfiltered: number): Row[] {
    const rows: Row[] = [];
    const now = this.#current(lines, window);
    for (let i = 0; i < now.length; i++) rows.push(lines.row(now[i] ?? 0, window.offset + i));
    this.#remember(lines, now, lines.length, unfiltered, window.offset);
    return rows;
  }

  /** What changed since, remembered as sent; null for nothing. */
  difference(lines: Lines, window: ViewWindow, unfiltered: number): Difference | null {
    const now = this.#current(lines, window);
    const moved = window.offset !== this.#offset;
    const { left: remove, kept } = this.#left(lines, now);
    const span = moved ? { first: 0, last: now.length - 1 } : changedPlaces(this.#rows, kept, now);
    const upsert =
      moved || span.last - span.first < EXACT
        ? this.#exact(lines, now, window, span)
        : this.#minimal(lines, now, window);
    const quiet = upsert.length === 0 && remove.length === 0;
    if (quiet && lines.length === this.#total && unfiltered === this.#unfiltered) return null;
    this.#remember(lines, now, lines.length, unfiltered, window.offset);
    return { upsert, remove };
  }

  #current(lines: Lines, window: ViewWindow): Int32Array {
    return lines.view().subarray(window.offset, window.offset + window.limit);
  }

  #exact(lines: Lines, now: Int32Array, window: ViewWindow, span: { first: number; last: number }): Row[] {
    const upsert: Row[] = [];
    for (let i = 0; i < now.length; i++) {
      const row = now[i] ?? 0;
      if ((i >= span.first && i <= span.last) || lines.version(row) > this.#clock)
        upsert.push(lines.row(row, window.offset + i));
    }
    return upsert;
  }

  #minimal(lines: Lines, now: Int32Array, window: ViewWindow): Row[] {
    const upsert: Row[] = [];
    this.#mark(lines, this.#rows);
    for (let i = 0; i < now.length; i++) {
      const row = now[i] ?? 0;
      if (lines.version(row) > this.#clock || !this.#isMarked(row)) upsert.push(lines.row(row, window.offset + i));
    }
    return upsert;
  }

  /** Uids of sent rows that are not in the window any more, and the rows that stay; a row number may be another object by now. */
  #left(lines: Lines, now: Int32Array): { readonly left: readonly string[]; readonly kept: Int32Array } {
    this.#mark(lines, now);
    const left: string[] = [];
    const kept = new Int32Array(this.#uids.length);
    let length = 0;
    for (let i = 0; i < this.#uids.length; i++) {
      const row = this.#rows[i] ?? 0;
      const uid = this.#uids[i] ?? '';
      if (!this.#isMarked(row) || (lines.version(row) > this.#clock && lines.uid(row) !== uid)) left.push(uid);
      else kept[length++] = row;
    }
    return { left, kept: kept.subarray(0, length) };
  }

  #mark(lines: Lines, rows: Int32Array): void {
    if (this.#marks.length < lines.limit) {
      const bigger = new Uint32Array(Math.max(lines.limit, this.#marks.length * 2));
      bigger.set(this.#marks);
      this.#marks = bigger;
    }
    this.#round++;
    this.#markedHeads.clear();
    for (const row of rows) {
      if (row < HEAD) this.#marks[row] = this.#round;
      else this.#markedHeads.add(row);
    }
  }

  #isMarked(row: number): boolean {
    return row < HEAD ? this.#marks[row] === this.#round : this.#markedHeads.has(row);
  }

  #remember(lines: Lines, now: Int32Array, total: number, unfiltered: number, offset: number): void {
    const unchanged =
      now.length === this.#rows.length &&
      now.every((row, i) => row === this.#rows[i] && lines.version(row) <= this.#clock);
    if (!unchanged) {
      this.#rows = now.slice();
      this.#uids = Array.from(now, (row) => lines.uid(row));
    }
    this.#clock = lines.clock;
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
