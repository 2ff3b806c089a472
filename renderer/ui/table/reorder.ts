/** Where a dragged title would go: before the column at this place, or after the last. Pure; pixels of the titles' left edges. */
export interface TitleBox {
  readonly id: string;
  readonly left: number;
  readonly width: number;
}

export interface Drop {
  /** The column it goes before; null: to the end. */
  readonly before: string | null;
  /** Where the insertion line stands. */
  readonly x: number;
}

/** Null: dropping here would change nothing. `boxes` are the columns that may change places, in order. */
export function dropAt(x: number, dragged: string, boxes: readonly TitleBox[]): Drop | null {
  const from = boxes.findIndex((box) => box.id === dragged);
  const last = boxes.at(-1);
  if (from < 0 || last === undefined) return null;
  const at = boxes.findIndex((box) => x < box.left + box.width / 2);
  const to = at < 0 ? boxes.length : at;
  if (to === from || to === from + 1) return null;
  const before = boxes[to];
  return before === undefined ? { before: null, x: last.left + last.width } : { before: before.id, x: before.left };
}

/** The ids after a step of one column to the left or right. */
export function stepped(ids: readonly string[], id: string, step: -1 | 1): readonly string[] | null {
  const from = ids.indexOf(id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= ids.length) return null;
  const next = [...ids];
  next.splice(from, 1);
  next.splice(to, 0, id);
  return next;
}

/** The ids after `id` was put before another, or at the end. */
export function placed(ids: readonly string[], id: string, before: string | null): readonly string[] {
  const rest = ids.filter((one) => one !== id);
  const at = before === null ? rest.length : rest.indexOf(before);
  rest.splice(at < 0 ? rest.length : at, 0, id);
  return rest;
}
