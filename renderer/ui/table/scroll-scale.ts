/**
 * A list can be higher than a browser can lay out (Chromium: 33.5 million device pixels, Firefox: 17.8 million), and zoom
 * and dense screens multiply. Above a limit the scroll bar's travel is shorter than the list: small movements still move
 * the rows pixel by pixel, a dragged thumb moves them in proportion.
 */

/** CSS pixels; leaves room for 200 % zoom on a screen with two device pixels per pixel. */
export const MAX_HEIGHT = 6_000_000;

export interface Extent {
  /** Height of all rows and the header, in CSS pixels. */
  readonly total: number;
  /** Height of the scrolling element's inside. */
  readonly view: number;
}

/** `scrollTop` of the element, and the offset in the list that it stands for. */
export interface ScrollPlace {
  readonly scrollTop: number;
  readonly top: number;
}

export const physicalHeight = (total: number): number => Math.min(total, MAX_HEIGHT);
export const isScaled = (total: number): boolean => total > MAX_HEIGHT;

const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), Math.max(max, 0));

/** Where the thumb belongs for an offset in the list. */
export function scrollTopOf(top: number, { total, view }: Extent): number {
  const at = clamp(top, total - view);
  if (!isScaled(total)) return at;
  return (at / (total - view)) * (physicalHeight(total) - view);
}

/**
 * The offset in the list after the element scrolled. `resync` asks to move the thumb to where it belongs at once: it hit
 * an end that the list has not reached.
 */
export function afterScroll(
  before: ScrollPlace,
  scrollTop: number,
  extent: Extent,
): { readonly top: number; readonly resync: boolean } {
  const { total, view } = extent;
  if (!isScaled(total)) return { top: clamp(scrollTop, total - view), resync: false };
  const travel = physicalHeight(total) - view;
  const moved = scrollTop - before.scrollTop;
  if (Math.abs(moved) > view * 2) return { top: (clamp(scrollTop, travel) / travel) * (total - view), resync: false };
  const top = clamp(before.top + moved, total - view);
  const atEnd = scrollTop <= 0 || scrollTop >= travel;
  return { top, resync: atEnd && top > 0 && top < total - view };
}
