/**
 * The form in which a Kubernetes kind is declared, once (`shared/kinds/<kind>.ts`). From it the engine projects rows,
 * the list draws headers and cells, the panel draws details, the command line prints kubectl's table.
 * Everything here is pure; `value` functions are called for every object at intake, so they are cheap and never throw
 * on a malformed object (a throw costs that object one row that says so).
 */

/** What a cell carries over the wire: data, never finished text for things that change with time. */
export type Cell = string | number | null | readonly (string | number | null)[];

/** Closed set of state roles: ● ok · ◐ progress · ▲ warn · ✕ bad · ○ off · ◌ unknown. */
export type StateRole = 'ok' | 'progress' | 'warn' | 'bad' | 'off' | 'unknown';

/**
 * How a cell is formatted and ordered; `shared/kinds/format.ts` is the only place that does either.
 * A string cell is shown as it is under every format (`<none>`, `<unset>`, empty) and, under all but `text`, ordered last.
 * - `text`      string; natural order
 * - `number`    number; shown as is
 * - `quantity`  string as kubectl prints it; ordered by value
 * - `age`       epoch ms (or null → `<unknown>`); shown as kubectl's age, ordered by age: ascending begins with the youngest
 * - `timestamp` epoch ms (or null); shown as RFC 3339 in UTC (`CREATED AT`)
 * - `ratio`     `[have, want]` → `2/3`; `[have, want, of]` → `0/1 of 3`; ordered by have, then want
 * - `restarts`  `[count, lastFinishedMs | null]` → `14 (5m ago)`
 * - `duration`  `[startMs | null, endMs | null]` → running against now, or fixed; empty without a start
 * - `cpu`       `[used, request, limit]` in whole millicores, null where not known → `290m`; ordered by what is used
 * - `memory`    the same in bytes → `309Mi`
 * - `port` etc. are `text`.
 */
export type CellFormat =
  | 'text'
  | 'number'
  | 'quantity'
  | 'age'
  | 'timestamp'
  | 'ratio'
  | 'restarts'
  | 'duration'
  | 'cpu'
  | 'memory';

/** A raw Kubernetes object as parsed from JSON (or the protobuf reader, which yields the same shape). */
export type KubeObject = {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
};

export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

export interface ColumnSpec<O = KubeObject> {
  /** kubectl's header, upper case: `NAME`, `PORT(S)`, `CLUSTER-IP`. NAMESPACE is added by the list. */
  readonly title: string;
  readonly format: CellFormat;
  /** Shown with `-o wide` only. */
  readonly wide?: true;
  /** Part of the product beyond kubectl's table: never printed by the command line's default table. */
  readonly extra?: true;
  readonly value: (object: O) => Cell;
}

/** What crosses to a window about a column: no function. `id` is the title in lower case with dashes, `~2` on a repeat. */
export interface ColumnInfo {
  readonly id: string;
  readonly title: string;
  readonly format: CellFormat;
  readonly wide: boolean;
  readonly extra: boolean;
  /** Why all its cells are empty: a path that is none. */
  readonly problem?: string;
}

export interface StateOf {
  readonly role: StateRole;
  /** Short cause in plain words, for tooltips and "only faulty". Empty when there is nothing to say. */
  readonly reason: string;
}

/** Where the sidebar shows it. */
export type Section = 'workloads' | 'network' | 'config' | 'storage' | 'access' | 'cluster' | 'custom';

/**
 * Which protobuf fields of a kind its columns, state and search read. The engine's selective reader decodes just these into the
 * JSON shape; field numbers from `k8s.io/api/<group>/<version>/generated.proto`. Kinds without it are read as JSON.
 */
export type ProtoType =
  | 'string'
  | 'int'
  | 'bool'
  | 'double'
  | 'bytes64' // bytes → base64 text, as JSON has it
  | 'time' // metav1.Time → RFC 3339
  | 'microtime' // metav1.MicroTime → RFC 3339 with microseconds
  | 'quantity' // resource.Quantity → its text
  | 'intstr' // IntOrString → number or string
  | 'duration'
  | 'count' // a repeated or map field of which only the number of entries is kept: a number stands in its place
  | ProtoMessage;
export interface ProtoField {
  readonly name: string;
  readonly type: ProtoType;
  /** `repeated`: array; `map`: string-keyed object whose values have `type`. */
  readonly repeat?: 'repeated' | 'map';
}
/** Field number → field. */
export type ProtoMessage = { readonly [fieldNumber: number]: ProtoField };

export interface KindSpec<O = KubeObject> {
  /** `plural` for the core group, else `plural.group`. */
  readonly id: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  /** Plural title for people: `Pods`, `PersistentVolumeClaims`. */
  readonly title: string;
  readonly section: Section;
  /** lucide icon name, kebab case. */
  readonly icon: string;
  /** kubectl's columns in the server's order (wide ones where the server puts them). */
  readonly columns: readonly ColumnSpec<O>[];
  readonly state: (object: O) => StateOf;
  /** More words for the search beyond names and labels: images, addresses. */
  readonly search?: (object: O) => readonly string[];
  readonly proto?: ProtoMessage;
  /** Values of this kind are secret: data is masked in the host. */
  readonly secret?: true;
}
