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

export type ShownColumn = (column: Pick<ColumnInfo, 'wide'>) => boolean;
/** Wide columns are not visible until someone shows them. */
export const shownByDefault: ShownColumn = (column) => !column.wide;

interface NamedCells {
  readonly namespace: string;
  readonly name: string;
  readonly cells: readonly Cell[];
}

/**
 * Namespace, name and the visible cells' stable text, one a line, so that nothing matches across two cells.
 */
export function cellLines(
  row: NamedCells,
  columns: readonly Pick<ColumnInfo, 'format' | 'wide'>[],
  shown: ShownColumn = shownByDefault,
): string {
  let text = `${row.namespace}\n${row.name}`;
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i];
    const cell = row.cells[i];
    if (column === undefined || cell === undefined || cell === row.name || !shown(column)) continue;
    const part = stableText(cell, column.format);
    if (part !== '') text += `\n${part}`;
  }
  return text;
}

/** What a bare word of a filter searches: the visible cells in lower case. */
export const haystackOf = (
  row: NamedCells,
  columns: readonly Pick<ColumnInfo, 'format' | 'wide'>[],
  shown: ShownColumn = shownByDefault,
): string => cellLines(row, columns, shown).toLowerCase();
