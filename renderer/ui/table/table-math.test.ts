import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atPlace, nextGhosts, placeOf } from './ghosts.ts';
import { movedIndex, topToShow, visibleRange } from './range.ts';
import { afterScroll, isScaled, MAX_HEIGHT, physicalHeight, scrollTopOf } from './scroll-scale.ts';
import { gridTemplate, minimumWidth } from './widths.ts';

describe('visibleRange', () => {
  it('covers every pixel of the view and stays inside the list', () => {
    expect(visibleRange(0, 280, 28, 150_000, 0)).toEqual({ first: 0, last: 9 });
    expect(visibleRange(14, 280, 28, 150_000, 0)).toEqual({ first: 0, last: 10 });
    expect(visibleRange(2800, 280, 28, 150_000, 5)).toEqual({ first: 95, last: 114 });
    expect(visibleRange(99_999_999, 280, 28, 50, 5)).toEqual({ first: 44, last: 49 });
    expect(visibleRange(0, 280, 28, 0, 5)).toEqual({ first: 0, last: -1 });
  });

  it('holds for any place: first and last row of the view are in it', () => {
    fc.assert(
      fc.property(fc.nat(5_000_000), fc.integer({ min: 1, max: 3000 }), fc.constantFrom(28, 34), (top, height, row) => {
        const { first, last } = visibleRange(top, height, row, 1_000_000, 0);
        expect(first * row).toBeLessThanOrEqual(top);
        expect((last + 1) * row).toBeGreaterThanOrEqual(top + height);
      }),
    );
  });
});

describe('topToShow', () => {
  it('moves as little as possible', () => {
    expect(topToShow(3, 0, 280, 28)).toBe(0);
    expect(topToShow(10, 0, 280, 28)).toBe(28);
    expect(topToShow(2, 280, 280, 28)).toBe(56);
  });
});

describe('movedIndex', () => {
  it('moves as k9s and every list do', () => {
    expect(movedIndex('j', -1, 10, 100)).toBe(0);
    expect(movedIndex('k', -1, 10, 100)).toBe(0);
    expect(movedIndex('ArrowDown', 99, 10, 100)).toBe(99);
    expect(movedIndex('PageDown', 5, 10, 100)).toBe(15);
    expect(movedIndex('PageUp', 5, 10, 100)).toBe(0);
    expect(movedIndex('End', 0, 10, 150_000)).toBe(149_999);
    expect(movedIndex('Home', 70, 10, 100)).toBe(0);
    expect(movedIndex('x', 0, 10, 100)).toBeNull();
    expect(movedIndex('j', 0, 10, 0)).toBeNull();
  });
});

describe('scroll beyond the highest element', () => {
  const view = 800;
  const small = { total: 150_000 * 34, view };
  const huge = { total: 2_000_000 * 34, view };

  it('is one to one where the browser can lay the list out, 150,000 comfortable rows included', () => {
    expect(isScaled(small.total)).toBe(false);
    expect(afterScroll({ scrollTop: 0, top: 0 }, 1234, small)).toEqual({ top: 1234, resync: false });
    expect(scrollTopOf(1234, small)).toBe(1234);
  });

  it('keeps the element under the limit and reaches both ends', () => {
    expect(physicalHeight(huge.total)).toBe(MAX_HEIGHT);
    expect(scrollTopOf(huge.total, huge)).toBe(MAX_HEIGHT - view);
    const end = afterScroll({ scrollTop: 0, top: 0 }, MAX_HEIGHT - view, huge);
    expect(end.top).toBe(huge.total - view);
    expect(afterScroll({ scrollTop: 5_000_000, top: 50_000_000 }, 0, huge).top).toBe(0);
  });

  it('moves pixel by pixel for the wheel, and asks for the thumb to follow when it hits an end too early', () => {
    expect(afterScroll({ scrollTop: 3000, top: 34_000 }, 3100, huge)).toEqual({ top: 34_100, resync: false });
    expect(afterScroll({ scrollTop: 100, top: 34_000 }, 0, huge)).toEqual({ top: 33_900, resync: true });
    expect(afterScroll({ scrollTop: 100, top: 80 }, 0, huge)).toEqual({ top: 0, resync: false });
  });

  it('goes back to the same rows: scrollTopOf and a dragged thumb are inverse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: huge.total - view }), (top) => {
        const scrollTop = scrollTopOf(top, huge);
        const far = scrollTop > MAX_HEIGHT / 2 ? 0 : MAX_HEIGHT - view;
        expect(Math.abs(afterScroll({ scrollTop: far, top: 0 }, scrollTop, huge).top - top)).toBeLessThan(1);
      }),
    );
  });
});

describe('columns', () => {
  const columns = [
    { id: 'state', width: 32, minWidth: 24 },
    { id: 'name', width: 240, grow: true },
    { id: 'age', width: 60 },
  ];

  it('gives what is left to the column that grows; a width given to it is the least it takes', () => {
    expect(gridTemplate(columns, {})).toBe('32px minmax(240px, 1fr) 60px');
    expect(gridTemplate(columns, { name: 300 })).toBe('32px minmax(300px, 1fr) 60px');
    expect(gridTemplate(columns, { age: 5 })).toBe('32px minmax(240px, 1fr) 48px');
    expect(gridTemplate([{ id: 'a', width: 240, minWidth: 160, grow: true }], {})).toBe('minmax(160px, 1fr)');
    expect(gridTemplate([{ id: 'a', width: 90 }], {})).toBe('90px minmax(0, 1fr)');
    expect(minimumWidth(columns, {})).toBe(332);
  });
});

describe('rows that left under the pointer', () => {
  const shown = ['a', 'b', 'c', 'd'].map((key, at) => ({ at, key, row: key }));
  const here = (...keys: string[]) => new Set(keys).has.bind(new Set(keys));

  it('stay at their place, and the rows after them do not move', () => {
    const ghosts = nextGhosts([], shown, here('a', 'c', 'd'));
    expect(ghosts).toEqual([{ at: 1, key: 'b', row: 'b' }]);
    expect(atPlace(1, ghosts)).toEqual({ ghost: ghosts[0] });
    expect(atPlace(2, ghosts)).toEqual({ index: 1 });
    expect(placeOf(1, ghosts)).toBe(2);
    expect(placeOf(0, ghosts)).toBe(0);
  });

  it('are forgotten when the row comes back, or when everything changed', () => {
    const ghosts = nextGhosts([], shown, here('a', 'c', 'd'));
    expect(nextGhosts(ghosts, shown, here('a', 'b', 'c', 'd'))).toEqual([]);
    const many = Array.from({ length: 20 }, (_, at) => ({ at, key: String(at), row: String(at) }));
    expect(nextGhosts([], many, here())).toEqual([]);
  });

  it('and places and indexes are inverse for any set of ghosts', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(40), { maxLength: 12 }), fc.nat(60), (places, index) => {
        const ghosts = [...places].sort((a, b) => a - b).map((at) => ({ at, key: `g${at}`, row: 0 }));
        expect(atPlace(placeOf(index, ghosts), ghosts)).toEqual({ index });
      }),
    );
  });
});
