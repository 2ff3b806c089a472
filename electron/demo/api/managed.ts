import { isDeepStrictEqual } from 'node:util';
import { type Fields, fieldsAt, isFields, type KubeObject, textAt } from '../types.ts';

/**
 * Who set which field (`structured-merge-diff`, `apimachinery/pkg/util/managedfields`), as far as clients can see it: conflicts of
 * server-side apply, force, and fields that go when their last manager no longer names them.
 */
export interface Conflict {
  readonly manager: string;
  readonly operation: string;
  readonly version: string;
  /** `.spec.template.spec.containers[name="web"].image`. */
  readonly field: string;
}

/** Lists whose items are told apart, by the list's field (`x-kubernetes-list-map-keys`). */
const LIST_KEYS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  containers: [['name']],
  initContainers: [['name']],
  volumes: [['name']],
  env: [['name']],
  volumeMounts: [['mountPath']],
  imagePullSecrets: [['name']],
  ports: [
    ['containerPort', 'protocol'],
    ['port', 'protocol'],
  ],
  conditions: [['type']],
  ownerReferences: [['uid']],
};
/** Maps and lists that are set as a whole. */
const ATOMIC: ReadonlySet<string> = new Set(['selector', 'nodeSelector', 'matchLabels', 'fieldRef', 'roleRef']);
const DEFAULTS: Fields = { protocol: 'TCP' };
const UNMANAGED: ReadonlySet<string> = new Set([
  ...['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'],
]);

type Path = readonly string[];
/** By the path as JSON: leaves with their values. */
type Leaves = ReadonlyMap<string, unknown>;

function keyOf(field: string, item: unknown, all: readonly unknown[]): string | null {
  const names = LIST_KEYS[field]?.find(([first = '']) =>
    all.every((one) => isFields(one) && Object.hasOwn(one, first)),
  );
  if (names === undefined || !isFields(item)) return null;
  const entries = names.map((name) => [name, item[name] ?? DEFAULTS[name]]).filter(([, value]) => value !== undefined);
  return `k:${JSON.stringify(Object.fromEntries(entries))}`;
}

function collect(value: unknown, path: Path, field: string, leaves: Map<string, unknown>): void {
  if (isFields(value) && !ATOMIC.has(field) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) collect(inner, [...path, `f:${key}`], key, leaves);
    return;
  }
  if (Array.isArray(value) && value.length > 0 && keyOf(field, value[0], value) !== null) {
    for (const item of value) {
      const here = [...path, keyOf(field, item, value) ?? ''];
      leaves.set(JSON.stringify([...here, '.']), null);
      if (isFields(item))
        for (const [key, inner] of Object.entries(item)) collect(inner, [...here, `f:${key}`], key, leaves);
    }
    return;
  }
  leaves.set(JSON.stringify(path), value);
}

function leavesOf(object: Fields): Leaves {
  const { apiVersion: _a, kind: _k, metadata, ...rest } = object;
  const named = Object.entries(isFields(metadata) ? metadata : {}).filter(([key]) => !UNMANAGED.has(key));
  const leaves = new Map<string, unknown>();
  collect({ ...(named.length === 0 ? {} : { metadata: Object.fromEntries(named) }), ...rest }, [], '', leaves);
  leaves.delete('[]');
  return leaves;
}

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time: string;
  readonly subresource: string;
  readonly paths: ReadonlySet<string>;
}

function entriesOf(object: KubeObject): readonly Entry[] {
  return (object.metadata.managedFields ?? []).filter(isFields).map((entry) => ({
    manager: textAt(entry, 'manager'),
    operation: textAt(entry, 'operation'),
    apiVersion: textAt(entry, 'apiVersion'),
    time: textAt(entry, 'time'),
    subresource: textAt(entry, 'subresource'),
    paths: new Set(pathsIn(fieldsAt(entry, 'fieldsV1'), [])),
  }));
}

function pathsIn(fields: Fields, path: Path): readonly string[] {
  const names = Object.keys(fields);
  if (names.length === 0) return [JSON.stringify(path)];
  return names.flatMap((name) =>
    name === '.' ? [JSON.stringify([...path, '.'])] : pathsIn(fieldsAt(fields, name), [...path, name]),
  );
}

interface Branch {
  [name: string]: Branch;
}

function fieldsV1(paths: ReadonlySet<string>): Branch {
  const root: Branch = {};
  for (const text of paths) {
    let at = root;
    for (const step of JSON.parse(text) as string[]) {
      const next: Branch = at[step] ?? {};
      at[step] = next;
      at = next;
    }
  }
  return root;
}

const written = ({ manager, operation, apiVersion, time, subresource, paths }: Entry): Fields => ({
  manager,
  operation,
  apiVersion,
  time,
  fieldsType: 'FieldsV1',
  fieldsV1: fieldsV1(paths),
  ...(subresource === '' ? {} : { subresource }),
});

const withEntries = (object: KubeObject, entries: readonly Entry[]): KubeObject => {
  const managedFields = entries.filter(({ paths }) => paths.size > 0).map(written);
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: managedFields.length === 0 ? metadata : { ...metadata, managedFields } };
};

