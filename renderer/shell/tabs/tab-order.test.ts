import { describe, expect, it } from 'vitest';
import { dropIndex, movedBefore, movedBy, neighbour } from './tab-order.ts';

const order = ['a', 'b', 'c', 'd'];

describe('order of tabs', () => {
  it('moves a tab before another, or to the end', () => {
    expect(movedBefore(order, 'a', 2)).toEqual(['b', 'a', 'c', 'd']);
    expect(movedBefore(order, 'd', 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(movedBefore(order, 'b', 4)).toEqual(['a', 'c', 'd', 'b']);
  });

  it('stays the very same where nothing moves, so that nothing is sent', () => {
    expect(movedBefore(order, 'b', 1)).toBe(order);
    expect(movedBefore(order, 'b', 2)).toBe(order);
    expect(movedBefore(order, 'x', 0)).toBe(order);
    expect(movedBy(order, 'a', -1)).toBe(order);
    expect(movedBy(order, 'd', 1)).toBe(order);
  });

  it('moves by one place', () => {
    expect(movedBy(order, 'b', 1)).toEqual(['a', 'c', 'b', 'd']);
    expect(movedBy(order, 'c', -1)).toEqual(['a', 'c', 'b', 'd']);
  });

  it('goes around the ends', () => {
    expect(neighbour(order, 'd', 1)).toBe('a');
    expect(neighbour(order, 'a', -1)).toBe('d');
    expect(neighbour([], null, 1)).toBeNull();
  });

  it('drops before the first tab whose middle is to the right of the pointer', () => {
    const boxes = [0, 100, 200].map((left) => ({ left, width: 100 }));
    expect([10, 60, 149, 151, 260, 999].map((x) => dropIndex(boxes, x))).toEqual([0, 1, 1, 2, 3, 3]);
  });
});
