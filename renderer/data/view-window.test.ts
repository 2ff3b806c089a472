import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row } from '../../shared/contract/views.ts';
import { row, rows } from './testing/fixtures.ts';
import { applyPatch, rowsExpected, windowFor } from './view-window.ts';

describe('windowFor', () => {
  it('keeps the window while a screen is in hand on both sides', () => {
    const present = { offset: 0, limit: 400 };
    expect(windowFor(0, 40, 20_000, present)).toBe(present);
    expect(windowFor(300, 340, 20_000, present)).toBe(present);
  });

  it('asks before the rows run out, with most of the new ones ahead', () => {
    const down = windowFor(330, 370, 20_000, { offset: 0, limit: 400 });
    expect(down).toEqual({ offset: 200, limit: 400 });
    const up = windowFor(1_020, 1_060, 20_000, { offset: 1_000, limit: 400 });
    expect(up).toEqual({ offset: 750, limit: 400 });
  });

  it('a jump beyond the window looks ahead in its direction', () => {
    const { offset, limit } = windowFor(5_000, 5_040, 20_000, { offset: 0, limit: 400 });
    expect(5_000 - offset).toBeLessThan(offset + limit - 5_040);
  });

  it('has no guard at the ends of the list', () => {
    const last = { offset: 19_800, limit: 400 };
    expect(windowFor(19_960, 19_999, 20_000, last)).toBe(last);
  });

  it('grows with a tall screen', () => {
    expect(windowFor(1_000, 1_299, 20_000, { offset: 0, limit: 400 }).limit).toBe(2_400);
  });

  it('always holds what is on screen, and is bounded whatever the list has', () => {
    const limit = fc.constantFrom(200, 400, 1_000);
    fc.assert(
      fc.property(
        fc.nat(150_000),
        fc.integer({ min: 1, max: 120 }),
        fc.nat(150_000),
        limit,
        (first, visible, offset, held) => {
          const last = first + visible - 1;
          const window = windowFor(first, last, 200_000, { offset, limit: held });
          expect(window.offset).toBeLessThanOrEqual(first);
          expect(window.offset + window.limit).toBeGreaterThan(last);
          expect(window.limit).toBeLessThanOrEqual(1_000);
        },
      ),
    );
  });
});

describe('applyPatch', () => {
  it('takes out, then puts each row at its index', () => {
    const held = { offset: 0, rows: rows(0, 4) };
    const next = applyPatch(held, { remove: ['uid-pod-1'], upsert: [row(0, 'new')] });
    expect(next.rows.map((one) => one.name)).toEqual(['new', 'pod-0', 'pod-2', 'pod-3']);
    expect(next.rows.map((one) => one.index)).toEqual([0, 1, 2, 3]);
  });

  it('moves a row that came again at another index', () => {
    const held = { offset: 10, rows: rows(10, 3) };
    const next = applyPatch(held, { remove: [], upsert: [row(12, 'pod-10')] });
    expect(next.rows.map((one) => one.name)).toEqual(['pod-11', 'pod-12', 'pod-10']);
  });

  it('keeps rows that did not change as the same objects', () => {
    const held = { offset: 0, rows: rows(0, 3) };
    const next = applyPatch(held, { remove: [], upsert: [row(1, 'pod-1', ['pod-1', 'Failed'])] });
    expect(next.rows[0]).toBe(held.rows[0]);
    expect(next.rows[1]).not.toBe(held.rows[1]);
    expect(next.rows[2]).toBe(held.rows[2]);
  });

  // The engine sends every shifted row for small windows and leaves them out for large ones: both must come to the same.
  it('comes to the same rows whether or not shifted rows are sent again', () => {
    const names = fc.uniqueArray(fc.nat(60), { maxLength: 30 });
    fc.assert(
      fc.property(names, names, fc.nat(500), (before, after, offset) => {
        const at = (list: readonly number[]): Row[] => list.map((name, place) => row(offset + place, `n${name}`));
        const from = at(before);
        const to = at(after);
        const remove = from.filter((one) => !to.some((other) => other.uid === one.uid)).map((one) => one.uid);
        const exact = to.filter((one) => from.find((other) => other.uid === one.uid)?.index !== one.index);
        const moved = minimal(from, to);
        for (const upsert of [exact, moved]) {
          const { rows: result } = applyPatch({ offset, rows: from }, { remove, upsert });
          expect(result.map((one) => [one.index, one.uid])).toEqual(to.map((one) => [one.index, one.uid]));
        }
      }),
    );
  });
});

/** Rows that came, and those that moved against the others: what stays is a longest run in the old order. */
function minimal(from: readonly Row[], to: readonly Row[]): readonly Row[] {
  const place = new Map(from.map((one, at) => [one.uid, at]));
  let last = -1;
  return to.filter((one) => {
    const was = place.get(one.uid);
    if (was === undefined || was < last) return true;
    last = was;
    return false;
  });
}

it('a window holds what the total leaves', () => {
  expect(rowsExpected({ offset: 0, limit: 200 }, 1_000)).toBe(200);
  expect(rowsExpected({ offset: 900, limit: 200 }, 1_000)).toBe(100);
  expect(rowsExpected({ offset: 2_000, limit: 200 }, 1_000)).toBe(0);
});