/** `["f:spec","k:{\"name\":\"a\"}","f:image"]` as conflicts name it. */
function words(path: string): string {
  const steps = JSON.parse(path) as string[];
  return steps
    .filter((step) => step !== '.')
    .map((step) => {
      if (step.startsWith('f:')) return `.${step.slice(2)}`;
      const keys = Object.entries(JSON.parse(step.slice(2)) as Fields);
      return `[${keys.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}

export interface Writer {
  readonly manager: string;
  readonly time: string;
}

/** After a create, an update or a patch: what changed belongs to its writer alone. */
export function updatedBy(next: KubeObject, previous: KubeObject | null, writer: Writer): KubeObject {
  const before: Leaves = previous === null ? new Map() : leavesOf(previous);
  const after = leavesOf(next);
  const changed = [...after].filter(
    ([path, value]) => !before.has(path) || !isDeepStrictEqual(before.get(path), value),
  );
  const own = new Set(changed.map(([path]) => path));
  const base =
    previous === null ? next : { ...next, metadata: { ...next.metadata, managedFields: managed(next, previous) } };
  const others = entriesOf(base).map((entry) => ({
    ...entry,
    paths: new Set(
      [...entry.paths].filter((path) => after.has(path) && !(own.has(path) && !isMine(entry, writer, 'Update'))),
    ),
  }));
  if (own.size === 0) return withEntries(next, others);
  const mine = others.find((entry) => isMine(entry, writer, 'Update'));
  const entry: Entry = {
    manager: writer.manager,
    operation: 'Update',
    apiVersion: next.apiVersion,
    time: writer.time,
    subresource: '',
    paths: new Set([...(mine?.paths ?? []), ...own]),
  };
  return withEntries(next, [...others.filter((one) => one !== mine), entry]);
}

/** A client that does not send them keeps them: nobody deletes them by not knowing them. */
const managed = (next: KubeObject, previous: KubeObject): readonly unknown[] => {
  const sent = next.metadata.managedFields;
  return sent === undefined || sent.length === 0 ? (previous.metadata.managedFields ?? []) : sent;
};

const isMine = (entry: Entry, writer: Writer, operation: string): boolean =>
  entry.manager === writer.manager && entry.operation === operation && entry.subresource === '';

export type Applied =
  | { readonly type: 'conflicts'; readonly conflicts: readonly Conflict[] }
  | { readonly type: 'object'; readonly object: KubeObject };

/** Server-side apply of `config` over what is there. `merge` joins two objects as the kind's lists want it. */
export function applied(
  live: KubeObject,
  config: KubeObject,
  writer: Writer & { readonly force: boolean },
  merge: (target: unknown, patch: unknown) => unknown,
): Applied {
  const wanted = leavesOf(config);
  const have = leavesOf(live);
  const entries = entriesOf(live);
  const isOwn = (entry: Entry): boolean => isMine(entry, writer, 'Apply');
  const taken = new Set<string>();
  const conflicts: Conflict[] = [];
  for (const entry of entries) {
    if (isOwn(entry)) continue;
    for (const path of entry.paths) {
      if (!wanted.has(path) || isDeepStrictEqual(wanted.get(path), have.get(path))) continue;
      taken.add(path);
      const { manager, operation, apiVersion: version } = entry;
      conflicts.push({ manager, operation, version, field: words(path) });
    }
  }
  if (conflicts.length > 0 && !writer.force) return { type: 'conflicts', conflicts };
  const held = new Set(entries.filter((entry) => !isOwn(entry)).flatMap(({ paths }) => [...paths]));
  const dropped = [...(entries.find(isOwn)?.paths ?? [])].filter((path) => !wanted.has(path) && !held.has(path));
  const { managedFields: _, ...metadata } = config.metadata;
  const merged = merge(removed(live, dropped), { ...config, metadata }) as KubeObject;
  const own: Entry = {
    manager: writer.manager,
    operation: 'Apply',
    apiVersion: config.apiVersion,
    time: writer.time,
    subresource: '',
    paths: new Set(wanted.keys()),
  };
  const others = entries
    .filter((entry) => !isOwn(entry))
    .map((entry) => ({ ...entry, paths: new Set([...entry.paths].filter((path) => !taken.has(path))) }));
  const before = entries.find(isOwn);
  const same = before !== undefined && isDeepStrictEqual(before.paths, own.paths);
  return { type: 'object', object: withEntries(merged, [same ? { ...own, time: before.time } : own, ...others]) };
}

function removed(object: KubeObject, paths: readonly string[]): KubeObject {
  const copy = structuredClone(object);
  // Items of lists last: their fields are looked up by the item's key.
  for (const path of paths.toSorted((a, b) => b.length - a.length)) removeAt(copy, JSON.parse(path) as string[], '');
  return copy;
}

function removeAt(at: unknown, path: readonly string[], field: string): void {
  const [step = '', ...rest] = path;
  if (step.startsWith('f:') && isFields(at)) {
    const name = step.slice(2);
    if (rest.length === 0) delete (at as Record<string, unknown>)[name];
    else removeAt(at[name], rest, name);
  } else if (step.startsWith('k:') && Array.isArray(at)) {
    const index = at.findIndex((item) => keyOf(field, item, at) === step);
    if (index < 0) return;
    if (rest[0] === '.') at.splice(index, 1);
    else removeAt(at[index], rest, field);
  }
}
