import { parseTime } from '../kube/age.ts';
import { findCondition } from '../kube/conditions.ts';
import { compileJsonPath, type JsonPath, pathText } from '../kube/json-path.ts';
import { arr, rec, str } from '../kube/read.ts';
import { AGE, FINE, isDeleting, NAME } from './common.ts';
import type { Cell, CellFormat, ColumnSpec, KindSpec, KubeObject, StateOf } from './spec.ts';

/**
 * Specs for kinds that nobody declared: custom resources from the printer columns of their definition, everything else from the
 * columns of the server's own Table.
 */

/** What discovery tells about a kind. */
export interface KindIdentity {
  readonly id: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
}

function specOf(kind: KindIdentity, columns: readonly ColumnSpec[]): KindSpec {
  return {
    id: kind.id,
    group: kind.group,
    version: kind.version,
    kind: kind.kind,
    plural: kind.plural,
    singular: kind.singular,
    shortNames: kind.shortNames,
    namespaced: kind.namespaced,
    title: kind.kind,
    section: 'custom',
    icon: 'puzzle',
    columns,
    state: conditionState,
  };
}

/** Conditions that custom resources use for "is it working", the most telling first. */
const TELLING = ['Ready', 'Available', 'Healthy', 'Synced', 'Succeeded', 'Established'] as const;

/** State by the object's own conditions; a kind without any is taken to be fine. */
function conditionState(object: KubeObject): StateOf {
  if (isDeleting(object)) return { role: 'progress', reason: 'Being deleted' };
  const conditions = rec(object.status).conditions;
  for (const type of TELLING) {
    const condition = findCondition(conditions, type);
    if (condition === null) continue;
    if (condition.status === 'True') return FINE;
    const reason = str(condition.message) || str(condition.reason) || `Not ${type.toLowerCase()}`;
    return condition.status === 'False' ? { role: 'bad', reason } : { role: 'unknown', reason };
  }
  return FINE;
}

/** A column of `additionalPrinterColumns`. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly priority?: number;
}

/** What the server has where a definition names no columns. */
const DEFAULT_COLUMNS: readonly PrinterColumn[] = [
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

/**
 * A custom resource from its definition. Source: `apiextensions-apiserver/pkg/registry/customresource/tableconvertor`: NAME, then the
 * columns in order, priority 0 in the list and others wide; own columns replace AGE; titles may repeat.
 */
export function specFromCrd(kind: KindIdentity, printerColumns: readonly PrinterColumn[]): KindSpec {
  const given = printerColumns.length === 0 ? DEFAULT_COLUMNS : printerColumns;
  return specOf(kind, [NAME, ...given.map(printerColumn)]);
}

/** `spec.versions[].additionalPrinterColumns` of a definition, as read from the server. */
export const printerColumnsOf = (versionOfDefinition: unknown): readonly PrinterColumn[] =>
  arr(rec(versionOfDefinition).additionalPrinterColumns).map((item) => {
    const column = rec(item);
    const { priority } = column;
    return {
      name: str(column.name),
      type: str(column.type),
      jsonPath: str(column.jsonPath),
      ...(typeof priority === 'number' ? { priority } : {}),
    };
  });

function printerColumn(column: PrinterColumn): ColumnSpec {
  const path = compileJsonPath(column.jsonPath);
  const read = readerOf(column.type);
  const base: ColumnSpec = {
    title: column.name.toUpperCase(),
    format: formatOf(column.type),
    value: path === null ? () => '' : (object) => firstOf(path, object, read),
  };
  return (column.priority ?? 0) === 0 ? base : { ...base, wide: true };
}

/** First match only. Nothing found, and whatever the server reports as an error, is an empty cell. */
function firstOf(path: JsonPath, object: KubeObject, read: (value: unknown) => Cell): Cell {
  const results = path.find(object);
  return results === null || results.length === 0 ? '' : read(results[0]);
}

function formatOf(type: string): CellFormat {
  switch (type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'date':
      return 'age';
    default:
      return 'text';
  }
}

/** A value by the column's type; a mismatch is empty. Source: tableconvertor.go cellForJSONValue. */
function readerOf(type: string): (value: unknown) => Cell {
  switch (type) {
    case 'string':
      return pathText;
    case 'integer':
      return integerCell;
    case 'number':
      return (value) => (typeof value === 'number' || typeof value === 'bigint' ? Number(value) : '');
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? String(value) : '');
    case 'date':
      return (value) => (typeof value === 'string' ? dateCell(value) : '');
    default:
      return () => '';
  }
}

