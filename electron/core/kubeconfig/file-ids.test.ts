import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileIds } from './file-ids.ts';

const segment = fc.string({
  unit: fc.constantFrom('a', 'b', 'config', ':', '%', '.', ' ', '~', '2', 'é'),
  minLength: 1,
  maxLength: 4,
});
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`);

test('any files in any order get different parts, which end their paths', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
      const ids = new FileIds({});
      const parts = paths.map((one) => ids.partOf(one).part);
      expect(new Set(parts).size).toBe(paths.length);
      for (const [i, part] of parts.entries()) expect(`/${paths[i]}`.endsWith(`/${part}`)).toBe(true);
    }),
  );
});

test('a part once given never changes: not by later files, not by a restart, not by another order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 12 }), fc.integer(), (paths, turn) => {
      const first = new FileIds({});
      const half = paths.slice(0, Math.ceil(paths.length / 2));
      const given = new Map(half.map((one) => [one, first.partOf(one).part]));
      const second = new FileIds(JSON.parse(JSON.stringify(first.entries())));
      const at = Math.abs(turn) % paths.length;
      for (const one of [...paths.slice(at), ...paths.slice(0, at)]) second.partOf(one);
      for (const [one, part] of given) expect(second.partOf(one)).toEqual({ part, added: false });
    }),
  );
});

test('hand-made settings cannot make two files one', () => {
  fc.assert(
    fc.property(fc.dictionary(path, segment), fc.uniqueArray(path, { maxLength: 6 }), (remembered, paths) => {
      const ids = new FileIds(remembered);
      const all = [...new Set([...Object.keys(remembered), ...paths])];
      expect(new Set(all.map((one) => ids.clusterId(one, 'x'))).size).toBe(all.length);
    }),
  );
});

test('the second file of a base name takes the shortest distinguishing path', () => {
  const ids = new FileIds({});
  expect(ids.clusterId('/home/me/.kube/config', 'prod')).toBe('config:prod');
  expect(ids.clusterId('/srv/team-a/config', 'prod')).toBe('team-a/config:prod');
  expect(ids.clusterId('/opt/team-a/config', 'prod')).toBe('opt/team-a/config:prod');
  expect(ids.clusterId('C:\\Users\\me\\config', 'prod')).toBe('me/config:prod');
});
