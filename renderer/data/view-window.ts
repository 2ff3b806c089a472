import type { Row, ViewPatchEvent, ViewWindow } from '../../shared/contract/views.ts';

/** Rows of one run of consecutive indexes, beginning at `offset`. A row's `index` is always `offset` + its place here. */
export interface HeldRows {
  readonly offset: number;
  readonly rows: readonly Row[];
}

const MIN_LIMIT = 400;
const STEP = 50;
/** Screens a window holds, at least. */
const SCREENS = 8;

/**
 * The window to ask for when rows `first` to `last` (inclusive) are on screen. The present one is kept while there is a screen in
 * hand on both sides, so that scrolling by a line asks nothing. A new one holds most of its rows ahead, in the direction one is
 * moving: the answer takes a few frames, and the screen must still be inside when it comes.
 */
export function windowFor(first: number, last: number, total: number, present: ViewWindow): ViewWindow {
  const visible = Math.max(1, last - first + 1);
  const end = present.offset + present.limit;
  const down = end < total && last + visible >= end;
  const up = present.offset > 0 && first - visible < present.offset;
  const inside = first >= present.offset && last < end;
  if (inside && !down && !up) return present;
  const limit = Math.max(MIN_LIMIT, Math.ceil((visible * SCREENS) / STEP) * STEP);
  const behind = down === up ? limit / 2 : down ? limit / 4 : (limit * 3) / 4 - visible;
  const offset = Math.max(0, Math.floor((first - behind) / STEP) * STEP);
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
