import { expect, test } from 'vitest';
import { causesOf, offsetIn } from './causes.ts';

test('causes of a Status, else the fields that its words name', () => {
  const detail = JSON.stringify({ details: { causes: [{ field: 'spec.replicas', message: 'Invalid value: -1' }] } });
  expect(causesOf({ message: 'x', detail })).toEqual([{ field: 'spec.replicas', message: 'Invalid value: -1' }]);
  const strict = 'strict decoding error: unknown field "spec.a", unknown field "spec.b[0].c"';
  expect(causesOf({ message: strict }).map(({ field }) => field)).toEqual(['spec.a', 'spec.b[0].c']);
  const applied =
    'failed to create typed patch object (n/s; /v1, Kind=Service): .spec.selectr: field not declared in schema';
  expect(causesOf({ message: applied })).toEqual([{ field: 'spec.selectr', message: 'unknown field' }]);
  const go = 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32';
  expect(causesOf({ message: go, detail: 'no json' })).toMatchObject([{ field: 'spec.replicas' }]);
  expect(causesOf({ message: 'something else' })).toEqual([]);
});

test('the place that an error of reading names', () => {
  expect(offsetIn('ab\ncd\nef', 'broken at line 2, column 2')).toBe(4);
  expect(offsetIn('ab', 'at line 9, column 9')).toBe(2);
  expect(offsetIn('ab', 'nothing')).toBeNull();
});
