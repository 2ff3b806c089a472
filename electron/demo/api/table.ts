import type { Fields, KubeObject } from '../types.ts';
import type { Catalog, PrinterColumn } from './catalog.ts';
import { find, type JsonPath, parseJsonPath } from './jsonpath.ts';
import type { ResourceInfo } from './resources.ts';

/** `metav1.TableColumnDefinition`. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** What a real server printed, kept: the columns of a kind, and the cells of the objects it was asked about. */
export interface RecordedTables {
  columns(info: ResourceInfo): readonly ColumnDefinition[] | null;
  /** The row of this object, or of the object it was made after; null where nothing was recorded. */
  cells(info: ResourceInfo, object: KubeObject): readonly unknown[] | null;
}

const NAME: ColumnDefinition = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};
const CREATED_AT: ColumnDefinition = {
  name: 'Created At',
  type: 'date',
  format: '',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  priority: 0,
};

export class Tables {
  readonly #catalog: Catalog;
  readonly #recorded: RecordedTables;
  readonly #now: () => number;
  readonly #paths = new Map<string, JsonPath>();

  constructor(catalog: Catalog, recorded: RecordedTables, now: () => number) {
    this.#catalog = catalog;
    this.#recorded = recorded;
    this.#now = now;
  }

  columns(info: ResourceInfo): readonly ColumnDefinition[] {
    const custom = this.#catalog.printerColumns(info);
    if (custom) return [NAME, ...custom.map(({ jsonPath: _, ...column }) => column)];
    return this.#recorded.columns(info) ?? [NAME, CREATED_AT];
  }

  /** Cells never come from our own idea of a kind: recorded, or metadata and JSONPath, or null. */
  row(info: ResourceInfo, object: KubeObject, include: 'None' | 'Metadata' | 'Object'): Fields {
    const cells = this.#cells(info, object);
    if (include === 'None') return { cells };
    const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
    return { cells, object: include === 'Object' ? object : partial };
  }

  #cells(info: ResourceInfo, object: KubeObject): readonly unknown[] {
    const recorded = this.#recorded.cells(info, object);
    if (recorded) return recorded;
    const custom = this.#catalog.printerColumns(info);
    if (custom) return [object.metadata.name, ...custom.map((column) => this.#customCell(column, object))];
    return this.columns(info).map((column) => {
      if (column.name === 'Name') return object.metadata.name;
      if (column.name === 'Created At') return object.metadata.creationTimestamp;
      if (column.name === 'Age') return this.#age(object.metadata.creationTimestamp);
      return null;
    });
  }

  #age(created: string | null): string {
    return created === null ? '<unknown>' : shortAge(this.#now() - Date.parse(created));
  }

  /** `apiextensions-apiserver/pkg/registry/customresource/tableconvertor`. */
  #customCell(column: PrinterColumn, object: KubeObject): unknown {
    let path = this.#paths.get(column.jsonPath);
    if (!path) {
      path = parseJsonPath(column.jsonPath);
      this.#paths.set(column.jsonPath, path);
    }
    const [value] = find(path, object);
    if (value === undefined) return null;
    // Go's template printer, met with a nil.
    if (value === null) return column.type === 'string' ? '<no value>' : null;
    switch (column.type) {
      case 'integer':
        return typeof value === 'number' ? Math.trunc(value) : null;
      case 'number':
        return typeof value === 'number' ? value : null;
      case 'boolean':
        return typeof value === 'boolean' ? value : null;
      case 'date':
        return this.#date(value);
      default:
        if (typeof value === 'number') return goNumber(value);
        return typeof value === 'string' ? value : goText(value);
    }
  }

  #date(value: unknown): unknown {
    if (typeof value !== 'string') return null;
    if (value === '') return '<unknown>';
    const at = strictDate(value);
    return Number.isNaN(at) ? '<invalid>' : shortAge(this.#now() - at);
  }
}

/** Go parses strictly; JavaScript takes almost anything. */
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch ms; NaN for what is no date, the 30th of February among them. */
function strictDate(value: string): number {
  const day = value.slice(0, 10);
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return real && RFC3339.test(value) ? Date.parse(value) : Number.NaN;
}

const ESCAPED: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026' };

/** `%v` of a float: two digits of exponent at least. */
const goNumber = (value: number): string => String(value).replace(/e([+-])(\d)$/, 'e$10$2');

/** Compact JSON with sorted keys and escaped `<`, `>`, `&`, as Go marshals a map. */
function goText(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return text.replace(/[<>&]/g, (char) => ESCAPED[char] ?? char);
}

/** `apimachinery/pkg/util/duration.HumanDuration`, for the two metadata columns only. */
export function shortAge(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  const rest = (value: number, unit: string): string => (value === 0 ? '' : `${value}${unit}`);
  if (minutes < 10) return `${minutes}m${rest(seconds % 60, 's')}`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return `${hours}h${rest(minutes % 60, 'm')}`;
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return `${days}d${rest(hours % 24, 'h')}`;
  if (days < 730) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? `${years}y${rest(days % 365, 'd')}` : `${years}y`;
}
