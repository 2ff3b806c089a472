import { parseTime } from '../kube/age.ts';
import { compileJsonPath, pathText, relaxedPath } from '../kube/json-path.ts';
import { entry } from '../kube/read.ts';
import type { Cell, CellFormat, ColumnInfo, KubeObject, ProtoMessage } from './spec.ts';
import { nodeRoom, podRoom, ROOM_FIELDS } from './usage.ts';

/**
 * Columns beyond those a kind declares: what a user reads from a label, an annotation or a path, the owner, and what pods and nodes use.
 * The engine holds their values only while some view shows them.
 */
export type ExtraFormat = Extract<CellFormat, 'text' | 'number' | 'quantity' | 'age'>;

interface Named {
  readonly title: string;
  readonly format: ExtraFormat;
}
export type ExtraColumn =
  | ({ readonly type: 'label' | 'annotation'; readonly key: string } & Named)
  /** kubectl's `custom-columns` path: `.spec.nodeName`, `{.metadata.name}`, `spec.replicas`. */
  | ({ readonly type: 'path'; readonly path: string } & Named)
  | { readonly type: 'owner' | 'cpu' | 'memory' };

/** What must be read of an object for a column, beside what its kind's own columns read. */
export type ExtraNeed = 'nothing' | 'annotations' | 'room' | 'everything';

/** Where a column's cells come from. */
export type ExtraSource =
  | { readonly type: 'label'; readonly key: string }
  | { readonly type: 'owner' }
  | { readonly type: 'object'; readonly value: (object: KubeObject) => Cell };

export interface ExtraReader {
  /** Equal for columns with equal cells, whatever they are called. */
  readonly id: string;
  readonly format: CellFormat;
  readonly need: ExtraNeed;
  readonly source: ExtraSource;
  readonly problem?: string;
}

const NONE = '<none>';

export function extraId(column: ExtraColumn): string {
  switch (column.type) {
    case 'label':
    case 'annotation':
      return `${column.type} ${column.format} ${column.key}`;
    case 'path':
      return `path ${column.format} ${column.path}`;
    default:
      return column.type;
  }
}

const TITLES = { owner: 'OWNER', cpu: 'CPU', memory: 'MEMORY' } as const;

export function extraTitle(column: ExtraColumn): string {
  switch (column.type) {
    case 'owner':
    case 'cpu':
    case 'memory':
      return TITLES[column.type];
    default:
      return column.title;
  }
}

/** How a column of this kind is read. `kindId` decides where the room (requests, limits, allocatable) of a usage column is. */
export function extraReader(kindId: string, column: ExtraColumn, secret: boolean): ExtraReader {
  const id = extraId(column);
  switch (column.type) {
    case 'label':
      return { id, format: column.format, need: 'nothing', source: { type: 'label', key: column.key } };
    case 'owner':
      return { id, format: 'text', need: 'nothing', source: { type: 'owner' } };
    case 'annotation': {
      const { key, format } = column;
      const value = (object: KubeObject): Cell => shaped(entry(object.metadata.annotations, key), format);
      return { id, format, need: 'annotations', source: { type: 'object', value: secret ? hiding(value) : value } };
    }
    case 'path':
      return pathReader(id, column.path, column.format, secret);
    case 'cpu':
    case 'memory': {
      const room = kindId === 'nodes' ? nodeRoom : podRoom;
      const resource = column.type;
      return { id, format: resource, need: 'room', source: { type: 'object', value: (one) => room(one, resource) } };
    }
  }
}

function pathReader(id: string, text: string, format: ExtraFormat, secret: boolean): ExtraReader {
  const relaxed = relaxedPath(text);
  const path = relaxed === null ? null : compileJsonPath(relaxed);
  if (path === null) {
    const problem = `"${text}" is not a JSONPath, such as .spec.nodeName or {.status.phase}`;
    return { id, format, need: 'nothing', source: { type: 'object', value: () => '' }, problem };
  }
  const value = (object: KubeObject): Cell => {
    const results = path.find(object) ?? [];
    const [first] = results;
    if (results.length === 0) return NONE;
    if (results.length === 1) return shaped(first, format);
    return results.map(pathText).join(',');
  };
  return { id, format, need: 'everything', source: { type: 'object', value: secret ? hiding(value) : value } };
}

