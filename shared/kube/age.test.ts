import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp, humanAge, humanDuration, parseTime } from './age.ts';

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const Y = 365 * D;

describe('humanDuration', () => {
  // The boundaries of apimachinery's HumanDuration, both sides of each.
  it.each([
    [-2 * S, '<invalid>'],
    [-2 * S + 1, '0s'],
    [-1, '0s'],
    [0, '0s'],
    [999, '0s'],
    [119 * S, '119s'],
    [120 * S - 1, '119s'],
    [120 * S, '2m'],
    [121 * S, '2m1s'],
    [10 * M - 1, '9m59s'],
    [10 * M, '10m'],
    [10 * M + 59 * S, '10m'],
    [3 * H - 1, '179m'],
    [3 * H, '3h'],
    [3 * H + M, '3h1m'],
    [8 * H - 1, '7h59m'],
    [8 * H, '8h'],
    [48 * H - 1, '47h'],
    [48 * H, '2d'],
    [49 * H, '2d1h'],
    [8 * D - 1, '7d23h'],
    [8 * D, '8d'],
    [2 * Y - 1, '729d'],
    [2 * Y, '2y'],
    [2 * Y + D, '2y1d'],
    [8 * Y - 1, '7y364d'],
    [8 * Y, '8y'],
    [30 * Y, '30y'],
  ])('%d ms → %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('ages and times', () => {
  it('goes by the clock it is given; the zero time is unknown', () => {
    const now = Date.parse('2026-07-01T12:00:00Z');
    expect(humanAge(Date.parse('2026-07-01T11:55:00Z'), now)).toBe('5m');
    expect(humanAge(null, now)).toBe('<unknown>');
  });

  it.each([undefined, null, 7, '', 'yesterday', '0001-01-01T00:00:00Z'])('%j has no time', (value) => {
    expect(parseTime(value)).toBeNull();
  });

  it('reads fractions and zones, and the common form as Date.parse does', () => {
    expect(parseTime('2026-01-31T12:34:56.123456Z')).toBe(Date.UTC(2026, 0, 31, 12, 34, 56, 123));
    expect(parseTime('2026-01-31T14:34:56+02:00')).toBe(Date.UTC(2026, 0, 31, 12, 34, 56));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        const text = formatTimestamp(seconds * S);
        expect(parseTime(text)).toBe(seconds * S);
        expect(Date.parse(text)).toBe(seconds * S);
      }),
    );
  });

  it('writes RFC 3339, the zero time included', () => {
    expect(formatTimestamp(Date.UTC(2026, 6, 1, 12, 0, 0, 900))).toBe('2026-07-01T12:00:00Z');
    expect(formatTimestamp(null)).toBe('0001-01-01T00:00:00Z');
  });
});
