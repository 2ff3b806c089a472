import { badRequest, rejected, unsupportedMedia } from '../http/status.ts';
import { type Fields, isFields } from '../types.ts';

/** Keys that lists are merged by in a strategic merge patch, by the list's field (`patchMergeKey` of `k8s.io/api`). */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  imagePullSecrets: ['name'],
  ownerReferences: ['uid'],
  taints: ['key'],
  addresses: ['type'],
  hostAliases: ['ip'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
};

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

const TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Throws a 415. */
export function patchType(contentType: string | undefined, custom: boolean): PatchType {
  const type = TYPES[(contentType ?? '').split(';')[0]?.trim() ?? ''];
  if (!type || (custom && type === 'strategic')) {
    throw unsupportedMedia();
  }
  return type;
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isFields(patch)) return patch;
  const merged: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else setOwn(merged, key, mergePatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value));
  }
  return merged;
}

/** `__proto__` is a key like any other here. */
function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Strategic merge: maps merge, lists with a merge key merge by it, `$patch` and `$deleteFromPrimitiveList` as far as kubectl uses them. */
export function strategicPatch(target: unknown, patch: unknown, field = ''): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(target) ? target : [], patch, field);
  if (!isFields(patch)) return patch;
  if (patch.$patch === 'replace') return without(patch, '$patch');
  const merged: Record<string, unknown> = isFields(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key.startsWith('$setElementOrder/') || key === '$retainKeys') continue;
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice('$deleteFromPrimitiveList/'.length);
      const list = merged[name];
      if (Array.isArray(list) && Array.isArray(value)) merged[name] = list.filter((item) => !value.includes(item));
    } else if (value === null) delete merged[key];
    else setOwn(merged, key, strategicPatch(Object.hasOwn(merged, key) ? merged[key] : undefined, value, key));
  }
  return merged;
}

const without = (fields: Fields, key: string): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

function mergeLists(target: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  if (field === 'finalizers') return [...new Set([...target, ...patch])];
  const first = patch.find(isFields);
  const key = first ? MERGE_KEYS[field]?.find((name) => Object.hasOwn(first, name)) : undefined;
  if (key === undefined) return [...patch];
  const merged = [...target];
  for (const item of patch) {
    if (!isFields(item)) continue;
    const at = merged.findIndex((other) => isFields(other) && other[key] === item[key]);
    if (item.$patch === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at >= 0) merged[at] = strategicPatch(merged[at], item);
    else merged.push(item);
  }
  return merged;
}

/** RFC 6902. Throws a 400 or 422-like bad request naming the operation. */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw badRequest('error decoding patch: a JSON patch is a list of operations');
  let current: unknown = structuredClone(target);
  for (const operation of operations) {
    if (!isFields(operation)) throw badRequest('error decoding patch: an operation is a map');
    current = applyOperation(current, operation);
  }
  return current;
}

const pointer = (text: unknown): string[] =>
  String(text ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function read(root: unknown, path: readonly string[]): unknown {
  let current = root;
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)];
    else if (isFields(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}

function applyOperation(root: unknown, operation: Fields): unknown {
  const path = pointer(operation.path);
  const value = operation.value;
  switch (operation.op) {
    case 'test':
      if (JSON.stringify(read(root, path)) === JSON.stringify(value)) return root;
      throw rejected();
    case 'add':
      return edit(root, path, value, 'add');
    case 'replace':
      return edit(root, path, value, 'replace');
    case 'remove':
      return edit(root, path, undefined, 'remove');
    case 'copy':
      return edit(root, path, structuredClone(read(root, pointer(operation.from))), 'add');
    case 'move': {
      const from = pointer(operation.from);
      const moved = read(root, from);
      return edit(edit(root, from, undefined, 'remove'), path, moved, 'add');
    }
    default:
      throw rejected();
  }
}

function edit(root: unknown, path: readonly string[], value: unknown, how: 'add' | 'replace' | 'remove'): unknown {
  if (path.length === 0) return value;
  const key = path.at(-1) ?? '';
  const parent = read(root, path.slice(0, -1));
  const missing = rejected();
  if (Array.isArray(parent)) {
    const at = key === '-' ? parent.length : Number(key);
    if (!Number.isInteger(at) || at < 0 || at > parent.length - (how === 'add' ? 0 : 1)) throw missing;
    parent.splice(at, how === 'add' ? 0 : 1, ...(how === 'remove' ? [] : [value]));
    return root;
  }
  if (!isFields(parent) || (how !== 'add' && !Object.hasOwn(parent, key))) throw missing;
  const map: Record<string, unknown> = parent;
  if (how === 'remove') delete map[key];
  else setOwn(map, key, value);
  return root;
}

/** The smallest merge patch that turns `from` into `to`. */
export function diff(from: unknown, to: unknown): unknown {
  if (!isFields(from) || !isFields(to)) return to;
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (!Object.hasOwn(to, key)) patch[key] = null;
    else if (!Object.hasOwn(from, key)) setOwn(patch, key, to[key]);
    else if (JSON.stringify(from[key]) !== JSON.stringify(to[key])) setOwn(patch, key, diff(from[key], to[key]));
  }
  return patch;
}
