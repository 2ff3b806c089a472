import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { CellFormat, ColumnInfo } from '../../../shared/kinds/spec.ts';
import type { ListPrefs } from './prefs.ts';

/** Is a column on screen: as switched by hand, else everything but the wide ones, else all. */
export function isShown(column: ColumnInfo, prefs: Pick<ListPrefs, 'wide' | 'columns'>): boolean {
  const byHand = Object.hasOwn(prefs.columns, column.id) ? prefs.columns[column.id] : undefined;
  return byHand ?? (prefs.wide || !column.wide);
}

const CHAR = 7.3;
const PADDING = 20;
const MIN = 64;
const MAX = 260;
const LEAST_NAMESPACE = 108;

/** Numbers, ages and amounts stand at the right, so that they compare at a glance. */
export const isRightAligned = (column: Pick<ColumnInfo, 'format'>): boolean =>
  ['number', 'quantity', 'age', 'restarts', 'duration'].includes(column.format);

/** What is not on screen is often longer: `CrashLoopBackOff` below a page of `Running`. Pixels. */
const LEAST: Readonly<Partial<Record<string, number>>> = { STATUS: 138, REASON: 120 };

/** Characters that a text may gain as time passes: `59s` becomes `1m10s`. */
const GROWS: Readonly<Partial<Record<CellFormat, number>>> = { age: 2, restarts: 1, duration: 2 };

/** A width from the first rows, once: it never changes by itself afterwards, since nothing jumps. */
export function measuredWidth(column: ColumnInfo, at: number, rows: readonly Row[], now: number): number {
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

/** Before there are rows. */
export function guessedWidth(column: ColumnInfo): number {
  const least = column.format === 'text' ? 120 : column.format === 'restarts' ? 128 : 72;
  return clamp(Math.max(least, Math.round(column.title.length * CHAR) + PADDING));
}

const clamp = (width: number): number => Math.min(MAX, Math.max(MIN, width));
