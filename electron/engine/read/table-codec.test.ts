import { describe, expect, it } from 'vitest';
import type { TableColumn } from '../../../shared/kinds/custom.ts';
import { tableCodec } from './table-codec.ts';

/** As aggregated API servers send it (metrics-server): a Table in words for people, called plain JSON, without versions or uids. */
const TABLE = {
  kind: 'Table',
  apiVersion: 'meta.k8s.io/v1',
  metadata: {},
  columnDefinitions: [
    { name: 'Name', type: 'string', format: 'name', description: 'Name of the resource', priority: 0 },
    { name: 'cpu', type: 'string', format: 'quantity', description: '', priority: 0 },
  ],
  rows: [
    { cells: ['node-a', '216n'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'node-a' } } },
    { cells: ['node-b', '27n'], object: { kind: 'PartialObjectMetadata', metadata: { name: 'node-b' } } },
  ],
};

function read(type: string, body: string) {
  let columns: readonly TableColumn[] = [];
  const items: unknown[] = [];
  const codec = tableCodec((found) => {
    columns = found;
  });
  const bytes = Buffer.concat([Buffer.from(body), Buffer.alloc(1)]);
  codec.readPage(type, bytes, bytes.length - 1, (item) => items.push(item));
  return { columns: columns.map(({ name }) => name), items };
}

describe('a Table', () => {
  it.each([
    ['pretty', JSON.stringify(TABLE, null, 2)],
    ['compact', JSON.stringify(TABLE)],
  ])('is known by what it says it is where its type does not tell (%s)', (_name, body) => {
    const { columns, items } = read('application/json', body);
    expect(columns).toEqual(['Name', 'cpu']);
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items[0])).toContain('216n');
    expect(read('application/json;as=table;v=v1;g=meta.k8s.io', body)).toEqual({ columns, items });
  });

  it('is not seen in a list whose objects are called so', () => {
    const list = {
      kind: 'TableList',
      apiVersion: 'x/v1',
      metadata: {},
      items: [{ kind: 'Table', metadata: { name: 't' } }],
    };
    const { columns, items } = read('application/json', JSON.stringify(list));
    expect(columns).toEqual(['Name', 'Age']);
    expect(items).toHaveLength(1);
  });
});
