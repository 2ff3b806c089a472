import { expect, test } from 'vitest';
import { ageSeconds, differences, isBetween, parseKubectl } from './kubectl-table.ts';

test('reads columns by their places, titles and cells with single spaces included', () => {
  const text = 'NAME    LAST SCHEDULE   PORT(S)\na b     <none>          80, 443\nlonger                  \n';
  expect(parseKubectl(text)).toEqual({
    titles: ['NAME', 'LAST SCHEDULE', 'PORT(S)'],
    rows: [
      ['a b', '<none>', '80, 443'],
      ['longer', '', ''],
    ],
  });
});

test('reads ages, and nothing else, as seconds', () => {
  expect(ageSeconds('5m9s')).toBe(309);
  expect(ageSeconds('2d21h')).toBe(248_400);
  expect(ageSeconds('Running')).toBeNull();
  expect(ageSeconds('')).toBeNull();
});

test('accepts ages between the two readings and refuses everything else', () => {
  expect(isBetween('43s', '42s', '45s')).toBe(true);
  expect(isBetween('5 (99s ago)', '5 (98s ago)', '5 (101s ago)')).toBe(true);
  expect(isBetween('6 (99s ago)', '5 (98s ago)', '5 (101s ago)')).toBe(false);
  expect(isBetween('46s', '42s', '45s')).toBe(false);
  expect(isBetween('Running', 'Pending', 'Pending')).toBe(false);
});

test('names the cell that differs', () => {
  const table = (status: string) => ({ titles: ['NAME', 'STATUS'], rows: [['a', status]] });
  expect(differences(table('Error'), table('Error'), table('Error'))).toEqual([]);
  expect(differences(table('Error'), table('Failed'), table('Failed'))).toEqual([
    'a/Failed, STATUS: kubectl "Failed", shown "Error"',
  ]);
});