/** Go's `int64(float)` of what no int64 holds, on the servers' usual processors. */
const NO_INT64 = '-9223372036854775808';

/** An integer's digits are all shown: one that no double holds comes as a bigint and is shown as text. Floats are cut. */
function integerCell(value: unknown): Cell {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number') return '';
  return Math.abs(value) >= 2 ** 63 ? NO_INT64 : Math.trunc(value);
}

const RFC_3339 = /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Epoch ms; null (`<unknown>`) for an empty text; `<invalid>` for what Go's RFC 3339 does not take. */
function dateCell(text: string): Cell {
  if (text === '' || text === 'null') return null;
  const match = RFC_3339.exec(text);
  if (match === null) return '<invalid>';
  const day = Number(match[2]);
  const normalized = text.replace(',', '.');
  const sameDay = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === day;
  if (Number.isNaN(Date.parse(normalized)) || !sameDay || match[3] === '24') return '<invalid>';
  return parseTime(normalized);
}

/** A column of a server's Table. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
}

/**
 * A row of a Table (asked for with `includeObject=Metadata`) as an object for the columns of `specFromTable`: its metadata, and the
 * cells beside it.
 */
export function objectFromTableRow(row: unknown): KubeObject | null {
  const { object, cells } = rec(row);
  const given = rec(object);
  const metadata = rec(given.metadata);
  if (typeof metadata.name !== 'string') return null;
  return {
    ...given,
    metadata: { ...metadata, name: metadata.name, uid: str(metadata.uid) },
    cells: arr(cells),
  };
}

/**
 * Any other kind from its Table. AGE comes from the metadata: the server's own is finished text and would stand still. A custom
 * resource whose AGE shows another date says so in the column's description, and keeps the server's text.
 */
export function specFromTable(kind: KindIdentity, tableColumns: readonly TableColumn[]): KindSpec {
  return specOf(
    kind,
    tableColumns.map((column, index) => tableColumn(kind.group, column, index)),
  );
}

function tableColumn(group: string, column: TableColumn, index: number): ColumnSpec {
  const title = column.name.toUpperCase();
  const base: ColumnSpec =
    title === 'AGE' && !showsAnotherDate(column)
      ? { ...AGE, value: (object) => ageCell(object, index) }
      : { title, format: tableFormat(group, column), value: (object) => cellAt(object, index) };
  return (column.priority ?? 0) === 0 ? base : { ...base, wide: true };
}

/** The columns of metrics-server are texts that hold quantities: shown as they are, ordered by value. */
function tableFormat(group: string, { name, type }: TableColumn): CellFormat {
  if (group === 'metrics.k8s.io' && (name === 'cpu' || name === 'memory')) return 'quantity';
  return type === 'integer' || type === 'number' ? 'number' : 'text';
}

/** The description the server gives a custom resource's column that has none of its own (tableconvertor.go). */
const PATH_DESCRIPTION = /^Custom resource definition column \(in JSONPath format\): (.*)$/s;

function showsAnotherDate({ description = '' }: TableColumn): boolean {
  const path = PATH_DESCRIPTION.exec(description)?.[1];
  return path !== undefined && path !== '.metadata.creationTimestamp';
}

const cellAt = (object: KubeObject, index: number): Cell => {
  const value = arr(object.cells)[index];
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? '' : pathText(value);
};

/** Where metadata has no time (some aggregated APIs make objects up), the server's text is what there is. */
const ageCell = (object: KubeObject, index: number): Cell =>
  parseTime(object.metadata.creationTimestamp) ?? cellAt(object, index);
