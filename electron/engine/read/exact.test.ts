import { expect, test } from 'vitest';
import { specFromCrd } from '../../../shared/kinds/custom.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { parseExact } from './exact.ts';

test('an integer of 64 bits keeps its digits; anything larger is the float it is for the server too', () => {
  expect(
    parseExact('{"a":9007199254740993,"b":[-9223372036854775808,9223372036854775807],"c":9223372036854775808}'),
  ).toEqual({
    a: 9007199254740993n,
    b: [-(2 ** 63), 9223372036854775807n],
    c: 2 ** 63,
  });
  expect(parseExact('{"a":9007199254740991,"b":1.2345678901234567890,"c":"1234567890123456789"}')).toEqual({
    a: 9007199254740991,
    b: Number('1.2345678901234567'),
    c: '1234567890123456789',
  });
  expect(() => parseExact('{"a":12345678901234567')).toThrow(SyntaxError);
});

test("columns of custom kinds show every digit, as the server's Table does", () => {
  const identity = {
    id: 'oddities.verify.example',
    group: 'verify.example',
    version: 'v1',
    kind: 'Oddity',
    plural: 'oddities',
    singular: 'oddity',
    shortNames: [],
    namespaced: true,
  };
  const spec = specFromCrd(identity, [
    { name: 'Integer', type: 'integer', jsonPath: '.spec.big' },
    { name: 'Text', type: 'string', jsonPath: '.spec.big' },
    { name: 'Object', type: 'string', jsonPath: '.spec' },
    { name: 'Huge', type: 'integer', jsonPath: '.spec.huge' },
  ]);
  const object = parseExact(
    '{"metadata":{"name":"a","namespace":"b","uid":"c"},"spec":{"big":9223372036854775807,"huge":1e300}}',
  ) as KubeObject;
  const cells = spec.columns.slice(1, 5).map((column) => formatCell(column.value(object), column.format, { now: 0 }));
  expect(cells.slice(0, 2)).toEqual(['9223372036854775807', '9223372036854775807']);
  expect(cells[2]).toContain('"big":9223372036854775807');
  expect(cells[3]).toBe('-9223372036854775808');
});
