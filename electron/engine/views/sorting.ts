import type { ViewSort } from '../../../shared/contract/views.ts';
import { compareCells, sortKeyOf } from '../../../shared/kinds/format.ts';
import { compareNatural } from '../../../shared/kube/natural.ts';
import type { CompareRows } from '../store/order.ts';
import type { RowStore } from '../store/rows.ts';
import type { ViewColumns } from './columns.ts';

/** Namespace, then name, natural; the row number last, for two objects of one name while one replaces the other. */
export function defaultCompare(store: RowStore): CompareRows {
  return (a, b) => {
    if (a === b) return 0;
    const [spaceA, spaceB] = [store.namespace(a), store.namespace(b)];
    if (spaceA !== spaceB) return compareNatural(spaceA, spaceB);
    return compareNatural(store.name(a), store.name(b)) || a - b;
  };
}

/** How a view is ordered; null for the default order. An unknown column is the default order. */
export interface Sorting {
  /** One comparison, ties included: for a change in an ordered view. */
  readonly compare: CompareRows;
  /** Number or text of one row whose `<` is the ascending order, ties apart: for sorting everything. */
  readonly key: (row: number) => number | string;
  readonly descending: boolean;
  /** The default order holds long runs of this order already (names, within each namespace): compared, not keyed. */
  readonly inRuns: boolean;
  /** The column it depends on, or -1 for what never changes (name, namespace), -2 for the state. */
  readonly column: number;
}

export function sortingOf(store: RowStore, columns: ViewColumns, sort: ViewSort | null): Sorting | null {
  if (sort === null || (sort.column === 'namespace' && !sort.descending)) return null;
  const tie = defaultCompare(store);
  const by = (column: number, key: Sorting['key'], ascending: CompareRows, inRuns = false): Sorting => ({
    column,
    inRuns,
    key,
    descending: sort.descending,
    compare: sort.descending ? (a, b) => ascending(b, a) || tie(a, b) : (a, b) => ascending(a, b) || tie(a, b),
  });
  const text = sortKeyOf('text');
  const column = columns.infos.findIndex((info) => info.id === sort.column);
  if ((sort.column === 'name' && column < 0) || (column >= 0 && columns.infos[column]?.title === 'NAME'))
    return by(
      -1,
      (row) => text(store.name(row)),
      (a, b) => compareNatural(store.name(a), store.name(b)),
      true,
    );
  if (column >= 0) {
    const format = columns.infos[column]?.format ?? 'text';
    const key = sortKeyOf(format);
    const compare = compareCells(format);
    return by(
      column,
      (row) => key(columns.cell(row, column)),
      (a, b) => compare(columns.cell(a, column), columns.cell(b, column)),
    );
  }
  if (sort.column === 'namespace')
    return by(
      -1,
      (row) => text(store.namespace(row)),
      (a, b) => compareNatural(store.namespace(a), store.namespace(b)),
    );
  if (sort.column === 'state')
    return by(
      -2,
      (row) => store.roleNumber(row),
      (a, b) => store.roleNumber(a) - store.roleNumber(b),
    );
  return null;
}

/**
 * Sorts rows that come in default order. Each row gets one number (rank of its key × rows + place in the default order), and
 * numbers sort natively: a tenth of the time of a comparison function.
 */
export function sortRows(rows: Int32Array, sorting: Sorting): Int32Array {
  const count = rows.length;
  // Array's sort finds the runs and merges them; a typed array's does not look for any.
  if (sorting.inRuns) return Int32Array.from([...rows].sort(sorting.compare));
  const keys: (number | string)[] = new Array(count);
  const distinct = new Map<number | string, number>();
  for (let i = 0; i < count; i++) {
    const key = sorting.key(rows[i] ?? 0);
    keys[i] = key;
    distinct.set(key, 0);
  }
  const sorted = sortedKeys([...distinct.keys()]);
  if (sorting.descending) sorted.reverse();
  for (let rank = 0; rank < sorted.length; rank++) distinct.set(sorted[rank] ?? '', rank);
  const combined = new Float64Array(count);
  for (let i = 0; i < count; i++) combined[i] = (distinct.get(keys[i] ?? '') ?? 0) * count + i;
  combined.sort();
  const result = new Int32Array(count);
  for (let i = 0; i < count; i++) result[i] = rows[(combined[i] ?? 0) % count] ?? 0;
  return result;
}

/** Texts sort natively by code unit without a function; numbers need one. */
function sortedKeys(keys: (number | string)[]): (number | string)[] {
  const texts = keys.every((key) => typeof key === 'string');
  return texts ? keys.sort() : keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
