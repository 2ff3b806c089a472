import type { Row } from '../../../shared/contract/views.ts';
import type { CellColumn } from '../store/cells.ts';
import type { Order } from '../store/order.ts';
import type { RowStore } from '../store/rows.ts';

/** What a window cuts from: numbered lines in order, each a row of the store (its number) or a head (`HEAD` and above). */
export interface Lines {
  readonly length: number;
  /** Lines of rows are below this number. */
  readonly limit: number;
  /** Grows with every visible change. */
  readonly clock: number;
  /** The lines in order; valid until the next change. */
  view(): Int32Array;
  uid(line: number): string;
  /** The clock at the line's last visible change. */
  version(line: number): number;
  row(line: number, index: number): Row;
}

/** Heads are numbered from here: beyond any row. */
export const HEAD = 1 << 24;

/** Rows only, as they are ordered. */
export class PlainLines implements Lines {
  readonly #store: RowStore;
  readonly #order: Order;
  readonly #extra: readonly (CellColumn | undefined)[];

  constructor(store: RowStore, order: Order, extra: readonly (CellColumn | undefined)[]) {
    this.#store = store;
    this.#order = order;
    this.#extra = extra;
  }

  get length(): number {
    return this.#order.length;
  }
  get limit(): number {
    return this.#store.limit;
  }
  get clock(): number {
    return this.#store.clock;
  }
  view(): Int32Array {
    return this.#order.view();
  }
  uid(line: number): string {
    return this.#store.uid(line);
  }
  version(line: number): number {
    return this.#store.version(line);
  }
  row(line: number, index: number): Row {
    return this.#store.row(line, index, this.#extra);
  }
}
