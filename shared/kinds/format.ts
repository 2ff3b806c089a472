import { formatTimestamp, humanAge, humanDuration } from '../kube/age.ts';
import { cellText } from '../kube/cell-text.ts';
import { goNumber } from '../kube/go-number.ts';
import { compareNatural, naturalKey } from '../kube/natural.ts';
import { parseQuantity, quantityToNumber } from '../kube/quantity.ts';
import type { Cell, CellFormat } from './spec.ts';

/**
 * The only place that turns a cell into text, and the only one that orders cells. Table, command line, export and details
 * all show what `formatCell` answers.
 */

export interface FormatContext {
  /** Epoch ms of the server's clock (local clock plus the offset seen in its `Date` header). */
  readonly now: number;
}

type List = readonly (string | number | null)[];
const isList = (cell: Cell): cell is List => Array.isArray(cell);
const numberAt = (list: List, index: number): number | null => {
  const item = list[index];
  return typeof item === 'number' ? item : null;
};

/** Text of a cell as kubectl prints it. A text cell is shown as it is under every format (`<none>`, `<invalid>`, empty). */
export function formatCell(cell: Cell, format: CellFormat, context: FormatContext): string {
  if (typeof cell === 'string') return cellText(cell);
  if (isList(cell)) return formatList(cell, format, context);
  switch (format) {
    case 'age':
      return humanAge(cell, context.now);
    case 'timestamp':
      return formatTimestamp(cell);
    default:
      return cell === null ? '' : goNumber(cell);
  }
}

function formatList(list: List, format: CellFormat, { now }: FormatContext): string {
  switch (format) {
    case 'ratio': {
      const text = `${list[0] ?? 0}/${list[1] ?? 0}`;
      const of = numberAt(list, 2);
      return of === null ? text : `${text} of ${of}`;
    }
    case 'restarts': {
      const count = numberAt(list, 0) ?? 0;
      const last = numberAt(list, 1);
      return count !== 0 && last !== null ? `${count} (${humanDuration(now - last)} ago)` : String(count);
    }
    case 'duration': {
      const start = numberAt(list, 0);
      return start === null ? '' : humanDuration((numberAt(list, 1) ?? now) - start);
    }
    case 'cpu':
    case 'memory':
      return usageText(numberAt(list, 0), format);
    default:
      return list.map((item) => cellText(String(item ?? ''))).join(',');
  }
}

const MEBI = 2 ** 20;

/** As `kubectl top` prints it: whole millicores, whole Mi; empty where nothing was measured. */
export function usageText(value: number | null, format: 'cpu' | 'memory'): string {
  if (value === null) return '';
  return format === 'cpu' ? `${value}m` : `${Math.floor(value / MEBI)}Mi`;
}

/**
 * The part of a cell's text that does not change as time passes, for filters: ages have none, restarts their count.
 */
export function stableText(cell: Cell, format: CellFormat): string {
  if (typeof cell === 'string') return cell;
  if (!isList(cell)) return format === 'age' ? '' : formatCell(cell, format, { now: 0 });
  if (format === 'restarts') return String(cell[0] ?? 0);
  if (format === 'duration' && numberAt(cell, 1) === null) return '';
  return formatCell(cell, format, { now: 0 });
}

/** Far in the future: under it, what still runs has lasted longer than what ended, and the earlier start the longest. */
const FAR = 8.64e15;

/**
 * The value behind a cell under a format whose order is numeric: ages and durations in ms, quantities and counts as numbers,
 * timestamps as epoch ms. Null when the cell has none (`<none>`, `<unknown>`, empty).
 */
export function numericValue(cell: Cell, format: CellFormat, now = FAR): number | null {
  if (format === 'quantity') {
    if (typeof cell === 'number') return cell;
    const quantity = typeof cell === 'string' ? parseQuantity(cell) : null;
    return quantity === null ? null : quantityToNumber(quantity);
  }
  if (isList(cell)) return listValue(cell, format, now);
  if (typeof cell !== 'number') return null;
  return format === 'age' ? now - cell : cell;
}

function listValue(list: List, format: CellFormat, now: number): number | null {
  const first = numberAt(list, 0);
  if (first === null) return null;
  if (format === 'duration') return (numberAt(list, 1) ?? now) - first;
  // 2/3 before 2/10 before 3/3: what there is, then what is wanted.
  if (format === 'ratio') return first + (numberAt(list, 1) ?? 0) / RATIO_BASE;
  if (format === 'cpu') return first / 1_000;
  return first;
}

const RATIO_BASE = 2 ** 24;

export type SortKey = number | string;

/** Formats ordered by their text, in natural order. */
const isTextOrder = (format: CellFormat): boolean => format === 'text';

/**
 * A function from cell to a key, for hot paths: keys of one format are all numbers or all texts, and their plain `<` is the
 * order of `compareCells`. Ages ascend from the youngest; cells without a value come last.
 */
export function sortKeyOf(format: CellFormat): (cell: Cell) => SortKey {
  if (isTextOrder(format)) return (cell) => naturalKey(textOf(cell));
  // Who uses most is asked in descending order: what was not measured is below everything.
  if (format === 'cpu' || format === 'memory') return (cell) => numericValue(cell, format) ?? -1;
  return (cell) => numericValue(cell, format) ?? Number.POSITIVE_INFINITY;
}

const textOf = (cell: Cell): string =>
  typeof cell === 'string' ? cell : cell === null ? '' : isList(cell) ? cell.join(',') : goNumber(cell);

/** Order of two cells of a column, ascending. Not a tie-break: equal values are equal, whatever their text. */
export function compareCells(format: CellFormat): (a: Cell, b: Cell) => number {
  if (isTextOrder(format)) return (a, b) => compareNatural(textOf(a), textOf(b));
  const key = sortKeyOf(format);
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    return left < right ? -1 : left > right ? 1 : 0;
  };
}
