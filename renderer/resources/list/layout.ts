import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { CellFormat, ColumnInfo } from '../../../shared/kinds/spec.ts';
import type { ListPrefs } from './prefs.ts';

/** Is a column on screen: as switched by hand, else everything but the wide ones, else all. */
export function isShown(column: ColumnInfo, prefs: Pick<ListPrefs, 'wide' | 'columns'>): boolean {
  const byHand = Object.hasOwn(prefs.columns, column.id) ? prefs.columns[column.id] : undefined;
  return byHand ?? (prefs.wide || !column.wide);
}

/** Of the 13 px interface face with tabular figures, rounded up. */
const CHAR = 6.9;
const PADDING = 14;
const MIN = 64;
const MAX = 260;
const LEAST_NAMESPACE = 92;

/** Numbers, ages and amounts stand at the right, so that they compare at a glance. */
export const isRightAligned = (column: Pick<ColumnInfo, 'format'>): boolean =>
  ['number', 'quantity', 'age', 'restarts', 'duration', 'cpu', 'memory'].includes(column.format);

/** Numbers with a bar beside them. */
export const hasBar = (column: Pick<ColumnInfo, 'format'>): boolean =>
  column.format === 'cpu' || column.format === 'memory';
const BAR_WIDTH = 116;

/** What is not on screen is often longer: `CrashLoopBackOff` below a page of `Running`. Pixels. */
const LEAST: Readonly<Partial<Record<string, number>>> = { STATUS: 126, REASON: 120, RESTARTS: 110 };

/** Characters that a text may gain as time passes: `59s` becomes `1m10s`. */
const GROWS: Readonly<Partial<Record<CellFormat, number>>> = { age: 2, restarts: 1, duration: 2 };

/** A width from the first rows, once: it never changes by itself afterwards, since nothing jumps. */
export function measuredWidth(column: ColumnInfo, at: number, rows: readonly Row[], now: number): number {
  if (hasBar(column)) return BAR_WIDTH;
  let longest = column.title.length + 2;
  const room = GROWS[column.format] ?? 0;
  for (const row of rows) {
    const length = formatCell(row.cells[at] ?? null, column.format, { now }).length + room;
    if (length > longest) longest = length;
  }
  return Math.max(clamp(Math.round(longest * CHAR) + PADDING), LEAST[column.title] ?? 0);
}

export function measuredNamespaceWidth(rows: readonly Row[]): number {
  const longest = rows.reduce((most, row) => Math.max(most, row.namespace.length), 'NAMESPACE'.length);
  return Math.max(LEAST_NAMESPACE, clamp(Math.round(longest * CHAR) + PADDING));
}

const MOST_FITTED = 640;

/** As wide as what is held needs: a double click on a title's edge. */
export function fittedWidth(
  { columns, state }: { readonly columns: readonly ColumnInfo[]; readonly state: { readonly rows: readonly Row[] } },
  id: string,
  now: number,
): number {
  const at = columns.findIndex((column) => column.id === id);
  const column = columns[at];
  const text = (row: Row): string =>
    column === undefined ? row.namespace : formatCell(row.cells[at] ?? null, column.format, { now });
  const title = column?.title ?? 'NAMESPACE';
  const longest = state.rows.reduce((most, row) => Math.max(most, text(row).length), title.length + 2);
  const bar = column !== undefined && hasBar(column) ? 60 : 0;
  return Math.min(MOST_FITTED, Math.max(MIN, Math.round(longest * CHAR) + PADDING + bar));
}

/** Before there are rows. */
export function guessedWidth(column: ColumnInfo): number {
  if (hasBar(column)) return BAR_WIDTH;
  const least = column.format === 'text' ? 120 : column.format === 'restarts' ? 128 : 72;
  return clamp(Math.max(least, Math.round(column.title.length * CHAR) + PADDING));
}

const clamp = (width: number): number => Math.min(MAX, Math.max(MIN, width));
