import { columnsOf } from '../../../shared/kinds/columns.ts';
import type { Cell, ColumnInfo, KindSpec, KubeObject } from '../../../shared/kinds/spec.ts';
import type { ObjectExtra } from './extras.ts';
import type { RowData } from './rows.ts';

/** Turns an object into what is kept of it. Never throws: a malformed object becomes a row that says so. */
export interface Projector {
  readonly columns: readonly ColumnInfo[];
  /** Fills and answers the one reused instance. */
  project(item: unknown): RowData;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export function emptyRow(): RowData {
  return {
    uid: '',
    namespace: '',
    name: '',
    resourceVersion: '',
    cells: [],
    role: 'unknown',
    labels: '',
    words: '',
    owner: '',
    extra: [],
    extras: [],
  };
}

/** The cells of the extra columns; a value that cannot be read is an empty cell. */
export function projectExtras(row: RowData, item: unknown, extras: readonly ObjectExtra[]): void {
  row.extras = extras;
  row.extra.length = extras.length;
  for (let i = 0; i < extras.length; i++) {
    try {
      row.extra[i] = isObject(item) && isObject(item.metadata) ? (extras[i]?.value(item as KubeObject) ?? null) : null;
    } catch {
      row.extra[i] = null;
    }
  }
}

/** `ReplicaSet/web-7d8`: the one that manages the object, as `metav1.GetControllerOf` picks it. */
function controllerText(references: unknown): string {
  if (!Array.isArray(references)) return '';
  for (const reference of references)
    if (isObject(reference) && reference.controller === true) return `${text(reference.kind)}/${text(reference.name)}`;
  return '';
}

/** `key=value` lines; the order is the server's, which sorts them. Values that are not texts are left out. */
export function labelLines(labels: unknown): string {
  if (!isObject(labels)) return '';
  let lines = '';
  for (const key in labels) {
    const value = labels[key];
    if (typeof value !== 'string') continue;
    lines = lines === '' ? `${key}=${value}` : `${lines}\n${key}=${value}`;
  }
  return lines;
}

export class SpecProjector implements Projector {
  readonly columns: readonly ColumnInfo[];
  readonly #spec: Pick<KindSpec, 'columns' | 'state' | 'search'>;
  readonly #row = emptyRow();
  readonly #cells: Cell[];

  constructor(spec: Pick<KindSpec, 'columns' | 'state' | 'search'>) {
    this.#spec = spec;
    this.columns = columnsOf(spec);
    this.#cells = spec.columns.map(() => null);
  }

  project(item: unknown): RowData {
    const row = this.#row;
    row.cells = this.#cells;
    const problem = identify(row, item);
    if (problem !== null) return malformed(row, this.#cells, this.columns, problem);
    const object = item as KubeObject;
    try {
      const columns = this.#spec.columns;
      for (let i = 0; i < columns.length; i++) this.#cells[i] = columns[i]?.value(object) ?? null;
      row.role = this.#spec.state(object).role;
      row.words = this.#spec.search === undefined ? '' : this.#spec.search(object).join('\n').toLowerCase();
    } catch (error) {
      return malformed(row, this.#cells, this.columns, error instanceof Error ? error.message : String(error));
    }
    return row;
  }
}

/** Reads identity into the row; answers what is wrong with it, or null. */
export function identify(row: RowData, item: unknown): string | null {
  const metadata = isObject(item) ? item.metadata : undefined;
  if (!isObject(item) || !isObject(metadata)) {
    Object.assign(row, emptyRow(), { cells: row.cells });
    row.uid = `malformed:${shortOf(item)}`;
    return isObject(item) ? 'it has no metadata' : 'it is not an object';
  }
  row.name = text(metadata.name);
  row.namespace = text(metadata.namespace);
  row.uid = text(metadata.uid) || `malformed:${row.namespace}/${row.name}`;
  row.resourceVersion = text(metadata.resourceVersion);
  row.labels = labelLines(metadata.labels);
  row.owner = controllerText(metadata.ownerReferences);
  return null;
}

/** Identity of something that has none: its own text, so that the same garbage is the same row. */
function shortOf(item: unknown): string {
  const json = JSON.stringify(item) ?? String(item);
  return json.length <= 120 ? json : json.slice(0, 120);
}

function malformed(row: RowData, cells: Cell[], columns: readonly ColumnInfo[], problem: string): RowData {
  row.name ||= '<malformed object>';
  row.words = '';
  row.role = 'bad';
  let said = false;
  for (let i = 0; i < cells.length; i++) {
    const format = columns[i]?.format;
    if (columns[i]?.title === 'NAME') cells[i] = row.name;
    else if (!said && format === 'text') {
      cells[i] = `malformed: ${problem}`;
      said = true;
    } else cells[i] = null;
  }
  // A kind whose only text is the name says it there.
  if (!said && cells.length > 0) cells[0] = `${row.name} (malformed: ${problem})`;
  return row;
}
