import { type ExtraColumn, extraReader, extraTitle, withExtras } from '../../../shared/kinds/extra.ts';
import type { Cell, ColumnInfo } from '../../../shared/kinds/spec.ts';
import type { CellColumn } from '../store/cells.ts';
import type { RowStore } from '../store/rows.ts';

/** The columns of one view over the shared store: the kind's own, then its extra ones. */
export class ViewColumns {
  readonly infos: readonly ColumnInfo[];
  /** Cells of the extra columns; undefined for one that is not held (yet): its cells are empty. */
  readonly extra: readonly (CellColumn | undefined)[];
  readonly #store: RowStore;
  readonly #own: number;

  constructor(store: RowStore, kindId: string, secret: boolean, extras: readonly ExtraColumn[]) {
    const readers = extras.map((column) => extraReader(kindId, column, secret));
    this.#store = store;
    this.#own = store.columns.length;
    this.extra = readers.map(({ id }) => store.extra(id));
    const named = readers.map(({ format, problem }, i) => {
      const column = extras[i];
      return { title: column === undefined ? '' : extraTitle(column), format, problem };
    });
    this.infos = withExtras(store.columns, named);
  }

  cell(row: number, column: number): Cell {
    if (column < this.#own) return this.#store.cell(row, column);
    return this.extra[column - this.#own]?.get(row) ?? null;
  }

  cells(row: number): Cell[] {
    const cells = this.#store.cells(row);
    for (const column of this.extra) cells.push(column?.get(row) ?? null);
    return cells;
  }

  /** Extra columns that bare words search: what is measured changes by itself and is left out. */
  get searched(): readonly number[] {
    const searched: number[] = [];
    for (let i = this.#own; i < this.infos.length; i++) {
      const format = this.infos[i]?.format;
      if (format !== 'cpu' && format !== 'memory') searched.push(i);
    }
    return searched;
  }
}
