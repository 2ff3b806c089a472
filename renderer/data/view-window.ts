import type { Row, ViewPatchEvent, ViewWindow } from '../../shared/contract/views.ts';

/** Rows of one run of consecutive indexes, beginning at `offset`. A row's `index` is always `offset` + its place here. */
export interface HeldRows {
  readonly offset: number;
  readonly rows: readonly Row[];
}

const MIN_LIMIT = 200;
const STEP = 50;

/**
 * The window to ask for when rows `first` to `last` (inclusive) are on screen. The present one is kept while there is still
 * half a screen in hand on both sides, so that scrolling by a line asks nothing; a new one has the screen in its middle.
 */
export function windowFor(first: number, last: number, total: number, present: ViewWindow): ViewWindow {
  const visible = Math.max(1, last - first + 1);
  const guard = Math.ceil(visible / 2);
  const end = present.offset + present.limit;
  const roomAbove = present.offset === 0 || first - present.offset >= guard;
  const roomBelow = end >= total || end - 1 - last >= guard;
  if (first >= present.offset && last < end && roomAbove && roomBelow) return present;
  const limit = Math.max(MIN_LIMIT, Math.ceil((visible * 3) / STEP) * STEP);
  const middle = first + visible / 2;
  const offset = Math.max(0, Math.floor((middle - limit / 2) / STEP) * STEP);
  return { offset, limit };
}

/**
 * Applies a patch: `remove` first, then each row at its index. Rows in between keep their order and move up or down, whether or
 * not the engine sent them again.
 */
export function applyPatch(held: HeldRows, patch: Pick<ViewPatchEvent, 'upsert' | 'remove'>): HeldRows {
  const leaving = new Set(patch.remove);
  for (const row of patch.upsert) leaving.add(row.uid);
  const rows = leaving.size === 0 ? [...held.rows] : held.rows.filter((row) => !leaving.has(row.uid));
  const coming = [...patch.upsert].sort((a, b) => a.index - b.index);
  for (const row of coming) {
    const at = Math.min(Math.max(0, row.index - held.offset), rows.length);
    rows.splice(at, 0, row);
  }
  return { offset: held.offset, rows: renumber(rows, held.offset) };
}

function renumber(rows: readonly Row[], offset: number): readonly Row[] {
  return rows.map((row, at) => (row.index === offset + at ? row : { ...row, index: offset + at }));
}

/** How many rows a window must hold for a total; a patch that leaves another number asks for the window anew. */
export function rowsExpected(window: ViewWindow, total: number): number {
  return Math.max(0, Math.min(window.limit, total - window.offset));
}