/** A value as a cell of its format; what does not fit stays the text it is. */
export function shaped(value: unknown, format: ExtraFormat): Cell {
  if (value === undefined || value === null) return NONE;
  if (format === 'number') {
    const number =
      typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
    if (Number.isFinite(number)) return number;
  }
  if (format === 'age' && typeof value === 'string') return parseTime(value) ?? value;
  return typeof value === 'bigint' ? String(value) : pathText(value);
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MASK = '••••••';

/** A secret's values, and the copy of them that `kubectl apply` leaves, never become cells. */
function hiding(value: (object: KubeObject) => Cell): (object: KubeObject) => Cell {
  const masked = (map: unknown): unknown =>
    typeof map === 'object' && map !== null ? Object.fromEntries(Object.keys(map).map((key) => [key, MASK])) : map;
  return (object) => {
    const { annotations } = object.metadata;
    const shown = annotations !== undefined && Object.hasOwn(annotations, LAST_APPLIED);
    return value({
      ...object,
      metadata: { ...object.metadata, ...(shown ? { annotations: { ...annotations, [LAST_APPLIED]: MASK } } : {}) },
      ...('data' in object ? { data: masked(object.data) } : {}),
      ...('stringData' in object ? { stringData: masked(object.stringData) } : {}),
    });
  };
}

const ANNOTATIONS: ProtoMessage = { 12: { name: 'annotations', type: 'string', repeat: 'map' } };

/** The fields to read for these needs; undefined: all of them, as JSON. */
export function protoWith(
  proto: ProtoMessage | undefined,
  kindId: string,
  needs: ReadonlySet<ExtraNeed>,
): ProtoMessage | undefined {
  if (proto === undefined || needs.has('everything')) return undefined;
  let fields = proto;
  if (needs.has('annotations')) fields = merged(fields, { 1: { name: 'metadata', type: ANNOTATIONS } });
  const room = ROOM_FIELDS[kindId];
  if (needs.has('room') && room !== undefined) fields = merged(fields, room);
  return fields;
}

/** Both descriptors' fields; messages that both name are merged in turn. */
function merged(a: ProtoMessage, b: ProtoMessage): ProtoMessage {
  const fields: { [number: number]: ProtoMessage[number] } = { ...a };
  for (const [key, field] of Object.entries(b)) {
    const number = Number(key);
    const own = fields[number];
    fields[number] =
      own !== undefined && typeof own.type === 'object' && typeof field.type === 'object'
        ? { ...own, type: merged(own.type, field.type) }
        : field;
  }
  return fields;
}

/** Ids that a person can type before a colon: `app-kubernetes-io-name` for `APP.KUBERNETES.IO/NAME`. */
function typable(title: string): string {
  const id = title.toLowerCase().replace(/[^a-z0-9()%-]+/g, '-');
  return /^[a-z]/.test(id) ? id : `column-${id}`;
}

/** The id of an extra column by its title, where no other column has it. */
export const extraColumnId = typable;

/** The columns of a view: its kind's, then the extra ones in the order asked for, each with an id of its own. */
export function withExtras(
  columns: readonly ColumnInfo[],
  extras: readonly { readonly title: string; readonly format: CellFormat; readonly problem?: string | undefined }[],
): readonly ColumnInfo[] {
  const taken = new Set(columns.map((column) => column.id));
  const more = extras.map(({ title, format, problem }): ColumnInfo => {
    const base = typable(title);
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}~${n}`;
    taken.add(id);
    const wrong = problem === undefined ? {} : { problem };
    return { id, title, format, wide: false, extra: true, ...wrong };
  });
  return more.length === 0 ? columns : [...columns, ...more];
}
