import type { ViewSnapshot } from '../../../shared/contract/views.ts';
import { type FilterRow, filterOf } from '../../../shared/filter/compile.ts';
import { haystackOf } from '../../../shared/kinds/columns.ts';
import { stableText } from '../../../shared/kinds/format.ts';
import type { Cell, ColumnInfo, StateRole } from '../../../shared/kinds/spec.ts';
import { labelOf } from '../store/extras.ts';
import type { RowStore } from '../store/rows.ts';
import type { ViewColumns } from './columns.ts';

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
export function makeFilter(
  text: string,
  store: RowStore,
  columns: ViewColumns,
  wide: boolean,
  now: () => number,
): MadeFilter {
  if (text.trim() === '') return { filter: null, problem: null };
  const shown = (column: Pick<ColumnInfo, 'wide'>): boolean => wide || !column.wide;
  const compiled = filterOf(text, columns.infos, shown);
  if (compiled.problem !== null) return { filter: null, problem: compiled.problem };
  if (compiled.everything) return { filter: null, problem: null };
  const { matches, timeDependent } = compiled;
  const cursor = new Cursor(store, columns, wide, (row) => haystackOf(row, store.columns, shown));
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
  const cursor = new Cursor(store, null, false, (row) => haystackOf(row, store.columns, shown));
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
  readonly #columns: ViewColumns | null;
  readonly #searched: readonly number[];
  readonly #wide: boolean;
  readonly #make: (row: FilterRow) => string;

  constructor(store: RowStore, columns: ViewColumns | null, wide: boolean, make: (row: FilterRow) => string) {
    this.#store = store;
    this.#columns = columns;
    this.#searched = columns?.searched ?? [];
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
    return this.#columns === null ? this.#store.cells(this.row) : this.#columns.cells(this.row);
  }
  get state(): StateRole {
    return this.#store.role(this.row);
  }
  get owner(): string {
    return this.#store.owner(this.row);
  }
  /** Made when first asked for and kept until the row changes; not kept with wide columns, which few ask for. */
  get haystackLower(): string {
    const own = this.#wide ? this.#make(this) : this.#store.haystack(this.row, () => this.#make(this));
    return this.#searched.length === 0 ? own : own + this.#extraLines();
  }
  readonly cell = (column: number): Cell => this.#columns?.cell(this.row, column) ?? null;
  readonly labels = (key: string): string | undefined => labelOf(this.#store.labels(this.row), key);

  #extraLines(): string {
    let lines = '';
    for (const column of this.#searched) {
      const format = this.#columns?.infos[column]?.format ?? 'text';
      const text = stableText(this.cell(column), format).toLowerCase();
      if (text !== '' && text !== '<none>') lines += `\n${text}`;
    }
    return lines;
  }
}
