/** What the widths need to know of a column. */
export interface ColumnWidth {
  readonly id: string;
  /** Pixels at the start. */
  readonly width: number;
  readonly minWidth?: number;
  readonly grow?: boolean;
  readonly pinned?: boolean;
}

export const MIN_COLUMN = 48;

/** The width a person gave, else the column's own; one that grows gives way down to its least before anything scrolls. */
export function widthOf(column: ColumnWidth, widths: Readonly<Record<string, number>>): number {
  const least = column.minWidth ?? MIN_COLUMN;
  const own = column.grow && column.minWidth !== undefined ? least : column.width;
  return Math.max(widths[column.id] ?? own, least);
}

/**
 * Tracks for CSS grid, the same for every row. Columns that grow share what is left over, their width is the least they
 * take; where none grows, an empty track at the end takes the rest.
 */
export function gridTemplate(columns: readonly ColumnWidth[], widths: Readonly<Record<string, number>>): string {
  const tracks = columns.map((column) => {
    const px = widthOf(column, widths);
    return column.grow ? `minmax(${px}px, 1fr)` : `${px}px`;
  });
  return columns.some((column) => column.grow) ? tracks.join(' ') : `${tracks.join(' ')} minmax(0, 1fr)`;
}

/** Offsets at which pinned columns stay, by id: each after those before it. They never grow, so widths are what they are. */
export function pinnedOffsets(
  columns: readonly ColumnWidth[],
  widths: Readonly<Record<string, number>>,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  let left = 0;
  for (const column of columns) {
    if (!column.pinned) break;
    offsets.set(column.id, left);
    left += widthOf(column, widths);
  }
  return offsets;
}

/** The width below which the table scrolls sideways. */
export function minimumWidth(columns: readonly ColumnWidth[], widths: Readonly<Record<string, number>>): number {
  return columns.reduce((sum, column) => sum + widthOf(column, widths), 0);
}
