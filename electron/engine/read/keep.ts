import type { ProtoMessage } from '../../../shared/kinds/spec.ts';

/**
 * Which fields of an object are read at all, as a tree by field name: made from a kind's `proto` descriptor, so that the JSON
 * path and the protobuf path keep exactly the same fields. Everything else is cut from the bytes before `JSON.parse`.
 */
export interface Keep {
  /** By hash of the key's bytes (`hashKey`). A foreign key of equal hash is kept too: harmless. */
  readonly fields: ReadonlyMap<number, KeepField>;
  /** Every name in the tree by its hash; on the root. */
  readonly names: ReadonlyMap<number, string>;
}
export interface KeepField {
  /** `null`: the whole value. */
  readonly inside: Keep | null;
  /** Only the number of entries is kept, in place of the list or map. */
  readonly count: boolean;
}

/** FNV-1a over bytes; the scanner computes the same while it walks a key. */
export function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash | 0;
}

const WHOLE: KeepField = { inside: null, count: false };

/** What every row needs, whatever its kind declares. */
const META = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'labels'];

export function keepOf(proto: ProtoMessage): Keep {
  const names = new Map<number, string>();
  const root = convert(proto, names);
  const fields = new Map(root.fields);
  const metadata = new Map(fields.get(named('metadata', names))?.inside?.fields ?? []);
  for (const name of META) metadata.set(named(name, names), WHOLE);
  fields.set(named('metadata', names), { inside: { fields: metadata, names }, count: false });
  return { fields, names };
}

function named(name: string, names: Map<number, string>): number {
  const hash = hashKey(name);
  names.set(hash, name);
  return hash;
}

function convert(message: ProtoMessage, names: Map<number, string>): Keep {
  const fields = new Map<number, KeepField>();
  for (const field of Object.values(message)) {
    const nested = typeof field.type === 'object' && field.repeat !== 'map' ? convert(field.type, names) : null;
    fields.set(named(field.name, names), { inside: nested, count: field.type === 'count' });
  }
  return { fields, names };
}

/** A tree by names: `true` keeps the whole value. */
type Tree = { readonly [name: string]: true | Tree };

function keepTree(tree: Tree, names = new Map<number, string>()): Keep {
  const fields = new Map<number, KeepField>();
  for (const [name, inside] of Object.entries(tree))
    fields.set(named(name, names), inside === true ? WHOLE : { inside: keepTree(inside, names), count: false });
  return { fields, names };
}

const META_TREE: Tree = Object.fromEntries([...META, 'annotations'].map((name) => [name, true]));

/** A row of a Table: its cells, and of its object the metadata that rows need. */
export const TABLE_ROW: Keep = keepTree({ cells: true, object: { metadata: META_TREE } });

/** The object of a watch event that is a Table; of a plain object its metadata remains. */
export const TABLE_EVENT: Keep = keepTree({
  kind: true,
  metadata: true,
  rows: { cells: true, object: { metadata: META_TREE } },
});

/** For kinds that declare no fields: everything but `metadata.managedFields`, often half of an object's bytes. */
export const DROPPED_KEY = 'managedFields';
