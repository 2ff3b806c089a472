import type { ViewSnapshot } from '../../../shared/contract/views.ts';
import { type FilterRow, filterOf } from '../../../shared/filter/compile.ts';
import { haystackOf } from '../../../shared/kinds/columns.ts';
import type { Cell, ColumnInfo, StateRole } from '../../../shared/kinds/spec.ts';
import type { RowStore } from '../store/rows.ts';

/** Which rows a filter text lets through. */
export interface RowFilter {
  matches(row: number): boolean;
  /** The answer may change as time passes. */
  readonly timeDependent: boolean;
}

export interface MadeFilter {
  /** Null: everything passes. */
  readonly filter: RowFilter | null;
  readonly problem: ViewSnapshot['filterProblem'];
}

/** `now` is the server's time, epoch ms; `wide`: bare words search the wide columns too. */
export function makeFilter(text: string, store: RowStore, wide: boolean, now: () => number): MadeFilter {
  if (text.trim() === '') return { filter: null, problem: null };
  const shown = (column: Pick<ColumnInfo, 'wide'>): boolean => wide || !column.wide;
  const compiled = filterOf(text, store.columns, shown);
  if (compiled.problem !== null) return { filter: null, problem: compiled.problem };
  if (compiled.everything) return { filter: null, problem: null };
  const { matches, timeDependent } = compiled;
  const cursor = new Cursor(store, wide, (row) => haystackOf(row, store.columns, shown));
  const matchesRow = (row: number): boolean => {
    cursor.row = row;
    return matches(cursor, timeDependent ? now() : 0);
  };
  return { filter: { matches: matchesRow, timeDependent }, problem: null };
}

/** Rows made ready for a filter per turn of the loop: about a millisecond. */
const WARM_ROWS = 1_000;

/**
 * Makes what bare words search ahead of the first keystroke, a little at a time, so that it answers within a frame on 50,000 rows.
 * Answers the end.
 */
export function warmFilter(store: RowStore): () => void {
  const shown = (column: Pick<ColumnInfo, 'wide'>): boolean => !column.wide;
  const cursor = new Cursor(store, false, (row) => haystackOf(row, store.columns, shown));
  let next = 0;
  let scheduled: NodeJS.Immediate | null = null;
  const some = (): void => {
    const until = Math.min(store.limit, next + WARM_ROWS);
    for (; next < until; next++) {
      cursor.row = next;
      if (store.exists(next)) void cursor.haystackLower;
    }
    scheduled = next < store.limit ? setImmediate(some) : null;
  };
  scheduled = setImmediate(some);
  return () => {
    if (scheduled !== null) clearImmediate(scheduled);
  };
}

/** One row at a time as a filter sees it; only what the filter asks for is read from the columns. */
class Cursor implements FilterRow {
  row = 0;
  readonly #store: RowStore;
  readonly #wide: boolean;
  readonly #make: (row: FilterRow) => string;

  constructor(store: RowStore, wide: boolean, make: (row: FilterRow) => string) {
    this.#store = store;
    this.#wide = wide;
    this.#make = make;
  }

  get namespace(): string {
    return this.#store.namespace(this.row);
  }
  get name(): string {
    return this.#store.name(this.row);
  }
  get cells(): readonly Cell[] {
    return this.#store.cells(this.row);
  }
  get state(): StateRole {
    return this.#store.role(this.row);
  }
  /** Made when first asked for and kept until the row changes; not kept with wide columns, which few ask for. */
  get haystackLower(): string {
    return this.#wide ? this.#make(this) : this.#store.haystack(this.row, () => this.#make(this));
  }
  readonly labels = (key: string): string | undefined => {
    const lines = this.#store.labels(this.row);
    const start = `${key}=`;
    for (let at = 0; at < lines.length; ) {
      const end = lines.indexOf('\n', at);
      const stop = end < 0 ? lines.length : end;
      if (lines.startsWith(start, at)) return lines.slice(at + start.length, stop);
      at = stop + 1;
    }
    return undefined;
  };
}
