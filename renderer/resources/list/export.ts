import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';

/** What is exported: the rows of the filtered view under the columns on screen, as text. */
export interface ExportTable {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface ExportColumn {
  readonly title: string;
  text(row: Row): string;
}

/** Columns as the table shows them: NAMESPACE first where it is shown, cells formatted by the table's own function. */
export function exportColumns(
  columns: readonly ColumnInfo[],
  shown: (column: ColumnInfo) => boolean,
  namespace: boolean,
  now: number,
): readonly ExportColumn[] {
  const cells = columns.flatMap((column, at) =>
    shown(column)
      ? [{ title: column.title, text: (row: Row) => formatCell(row.cells[at] ?? null, column.format, { now }) }]
      : [],
  );
  return namespace ? [{ title: 'NAMESPACE', text: (row: Row) => row.namespace }, ...cells] : cells;
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
