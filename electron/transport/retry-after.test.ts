import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('Sun, 01 Nov 2026 10:00:00 GMT');
const told = (header: string, date?: string): number | null =>
  retryAfterMs({ 'retry-after': header, ...(date === undefined ? {} : { date }) }, now);

describe('Retry-After', () => {
  it('in seconds', () => {
    expect(told('7')).toBe(7_000);
    expect(told(' 7 ')).toBe(7_000);
  });

  it("as a date, by the server's own clock", () => {
    expect(told('Sun, 01 Nov 2026 10:00:08 GMT')).toBe(8_000);
    expect(told('Sun, 01 Nov 2026 09:50:08 GMT', 'Sun, 01 Nov 2026 09:50:00 GMT')).toBe(8_000);
  });

  it('of no time at all, of the past, of nonsense: the back-off decides', () => {
    for (const header of ['0', '-3', '', '  ', 'soon', '1e-9', 'Sun, 01 Nov 2026 09:00:00 GMT'])
      expect(told(header)).toBeNull();
    expect(retryAfterMs({}, now)).toBeNull();
  });

  it('of three hundred years is an hour', () => {
    expect(told('9999999999')).toBe(3_600_000);
    expect(told('Infinity')).toBe(3_600_000);
  });
});
