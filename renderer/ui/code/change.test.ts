import fc from 'fast-check';
import { expect, it } from 'vitest';
import { smallestChange } from './change.ts';

it('the smallest change turns any text into any other, and touches no more than what differs', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = smallestChange(before, after);
      if (change === null) {
        expect(before).toBe(after);
        return;
      }
      expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after);
      expect(before.slice(change.from, change.to)).not.toBe(change.insert);
    }),
  );
});
