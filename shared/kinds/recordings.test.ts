import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cellText } from '../kube/cell-text.ts';
import { goNumber } from '../kube/go-number.ts';
import { arr, rec, str } from '../kube/read.ts';
import { printerColumnsOf, specFromCrd, specFromTable, type TableColumn } from './custom.ts';
import { formatCell } from './format.ts';
import { declaredKinds } from './index.ts';
import type { ColumnSpec, KindSpec, KubeObject } from './spec.ts';

/**
 * Every cell of every kind against the Tables of a real API server (`tests/cluster/recordings`, made by `tests/cluster/record.ts`).
 * 100 % equal, or the rule is wrong here.
 */
const folder = join(import.meta.dirname, '../../tests/cluster/recordings');

interface Recording {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly now: string;
  readonly list: { readonly items: readonly KubeObject[] };
  readonly table: {
    readonly columnDefinitions: readonly Required<TableColumn>[];
    readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
  };
}

const read = (file: string): Recording => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const files = readdirSync(folder).filter((file) => file.endsWith('.json') && /_v\d[^_]*_[a-z]+\.json$/.test(file));
const recordings = files.map(read).filter((recording) => recording.table !== undefined);

/** What kubectl's own printer makes of a raw cell. */
function printed(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'string') return cellText(cell);
  return typeof cell === 'number' ? goNumber(cell) : String(cell);
}

interface Difference {
  readonly object: string;
  readonly column: string;
  readonly server: string;
  readonly ours: string;
}

function differences(
  recording: Recording,
  columns: readonly ColumnSpec[],
  asRead: (row: Recording['table']['rows'][number]) => KubeObject,
): readonly Difference[] {
  const now = Date.parse(recording.now);
  return recording.table.rows.flatMap((row) =>
    columns.flatMap((column, i) => {
      const server = printed(row.cells[i]);
      const ours = formatCell(column.value(asRead(row)), column.format, { now });
      const { namespace = '', name } = row.object.metadata;
      return server === ours ? [] : [{ object: `${namespace}/${name}`, column: column.title, server, ours }];
    }),
  );
}

const headers = (recording: Recording): readonly string[] =>
  recording.table.columnDefinitions.map((column) => `${column.name.toUpperCase()}${column.priority === 0 ? '' : '*'}`);
const ourHeaders = (columns: readonly ColumnSpec[]): readonly string[] =>
  columns.map((column) => `${column.title}${column.wide === true ? '*' : ''}`);

const declaredFor = (recording: Recording): KindSpec | undefined =>
  declaredKinds.find(
    (spec) => spec.group === recording.group && spec.plural === recording.plural && spec.version === recording.version,
  );

const builtIn = recordings.filter((recording) => declaredFor(recording) !== undefined);

describe('declared kinds against the recorded Tables', () => {
  it('covers the kinds a server has', () => {
    expect(builtIn.length).toBeGreaterThanOrEqual(58);
    const cells = builtIn.reduce((sum, { table }) => sum + table.rows.length * table.columnDefinitions.length, 0);
    expect(cells).toBeGreaterThan(2_500);
  });

  it.each(builtIn.map((recording) => [`${recording.plural} ${recording.group}`.trim(), recording] as const))(
    '%s',
    (_name, recording) => {
      const spec = declaredFor(recording);
      const columns = spec?.columns.filter((column) => column.extra !== true) ?? [];
      expect(ourHeaders(columns)).toEqual(headers(recording));
      expect(spec?.kind).toBe(recording.kind);
      expect(spec?.namespaced).toBe(recording.namespaced);
      expect(differences(recording, columns, (row) => row.object)).toEqual([]);
    },
  );

  it.each(builtIn.map((recording) => [`${recording.plural} ${recording.group}`.trim(), recording] as const))(
    '%s: items of the plain list give the same cells, and a state',
    (_name, recording) => {
      const spec = declaredFor(recording);
      const items = new Map(recording.list.items.map((item) => [item.metadata.uid || item.metadata.name, item]));
      const fromList = (row: Recording['table']['rows'][number]): KubeObject =>
        items.get(row.object.metadata.uid || row.object.metadata.name) ?? row.object;
      const columns = spec?.columns.filter((column) => column.extra !== true) ?? [];
      expect(differences(recording, columns, fromList)).toEqual([]);
      for (const item of recording.list.items) {
        expect(spec?.state(item).role).toMatch(/^(ok|progress|warn|bad|off|unknown)$/);
        expect(Array.isArray(spec?.search?.(item) ?? [])).toBe(true);
      }
    },
  );
});

const identity = (recording: Recording) => ({
  id: recording.group === '' ? recording.plural : `${recording.plural}.${recording.group}`,
  group: recording.group,
  version: recording.version,
  kind: recording.kind,
  plural: recording.plural,
  singular: recording.kind.toLowerCase(),
  shortNames: [],
  namespaced: recording.namespaced,
});

const definitions = recordings.find((recording) => recording.plural === 'customresourcedefinitions');
const customs = recordings.flatMap((recording) => {
  const definition = definitions?.list.items.find(
    (item) => rec(rec(item.spec).names).plural === recording.plural && rec(item.spec).group === recording.group,
  );
  const version = arr(rec(definition?.spec).versions).find((item) => rec(item).name === recording.version);
  return version === undefined
    ? []
    : [{ recording, spec: specFromCrd(identity(recording), printerColumnsOf(version)) }];
});

describe('custom resources by their printer columns', () => {
  it('has some with awkward columns', () => {
    expect(customs.length).toBeGreaterThan(0);
  });

  it.each(customs.map((custom) => [str(custom.spec.kind), custom] as const))('%s', (_name, { recording, spec }) => {
    expect(ourHeaders(spec.columns)).toEqual(headers(recording));
    expect(differences(recording, spec.columns, (row) => row.object)).toEqual([]);
  });
});

describe('any kind from its Table alone', () => {
  it.each(recordings.map((recording) => [`${recording.plural} ${recording.group}`.trim(), recording] as const))(
    '%s',
    (_name, recording) => {
      const spec = specFromTable(identity(recording), recording.table.columnDefinitions);
      expect(ourHeaders(spec.columns)).toEqual(headers(recording));
      expect(differences(recording, spec.columns, (row) => ({ ...row.object, cells: row.cells }))).toEqual([]);
    },
  );
});
