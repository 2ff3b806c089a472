export interface Range {
  readonly first: number;
  /** Inclusive; `first - 1` when there is nothing. */
  readonly last: number;
}

/** Rows that any pixel of the view shows, with `overscan` more on both sides. `top` and `height` are of the rows' part, in pixels. */
export function visibleRange(top: number, height: number, rowHeight: number, count: number, overscan: number): Range {
  if (count <= 0 || height <= 0) return { first: 0, last: -1 };
  const first = Math.min(Math.floor(top / rowHeight), count - 1);
  const last = Math.min(Math.ceil((top + height) / rowHeight) - 1, count - 1);
  return { first: Math.max(0, first - overscan), last: Math.min(count - 1, last + overscan) };
}

export const sameRange = (a: Range, b: Range): boolean => a.first === b.first && a.last === b.last;

/** The offset that shows a row completely, moving as little as possible. */
export function topToShow(index: number, top: number, height: number, rowHeight: number): number {
  const start = index * rowHeight;
  if (start < top) return start;
  if (start + rowHeight > top + height) return Math.max(0, start + rowHeight - height);
  return top;
}

/** Row after a movement key, or `null` for a key that does not move. `current` is -1 when no row is current. */
export function movedIndex(key: string, current: number, page: number, count: number): number | null {
  if (count === 0) return null;
  const within = (index: number) => Math.min(Math.max(index, 0), count - 1);
  switch (key) {
    case 'ArrowDown':
    case 'j':
    case 'J':
      return within(current + 1);
    case 'ArrowUp':
    case 'k':
    case 'K':
      return within(current < 0 ? 0 : current - 1);
    case 'PageDown':
      return within(current + page);
    case 'PageUp':
      return within(current - page);
    case 'Home':
    case 'g':
      return 0;
    case 'End':
    case 'G':
      return count - 1;
    default:
      return null;
  }
}
