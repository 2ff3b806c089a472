import type { ProtoMessage } from '../../../shared/kinds/spec.ts';

/**
 * Which fields of an object are read at all, as a tree by field name: made from a kind's `proto` descriptor, so that the JSON
 * path and the protobuf path keep exactly the same fields. Everything else is cut from the bytes before `JSON.parse`.
 */
export interface Keep {
  /** By hash of the key's bytes (`hashKey`). A foreign key of equal hash is kept too: harmless. */
  readonly fields: ReadonlyMap<number, KeepField>;
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
  const root = convert(proto);
  const fields = new Map(root.fields);
  const metadata = fields.get(hashKey('metadata'))?.inside;
  const inside = new Map(metadata?.fields ?? []);
  for (const name of META) inside.set(hashKey(name), WHOLE);
  fields.set(hashKey('metadata'), { inside: { fields: inside }, count: false });
  return { fields };
}

function convert(message: ProtoMessage): Keep {
  const fields = new Map<number, KeepField>();
  for (const field of Object.values(message)) {
    const nested = typeof field.type === 'object' && field.repeat !== 'map' ? convert(field.type) : null;
    fields.set(hashKey(field.name), { inside: nested, count: field.type === 'count' });
  }
  return { fields };
}

const inside = (fields: Readonly<Record<string, KeepField>>): KeepField => ({
  inside: { fields: new Map(Object.entries(fields).map(([name, field]) => [hashKey(name), field])) },
  count: false,
});

/** A row of a Table: its cells, and of its object the metadata that rows need. */
export const TABLE_ROW: Keep = {
  fields: new Map([
    [hashKey('cells'), WHOLE],
    [
      hashKey('object'),
      inside({ metadata: inside(Object.fromEntries([...META, 'annotations'].map((name) => [name, WHOLE]))) }),
    ],
  ]),
};

/** The object of a watch event that is a Table; of a plain object its metadata remains. */
export const TABLE_EVENT: Keep = {
  fields: new Map([
    [hashKey('kind'), WHOLE],
    [hashKey('metadata'), WHOLE],
    [hashKey('rows'), { inside: TABLE_ROW, count: false }],
  ]),
};

/** For kinds that declare no fields: everything but `metadata.managedFields`, often half of an object's bytes. */
export const DROPPED_KEY = 'managedFields';
