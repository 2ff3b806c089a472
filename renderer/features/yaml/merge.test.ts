import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conflictsOf, meaningOf, merge3, mergedText } from './merge.ts';

const base = 'kind: Pod\nmetadata:\n  name: a\n  labels:\n    app: web\nspec:\n  a: 1\n  b: 2\n  c: 3\n';
const merged = (mine: string, theirs: string) => {
  const parts = merge3(base, mine, theirs);
  return { text: mergedText(parts, []), conflicts: conflictsOf(parts) };
};

test('what only one side changed is taken', () => {
  const { text, conflicts } = merged(base.replace('a: 1', 'a: 9'), base.replace('c: 3', 'c: 7'));
  expect(conflicts).toEqual([]);
  expect(text).toBe(base.replace('a: 1', 'a: 9').replace('c: 3', 'c: 7'));
});

test('two new labels beside each other are no conflict, two values of one are', () => {
  const mine = base.replace('app: web', 'app: web\n    tier: front');
  const theirs = base.replace('app: web', 'app: web\n    team: pay');
  expect(merged(mine, theirs)).toMatchObject({
    conflicts: [],
    text: base.replace('app: web', 'app: web\n    team: pay\n    tier: front'),
  });
  const clash = merge3(base, base.replace('app: web', 'app: one'), base.replace('app: web', 'app: two'));
  expect(conflictsOf(clash)).toMatchObject([
    { base: ['    app: web'], mine: ['    app: one'], theirs: ['    app: two'] },
  ]);
  expect(mergedText(clash, ['theirs'])).toBe(base.replace('app: web', 'app: two'));
  expect(mergedText(clash, [undefined])).toBe(base.replace('app: web', 'app: one'));
  expect(mergedText(clash, ['both'])).toBe(base.replace('app: web', 'app: two\n    app: one'));
});

test('of lines beside each other only those that differ on both sides are a conflict', () => {
  const parts = merge3(base, base.replace('a: 1', 'a: 9'), base.replace('a: 1', 'a: 5').replace('b: 2', 'b: 6'));
  expect(conflictsOf(parts)).toMatchObject([{ mine: ['  a: 9'], theirs: ['  a: 5'] }]);
  expect(mergedText(parts, ['mine'])).toBe(base.replace('a: 1', 'a: 9').replace('b: 2', 'b: 6'));
});

test('one side deletes what the other changed: a conflict, never a silent loss', () => {
  const { conflicts } = merged(base.replace('  b: 2\n', ''), base.replace('b: 2', 'b: 5'));
  expect(conflicts).toHaveLength(1);
});

test('whoever changed nothing gets the other’s text', () => {
  const text = fc
    .array(fc.constantFrom('a: 1', 'b: 2', '  c: 3', '- d', ''), { maxLength: 12 })
    .map((l) => l.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(mergedText(merge3(before, before, after), [])).toBe(after);
      expect(mergedText(merge3(before, after, before), [])).toBe(after);
      expect(mergedText(merge3(before, after, after), [])).toBe(after);
    }),
  );
});

test('the meaning of an object is without its version and its status', () => {
  const at = (rv: number, phase: string) =>
    `kind: Pod\nmetadata:\n  name: a\n  resourceVersion: "${rv}"\n  generation: ${rv}\nspec:\n  status: x\nstatus:\n  phase: ${phase}\n  conditions:\n  - type: R\n`;
  expect(meaningOf(at(1, 'Pending'))).toBe(meaningOf(at(2, 'Running')));
  expect(meaningOf(at(1, 'x'))).toContain('  status: x');
  expect(meaningOf(at(1, 'x'))).not.toBe(meaningOf(at(1, 'x').replace('name: a', 'name: b')));
});
