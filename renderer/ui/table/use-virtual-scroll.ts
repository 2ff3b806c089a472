import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Range, sameRange, topToShow, visibleRange } from './range.ts';
import { afterScroll, isScaled, physicalHeight, type ScrollPlace, scrollTopOf } from './scroll-scale.ts';

/** Rows drawn beyond the view on each side: what a wheel turn uncovers before the next frame. */
const OVERSCAN = 12;
/** A table that just appeared draws what is in view, the rest after its first paint, ms: a switch of pages is instant. */
const FIRST_PAINT = 60;
/** Rows are placed relative to a multiple of this, so that no offset exceeds what a browser can lay out. */
const BLOCK = 1024;
/** The thumb of a scaled list goes to its true place when the movement has ended, ms. */
const SETTLE = 150;

export interface VirtualScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly layer: RefObject<HTMLDivElement | null>;
  readonly range: Range;
  /** Index that stands at offset 0 of the layer. */
  readonly base: number;
  /** Height to give to the element that makes the scroll bar, header not included. */
  readonly height: number;
  readonly show: (index: number) => void;
  readonly setTop: (top: number) => void;
  readonly rowsPerPage: () => number;
  readonly onScroll: () => void;
}

export interface VirtualScrollOptions {
  readonly count: number;
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly initialTop: number;
  readonly onTop: ((px: number) => void) | undefined;
}

/**
 * Connects a scrolling element with the range of rows to draw. One scroll listener, one resize observer; state changes only
 * when another row must be drawn.
 */
export function useVirtualScroll(options: VirtualScrollOptions): VirtualScroll {
  const { count, rowHeight, headerHeight, initialTop, onTop } = options;
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const place = useRef<ScrollPlace>({ scrollTop: 0, top: 0 });
  const restore = useRef<number | null>(initialTop > 0 ? initialTop : null);
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [view, setView] = useState(0);
  const [range, setRange] = useState<Range>({ first: 0, last: -1 });
  const [painted, setPainted] = useState(false);
  const total = count * rowHeight + headerHeight;
  const extent = { total, view };
  const base = Math.floor(range.first / BLOCK) * BLOCK;

  const rangeAt = (top: number) => visibleRange(top, view - headerHeight, rowHeight, count, painted ? OVERSCAN : 0);
  const placeLayer = () => {
    const { scrollTop, top } = place.current;
    const offset = isScaled(total) ? base * rowHeight - top + scrollTop : base * rowHeight;
    if (layer.current !== null) layer.current.style.transform = `translateY(${offset}px)`;
  };
  const moveThumb = (top: number) => {
    const element = scroller.current;
    if (element === null) return;
    element.scrollTop = scrollTopOf(top, extent);
    place.current = { scrollTop: element.scrollTop, top };
    placeLayer();
  };
  const draw = (top: number, now: boolean) => {
    const next = rangeAt(top);
    if (sameRange(next, range)) return;
    // Rows that are in view but not drawn yet would be a blank strip for one frame: draw those before the next paint.
    const seen = visibleRange(top, view - headerHeight, rowHeight, count, 0);
    if (now && (seen.first < range.first || seen.last > range.last)) flushSync(() => setRange(next));
    else setRange(next);
  };

  const onScroll = () => {
    const element = scroller.current;
    if (element === null || view === 0) return;
    const { top, resync } = afterScroll(place.current, element.scrollTop, extent);
    place.current = { scrollTop: element.scrollTop, top };
    if (resync) moveThumb(top);
    else placeLayer();
    draw(top, true);
    onTop?.(top);
    if (!isScaled(total)) return;
    clearTimeout(settle.current);
    settle.current = setTimeout(() => moveThumb(place.current.top), SETTLE);
  };

  const setTop = (top: number) => {
    moveThumb(Math.min(Math.max(0, top), Math.max(0, total - view)));
    draw(place.current.top, false);
    onTop?.(place.current.top);
  };
  const rowsPerPage = () => Math.max(1, Math.floor((view - headerHeight) / rowHeight) - 1);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    setView(element.clientHeight);
    const observer = new ResizeObserver(() => setView(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setPainted(true), FIRST_PAINT);
    return () => {
      clearTimeout(timer);
      clearTimeout(settle.current);
    };
  }, []);

  // After every change of size or count: the range that belongs to the place, and the place kept from last time, once.
  useLayoutEffect(() => {
    if (view === 0) return;
    if (restore.current !== null && count > 0) {
      const top = restore.current;
      restore.current = null;
      moveThumb(Math.min(top, Math.max(0, total - view)));
    }
    const most = Math.max(0, total - view);
    if (place.current.top > most) moveThumb(most);
    placeLayer();
    draw(place.current.top, false);
  });

  return {
    scroller,
    layer,
    range,
    base,
    height: physicalHeight(total) - headerHeight,
    show: (index) => setTop(topToShow(index, place.current.top, view - headerHeight, rowHeight)),
    setTop,
    rowsPerPage,
    onScroll,
  };
}
