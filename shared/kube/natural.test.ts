import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNamespaceName, compareNatural, naturalKey } from './natural.ts';

const text = fc.string({ unit: fc.constantFrom(...'ab-.019z<'), maxLength: 14 });

describe('natural order', () => {
  it('puts pod-2 before pod-10, and the namespace before the name', () => {
    const names = ['pod-10', 'pod-2', 'pod', 'pod-1', 'pod-1a', 'pod-b', 'a10b2', 'a10b10', 'a2'];
    expect(names.sort(compareNatural)).toEqual([
      'a2',
      'a10b2',
      'a10b10',
      'pod',
      'pod-1',
      'pod-1a',
      'pod-2',
      'pod-10',
      'pod-b',
    ]);
    const rows = [
      { namespace: 'team-10', name: 'a' },
      { namespace: 'team-2', name: 'b' },
      { namespace: 'team-2', name: 'a' },
    ];
    expect(rows.sort(compareNamespaceName).map((row) => `${row.namespace}/${row.name}`)).toEqual([
      'team-2/a',
      'team-2/b',
      'team-10/a',
    ]);
  });

  it('is a total order: equal for equal texts only, antisymmetric, transitive', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(compareNatural(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareNatural(a, b))).toBe(-Math.sign(compareNatural(b, a)) || 0);
        if (compareNatural(a, b) < 0 && compareNatural(b, c) < 0) expect(compareNatural(a, c)).toBeLessThan(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has keys in the same order, but for leading zeros', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const left = naturalKey(a);
        const right = naturalKey(b);
        if (left !== right) expect(left < right).toBe(compareNatural(a, b) < 0);
        else expect(withoutZeros(a)).toBe(withoutZeros(b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('compares numbers of any length', () => {
    expect(compareNatural(`v${'9'.repeat(30)}`, `v1${'0'.repeat(30)}`)).toBeLessThan(0);
    expect(naturalKey(`v${'9'.repeat(30)}`) < naturalKey(`v1${'0'.repeat(30)}`)).toBe(true);
    expect(naturalKey('v99999999') < naturalKey('v100000000')).toBe(true);
  });
});

const withoutZeros = (value: string): string => value.replace(/\d+/g, (run) => run.replace(/^0+(?=\d)/, ''));
