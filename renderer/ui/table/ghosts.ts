/**
 * Rows that left while the pointer is over the table: they stay where they were, faded, so that nothing slides under a
 * click. `at` is the place on display, counted with the ghosts before it.
 */
export interface Ghost<R> {
  readonly at: number;
  readonly key: string;
  readonly row: R;
}

export interface Shown<R> {
  readonly at: number;
  readonly key: string;
  readonly row: R;
}

/** More than this at once is another result (a filter, a namespace), not rows that left. */
const MOST_AT_ONCE = 8;
const MOST_KEPT = 24;

/** Ghosts after a change: those held so far, plus the shown rows that are nowhere any more. A row that came back is no ghost. */
export function nextGhosts<R>(
  held: readonly Ghost<R>[],
  shown: readonly Shown<R>[],
  isHere: (key: string) => boolean,
): readonly Ghost<R>[] {
  const known = new Set(held.map((ghost) => ghost.key));
  const left = shown.filter((row) => !known.has(row.key) && !isHere(row.key));
  if (left.length > MOST_AT_ONCE) return [];
  const stay = held.filter((ghost) => !isHere(ghost.key));
  if (left.length === 0 && stay.length === held.length) return held;
  const all = [...stay, ...left].sort((a, b) => a.at - b.at);
  return all.length > MOST_KEPT ? [] : all;
}

/** What stands at a place on display: a ghost, or the row of the list with that index. */
export function atPlace<R>(
  place: number,
  ghosts: readonly Ghost<R>[],
): { readonly ghost: Ghost<R> } | { readonly index: number } {
  let before = 0;
  for (const ghost of ghosts) {
    if (ghost.at === place) return { ghost };
    if (ghost.at < place) before += 1;
  }
  return { index: place - before };
}

/** The place on display of a row of the list. */
export function placeOf<R>(index: number, ghosts: readonly Ghost<R>[]): number {
  let place = index;
  for (const ghost of ghosts) if (ghost.at <= place) place += 1;
  return place;
}
