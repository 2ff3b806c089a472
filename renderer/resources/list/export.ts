import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { type ListColumn, NAMESPACE_COLUMN } from './columns-model.ts';

/** What is exported: the rows of the filtered view under the columns on screen, as text. */
export interface ExportTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ExportColumn {
  readonly title: string;
  text(row: Row): string;
}

/** Columns as the table shows them, in its order; cells formatted by the table's own function. `held`: where the rows' cells are. */
export function exportColumns(
  columns: readonly ListColumn[],
  held: readonly ColumnInfo[],
  now: number,
): readonly ExportColumn[] {
  return columns.flatMap(({ id, info, shown }): readonly ExportColumn[] => {
    if (!shown) return [];
    if (id === NAMESPACE_COLUMN) return [{ title: info.title, text: (row) => row.namespace }];
    const at = held.findIndex((column) => column.id === id);
    const column = held[at];
    if (column === undefined) return [];
    return [{ title: column.title, text: (row) => formatCell(row.cells[at] ?? null, column.format, { now }) }];
  });
}

/** `prod-eu-pods-payments-2026-11-29-0504`: whose, what, where, and when it was so (UTC). */
export function fileName(cluster: string, kind: string, namespaces: readonly string[] | null, now: number): string {
  const where = namespaces?.length === 1 ? `-${namespaces[0] ?? ''}` : '';
  const at = new Date(now).toISOString().slice(0, 16).replace('T', '-').replace(':', '');
  return `${cluster}-${kind}${where}-${at}`;
}

export const exportTable = (columns: readonly ExportColumn[], rows: readonly Row[]): ExportTable => ({
  titles: columns.map((column) => column.title),
  rows: rows.map((row) => columns.map((column) => column.text(row))),
});

/** RFC 4180. A cell that a spreadsheet would run as a formula is quoted with an apostrophe: contents are the cluster's. */
export function toCsv({ titles, rows }: ExportTable): string {
  return [titles, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
}

function csvCell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A list of objects by column title; a repeated title keeps a number. */
export function toJson({ titles, rows }: ExportTable): string {
  const seen = new Map<string, number>();
  const keys = titles.map((title) => {
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count === 1 ? title : `${title} ${count}`;
  });
  const objects = rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, row[at] ?? ''])));
  return JSON.stringify(objects, null, 2);
}

/** A table as GitHub's Markdown has it. */
export function toMarkdown({ titles, rows }: ExportTable): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

const markdownCell = (value: string): string => value.replace(/[\\|<>]/g, (char) => `\\${char}`).replaceAll('\n', ' ');
