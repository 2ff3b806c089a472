import { expect, test } from 'vitest';
import { timesIn } from './times.ts';

const at = Date.UTC(2026, 10, 29, 12, 4, 11, 123);

test('a time is shown in the zone that was chosen, whatever the machine has', () => {
  expect(timesIn('utc').clock(at)).toBe('12:04:11');
  expect(timesIn('Asia/Tokyo').clock(at)).toBe('21:04:11');
  expect(timesIn('America/New_York').exact(at)).toBe('2026-11-29 07:04:11.123');
  expect(timesIn('utc').full(at)).toMatch(/UTC|GMT/);
  expect(timesIn('Asia/Tokyo').zone).toBe('Asia/Tokyo');
  expect(timesIn('local').zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});
