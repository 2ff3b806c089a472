import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareCells, formatCell, numericValue, sortKeyOf, stableText } from './format.ts';
import type { Cell, CellFormat } from './spec.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');
const ago = (seconds: number): number => NOW - seconds * 1_000;
const format = (cell: Cell, as: CellFormat): string => formatCell(cell, as, { now: NOW });

describe('formatCell', () => {
  it.each<[CellFormat, Cell, string]>([
    ['text', 'a\nb', 'a...'],
    ['text', null, ''],
    ['number', 3, '3'],
    ['number', '<unset>', '<unset>'],
    ['quantity', '1Gi', '1Gi'],
    ['age', ago(300), '5m'],
    ['age', null, '<unknown>'],
    ['age', '<none>', '<none>'],
    ['timestamp', NOW, '2026-07-01T12:00:00Z'],
    ['timestamp', null, '0001-01-01T00:00:00Z'],
    ['ratio', [2, 3], '2/3'],
    ['ratio', [0, 1, 3], '0/1 of 3'],
    ['ratio', [0, 1, null], '0/1'],
    ['ratio', '<none>', '<none>'],
    ['restarts', [0, ago(9)], '0'],
    ['restarts', [14, null], '14'],
    ['restarts', [14, ago(300)], '14 (5m ago)'],
    ['duration', [null, null], ''],
    ['duration', [ago(90), null], '90s'],
    ['duration', [ago(90), ago(60)], '30s'],
    ['duration', '<none>', '<none>'],
  ])('%s %j → %j', (as, cell, text) => {
    expect(format(cell, as)).toBe(text);
  });

  it('keeps out of stable text what changes as time passes', () => {
    expect(stableText(ago(300), 'age')).toBe('');
    expect(stableText([14, ago(300)], 'restarts')).toBe('14');
    expect(stableText([ago(90), null], 'duration')).toBe('');
    expect(stableText([ago(90), ago(60)], 'duration')).toBe('30s');
    expect(stableText([1, 2], 'ratio')).toBe('1/2');
    expect(stableText('Running', 'text')).toBe('Running');
  });
});

const sorted = (as: CellFormat, cells: readonly Cell[]): readonly string[] =>
  [...cells].sort(compareCells(as)).map((cell) => format(cell, as));

describe('order', () => {
  it('is by value', () => {
    expect(sorted('text', ['pod-10', 'pod-2', ''])).toEqual(['', 'pod-2', 'pod-10']);
    expect(sorted('number', [10, '<none>', 2])).toEqual(['2', '10', '<none>']);
    expect(sorted('quantity', ['1Gi', '900Mi', '2e3', '1500m', ''])).toEqual(['1500m', '2e3', '900Mi', '1Gi', '']);
    expect(
      sorted('ratio', [
        [2, 3],
        [10, 10],
        [0, 1],
        [2, 10],
      ]),
    ).toEqual(['0/1', '2/3', '2/10', '10/10']);
    expect(
      sorted('restarts', [
        [10, null],
        [9, ago(1)],
        [0, null],
      ]),
    ).toEqual(['0', '9 (1s ago)', '10']);
  });

  it('begins ages with the youngest; what has none comes last', () => {
    expect(sorted('age', [ago(7_200), null, ago(5), '<none>', ago(90)])).toEqual([
      '5s',
      '90s',
      '120m',
      '<unknown>',
      '<none>',
    ]);
    expect(sorted('timestamp', [NOW, ago(5)])).toEqual(['2026-07-01T11:59:55Z', '2026-07-01T12:00:00Z']);
  });

  it('puts what still runs after what ended, the longest last', () => {
    expect(
      sorted('duration', [
        [ago(90), null],
        [ago(500), ago(300)],
        [ago(9_000), null],
        [null, null],
      ]),
    ).toEqual(['3m20s', '90s', '150m', '']);
    expect(numericValue([ago(90), null], 'duration', NOW)).toBe(90_000);
  });

  const cell: fc.Arbitrary<Cell> = fc.oneof(
    fc.constantFrom('<none>', '', 'pod-2', 'pod-10', '1Gi', '500m'),
    fc.integer({ min: 0, max: 4_000_000_000_000 }),
    fc.constant(null),
    fc.tuple(fc.nat(50), fc.option(fc.nat(50))),
  );
  const formats: readonly CellFormat[] = [
    'text',
    'number',
    'quantity',
    'age',
    'timestamp',
    'ratio',
    'restarts',
    'duration',
  ];

  it.each(formats)('%s: keys of one kind, in the order of compareCells, for whatever a cell holds', (as) => {
    const key = sortKeyOf(as);
    const compare = compareCells(as);
    fc.assert(
      fc.property(cell, cell, (a, b) => {
        const left = key(a);
        const right = key(b);
        expect(typeof left).toBe(typeof right);
        expect(Number.isNaN(left)).toBe(false);
        const byKey = left < right ? -1 : left > right ? 1 : 0;
        expect(Math.sign(compare(a, b))).toBe(byKey);
      }),
    );
  });
});
