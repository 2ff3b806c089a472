import { stableText } from './format.ts';
import type { Cell, ColumnInfo, ColumnSpec, KindSpec } from './spec.ts';

/**
 * Ids of columns with these titles, in order: the title in lower case with dashes for spaces, `~2` (`~3` …) on a repeat.
 * A title made only of an earlier id's suffix form is kept apart as well.
 */
export function columnIds(titles: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    const base = title.toLowerCase().replace(/\s/g, '-');
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}~${n}`;
    taken.add(id);
    return id;
  });
}

/** The columns as they cross to a window: everything but the functions. */
export function columnsOf(spec: Pick<KindSpec, 'columns'>): readonly ColumnInfo[] {
  const ids = columnIds(spec.columns.map((column) => column.title));
  return spec.columns.map((column, i) => ({
    id: ids[i] ?? '',
    title: column.title,
    format: column.format,
    wide: column.wide === true,
    extra: column.extra === true,
  }));
}

/** One object's cells, in the order of the columns. */
export const cellsOf = <O>(columns: readonly ColumnSpec<O>[], object: O): readonly Cell[] =>
  columns.map((column) => column.value(object));

/**
 * What a bare word of a filter searches: namespace, name and the visible cells' stable text, lower case, one line each, so that
 * a word cannot match across two cells. `shown` tells which columns are visible.
 */
export function haystackOf(
  row: { readonly namespace: string; readonly name: string; readonly cells: readonly Cell[] },
  columns: readonly Pick<ColumnInfo, 'format' | 'wide'>[],
  shown: (column: Pick<ColumnInfo, 'format' | 'wide'>) => boolean = (column) => !column.wide,
): string {
  let text = `${row.namespace}\n${row.name}`;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    const cell = row.cells[i];
    if (column === undefined || cell === undefined || !shown(column) || cell === row.name) continue;
    const part = stableText(cell, column.format);
    if (part !== '') text += `\n${part}`;
  }
  return text.toLowerCase();
}
