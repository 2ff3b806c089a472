import { describe, expect, it } from 'vitest';
import { columnsOf } from './columns.ts';
import { objectFromTableRow, type PrinterColumn, specFromCrd, specFromTable } from './custom.ts';
import { formatCell } from './format.ts';
import type { KindSpec, KubeObject } from './spec.ts';

const NOW = Date.parse('2026-07-01T12:00:00Z');
const kind = {
  id: 'parcels.shop.example',
  group: 'shop.example',
  version: 'v1',
  kind: 'Parcel',
  plural: 'parcels',
  singular: 'parcel',
  shortNames: ['par'],
  namespaced: true,
};
const object = (fields: Readonly<Record<string, unknown>>): KubeObject => ({
  metadata: { name: 'p-1', uid: 'u', creationTimestamp: '2026-07-01T11:55:00Z' },
  ...fields,
});
const printed = (spec: KindSpec, of: KubeObject): readonly string[] =>
  spec.columns.map((column) => formatCell(column.value(of), column.format, { now: NOW }));
const column = (type: string, jsonPath: string, priority?: number): PrinterColumn => ({
  name: 'X',
  type,
  jsonPath,
  ...(priority === undefined ? {} : { priority }),
});
/** What one column of this type prints for `.spec.x`. */
const cell = (type: string, x: unknown): string | undefined =>
  printed(specFromCrd(kind, [column(type, '.spec.x')]), object({ spec: x === undefined ? {} : { x } }))[1];

describe('custom resources', () => {
  it('have NAME and AGE where the definition names no columns', () => {
    const spec = specFromCrd(kind, []);
    expect(spec.columns.map(({ title }) => title)).toEqual(['NAME', 'AGE']);
    expect(printed(spec, object({}))).toEqual(['p-1', '5m']);
  });

  it('have their own columns instead: wide by priority, titles may repeat', () => {
    const spec = specFromCrd(kind, [column('string', '.a'), column('string', '.b', 1), column('string', '.c', 0)]);
    expect(columnsOf(spec).map(({ id, wide }) => [id, wide])).toEqual([
      ['name', false],
      ['x', false],
      ['x~2', true],
      ['x~3', false],
    ]);
  });

  it.each<[string, unknown, string]>([
    ['string', 'text', 'text'],
    ['string', 3, '3'],
    ['string', true, 'true'],
    ['string', { b: [1], a: '<' }, '{"a":"\\u003c","b":[1]}'],
    ['string', 'two\nlines', 'two...'],
    ['string', undefined, ''],
    ['integer', 3, '3'],
    ['integer', 3.9, '3'],
    ['integer', -3.9, '-3'],
    ['integer', '3', ''],
    ['number', 1.5, '1.5'],
    ['number', '1.5', ''],
    ['boolean', false, 'false'],
    ['boolean', 'false', ''],
    ['date', '2026-07-01T11:00:00Z', '60m'],
    ['date', '2026-07-01T13:00:00+02:00', '60m'],
    ['date', 'soon', '<invalid>'],
    ['date', '2026-07-01', '<invalid>'],
    ['date', '2026-02-30T00:00:00Z', '<invalid>'],
    ['date', '', '<unknown>'],
    ['date', 7, ''],
    ['date', undefined, ''],
    ['date', '2027-07-01T11:00:00Z', '<invalid>'],
  ])('%s column over %j prints %j', (type, value, text) => {
    expect(cell(type, value)).toBe(text);
  });

  it('print the first match of a wildcard or filter, and nothing where the path is wrong', () => {
    const of = object({
      spec: {
        list: [
          { n: 'a', on: false },
          { n: 'b', on: true },
        ],
      },
    });
    const show = (path: string) => printed(specFromCrd(kind, [column('string', path)]), of)[1];
    expect(show('.spec.list[*].n')).toBe('a');
    expect(show('.spec.list[?(@.on==true)].n')).toBe('b');
    expect(show('.spec.list[9].n')).toBe('');
    expect(show('.spec.list[')).toBe('');
  });

  it('take their state from their own conditions', () => {
    const spec = specFromCrd(kind, []);
    const state = (status: unknown) => spec.state(object({ status }));
    expect(state(undefined)).toEqual({ role: 'ok', reason: '' });
    expect(state({ conditions: [{ type: 'Ready', status: 'False', message: 'no disk' }] })).toEqual({
      role: 'bad',
      reason: 'no disk',
    });
    expect(state({ conditions: [{ type: 'Ready', status: 'Unknown', reason: 'Waiting' }] }).role).toBe('unknown');
    expect(state({ conditions: [{ type: 'Ready', status: 'True' }] }).role).toBe('ok');
  });
});

describe('kinds by the Table of their server', () => {
  const columns = [
    { name: 'Name', type: 'string', format: 'name', priority: 0 },
    { name: 'Count', type: 'integer', priority: 0 },
    { name: 'Fine', type: 'boolean', priority: 0 },
    { name: 'Age', type: 'string', priority: 0 },
    { name: 'Note', type: 'string', priority: 1 },
  ];
  const spec = specFromTable(kind, columns);
  const row = (metadata: Readonly<Record<string, unknown>>) =>
    objectFromTableRow({ cells: ['p-1', 1_000_000, true, '9d', null], object: { metadata } });

  it('read the cells; AGE goes on by the metadata', () => {
    const of = row({ name: 'p-1', uid: 'u', creationTimestamp: '2026-07-01T11:55:00Z' });
    if (of === null) expect.fail('must be an object');
    expect(printed(spec, of)).toEqual(['p-1', '1000000', 'true', '5m', '']);
    expect(spec.columns.map(({ wide }) => wide === true)).toEqual([false, false, false, false, true]);
  });

  it('show the server’s age where metadata has no time', () => {
    const of = row({ name: 'p-1' });
    expect(of && printed(spec, of)[3]).toBe('9d');
  });

  it('have no object for a row without a name', () => {
    expect(row({})).toBeNull();
    expect(objectFromTableRow(null)).toBeNull();
  });
});
