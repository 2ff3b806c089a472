import type { Cell, CellFormat } from '../../../shared/kinds/spec.ts';

/** One column of all rows. */
export interface CellColumn {
  get(row: number): Cell;
  /** True when the value differs from what was there. */
  set(row: number, cell: Cell): boolean;
  clear(row: number): void;
}

export function columnFor(format: CellFormat): CellColumn {
  if (format === 'cpu' || format === 'memory') return new UsageColumn();
  return format === 'age' || format === 'timestamp' || format === 'number' ? new NumberColumn() : new PointerColumn();
}

/** Numbers as they are, eight bytes each; the rare cell that is none (`<none>`, a list) stands aside. */
class NumberColumn implements CellColumn {
  #values = new Float64Array(64).fill(Number.NaN);
  readonly #odd = new Map<number, Cell>();

  get(row: number): Cell {
    const value = this.#values[row] ?? Number.NaN;
    return Number.isNaN(value) ? (this.#odd.get(row) ?? null) : value;
  }

  set(row: number, cell: Cell): boolean {
    if (row >= this.#values.length) this.#grow(row);
    const before = this.#values[row] ?? Number.NaN;
    if (typeof cell === 'number' && !Number.isNaN(cell)) {
      if (before === cell) return false;
      if (Number.isNaN(before)) this.#odd.delete(row);
      this.#values[row] = cell;
      return true;
    }
    const old = this.get(row);
    if (sameCell(old, cell)) return false;
    this.#values[row] = Number.NaN;
    if (cell === null) this.#odd.delete(row);
    else this.#odd.set(row, cell);
    return true;
  }

  clear(row: number): void {
    this.set(row, null);
  }

  #grow(row: number): void {
    const bigger = new Float64Array(Math.max(this.#values.length * 2, row + 1)).fill(Number.NaN);
    bigger.set(this.#values);
    this.#values = bigger;
  }
}

const NO_NUMBER = Number.NaN;

/** `[used, request, limit]`, 24 bytes a row: hardly two pods use the same. */
class UsageColumn implements CellColumn {
  #values = new Float64Array(3 * 64).fill(NO_NUMBER);

  get(row: number): Cell {
    const at = row * 3;
    if (at >= this.#values.length) return null;
    return [this.#at(at), this.#at(at + 1), this.#at(at + 2)];
  }

  set(row: number, cell: Cell): boolean {
    const at = row * 3;
    if (at >= this.#values.length) this.#grow(at + 3);
    let changed = false;
    for (let i = 0; i < 3; i++) {
      const given = Array.isArray(cell) ? cell[i] : null;
      const value = typeof given === 'number' ? given : NO_NUMBER;
      if (Object.is(this.#values[at + i], value)) continue;
      this.#values[at + i] = value;
      changed = true;
    }
    return changed;
  }

  clear(row: number): void {
    this.set(row, null);
  }

  #at(index: number): number | null {
    const value = this.#values[index] ?? NO_NUMBER;
    return Number.isNaN(value) ? null : value;
  }

  #grow(needed: number): void {
    const bigger = new Float64Array(Math.max(this.#values.length * 2, needed)).fill(NO_NUMBER);
    bigger.set(this.#values);
    this.#values = bigger;
  }
}

/** How many different values are remembered for sharing before the memory starts afresh. */
const SHARED = 4096;

/**
 * Texts and lists by reference, equal ones shared: a status, a node or a `[1, 1]` exists once, however many rows show it. The
 * memory of values is bounded; a column whose values hardly repeat (addresses) stops asking it.
 */
class PointerColumn implements CellColumn {
  readonly #values: Cell[] = [];
  readonly #share = new Shared();

  get(row: number): Cell {
    return this.#values[row] ?? null;
  }

  set(row: number, cell: Cell): boolean {
    if (sameCell(this.#values[row] ?? null, cell)) return false;
    this.#values[row] = this.#share.of(cell);
    return true;
  }

  clear(row: number): void {
    this.#values[row] = null;
  }
}

/** Hands out one instance of equal values, within bounds. */
export class Shared {
  #known = new Map<string, Cell>();
  #asked = 0;
  #met = 0;
  #useless = false;
  readonly #pairs: (Cell | undefined)[] = [];

  of(cell: Cell): Cell {
    if (cell === null || typeof cell === 'number') return cell;
    if (typeof cell !== 'string') {
      const at = pairNumber(cell);
      // Ready counts, restarts of none: small pairs, found without making a text of them.
      if (at >= 0) return this.#pair(at, cell);
    }
    if (this.#useless) return cell;
    const key = typeof cell === 'string' ? cell : cell.join('\u0000');
    const known = this.#known.get(key);
    this.#asked++;
    if (known !== undefined && sameCell(known, cell)) {
      this.#met++;
      return known;
    }
    if (this.#known.size >= SHARED) this.#forget();
    this.#known.set(key, cell);
    return cell;
  }

  #pair(at: number, cell: Cell): Cell {
    const known = this.#pairs[at];
    if (known !== undefined) return known;
    this.#pairs[at] = cell;
    return cell;
  }

  text(text: string): string {
    const shared = this.of(text);
    return typeof shared === 'string' ? shared : text;
  }

  #forget(): void {
    this.#useless = this.#met * 4 < this.#asked;
    this.#known = new Map();
    this.#asked = 0;
    this.#met = 0;
  }
}

/** A number of its own for each pair of whole numbers below 63 (null counts as 63); -1 for anything else. */
function pairNumber(cell: readonly (string | number | null)[]): number {
  if (cell.length !== 2) return -1;
  const a = smallNumber(cell[0]);
  const b = smallNumber(cell[1]);
  return a < 0 || b < 0 ? -1 : a * 64 + b;
}
function smallNumber(value: string | number | null | undefined): number {
  if (value === null) return 63;
  return typeof value === 'number' && value >= 0 && value < 63 && Number.isInteger(value) ? value : -1;
}

export function sameCell(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
