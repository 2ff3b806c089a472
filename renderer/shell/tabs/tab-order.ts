/** Order of the tabs as data; the host keeps it. */

/** `id` moved to stand before the tab at `to` (the number of tabs: at the end). The same order when nothing moves. */
export function movedBefore(order: readonly string[], id: string, to: number): readonly string[] {
  const from = order.indexOf(id);
  if (from < 0 || to === from || to === from + 1) return order;
  const rest = order.filter((other) => other !== id);
  const at = to > from ? to - 1 : to;
  return [...rest.slice(0, at), id, ...rest.slice(at)];
}

/** `id` moved by one place; the same order at an end. */
export function movedBy(order: readonly string[], id: string, step: -1 | 1): readonly string[] {
  const from = order.indexOf(id);
  if (from < 0) return order;
  return movedBefore(order, id, Math.min(order.length, Math.max(0, step < 0 ? from - 1 : from + 2)));
}

/** The tab `step` places further, around the ends. */
export function neighbour(order: readonly string[], id: string | null, step: -1 | 1): string | null {
  if (order.length === 0) return null;
  const at = id === null ? -1 : order.indexOf(id);
  return order[(at + step + order.length) % order.length] ?? null;
}

/** Before which tab a pointer at `x` would drop: the first whose middle is to the right. `boxes` in order, in the same coordinates. */
export function dropIndex(boxes: readonly { readonly left: number; readonly width: number }[], x: number): number {
  const at = boxes.findIndex((box) => x < box.left + box.width / 2);
  return at < 0 ? boxes.length : at;
}
