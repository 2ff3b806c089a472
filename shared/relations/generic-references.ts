import type { KubeObject } from '../kinds/spec.ts';
import { groupOf } from '../kube/owners.ts';
import { type Rec, rec, str } from '../kube/read.ts';
import { type Reference, refer } from './reference.ts';

/**
 * References of custom resources, by the names of their fields, as operators call them: `secretName: tls`,
 * `secretRef: {name}`, `configMapRef: {name}`, `serviceName`, `issuerRef: {kind, name, group}`. What names a kind itself is taken
 * at its word; everything else only where the field's name says which built-in kind it is.
 */
const BY_FIELD: readonly (readonly [RegExp, string, string])[] = [
  [/secret$/i, 'Secret', ''],
  [/configMap$/i, 'ConfigMap', ''],
  [/serviceAccount$/i, 'ServiceAccount', ''],
  [/service$/i, 'Service', ''],
  [/(persistentVolumeClaim|pvc|claim)$/i, 'PersistentVolumeClaim', ''],
  [/storageClass$/i, 'StorageClass', 'storage.k8s.io'],
  [/ingressClass$/i, 'IngressClass', 'networking.k8s.io'],
  [/priorityClass$/i, 'PriorityClass', 'scheduling.k8s.io'],
];
const CLUSTER_SCOPED = new Set(['StorageClass', 'IngressClass', 'PriorityClass']);
/** Deeper structures are somebody's templates, and an object of a million fields must end. */
const DEEPEST = 12;
const MOST = 100;

export function genericReferences(object: KubeObject, namespace: string): readonly Reference[] {
  const found: Reference[] = [];
  walk(object.spec, 'spec', namespace, 0, found);
  return found;
}

function walk(value: unknown, path: string, namespace: string, depth: number, found: Reference[]): void {
  if (depth > DEEPEST || found.length >= MOST) return;
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) walk(item, `${path}[${at}]`, namespace, depth + 1, found);
    return;
  }
  for (const [name, inner] of Object.entries(rec(value))) {
    const here = `${path}.${name}`;
    const reference = fieldReference(name, inner, here, namespace);
    if (reference.length > 0) found.push(...reference);
    else walk(inner, here, namespace, depth + 1, found);
  }
}

function fieldReference(name: string, value: unknown, path: string, namespace: string): readonly Reference[] {
  if (typeof value === 'string') {
    const match = /^(.*?)(Name|Ref)$/.exec(name);
    const builtIn = match === null ? undefined : kindOfField(match[1] ?? '');
    return builtIn === undefined ? [] : named(path, builtIn, namespace, value);
  }
  const fields = rec(value);
  if (str(fields.name) === '') return [];
  const stem = name.replace(/(Key)?(Ref|Reference|Selector)$/, '');
  const at = str(fields.namespace) || namespace;
  const group = has(fields, 'group') || has(fields, 'apiGroup') ? str(fields.group) || str(fields.apiGroup) : undefined;
  if (str(fields.kind) !== '' && /Ref(erence)?$/.test(name)) {
    return refer(path, str(fields.kind), at, str(fields.name), group ?? groupOf(str(fields.apiVersion)));
  }
  const builtIn = stem === name ? undefined : kindOfField(stem);
  return builtIn === undefined ? [] : named(path, builtIn, at, str(fields.name));
}

const has = (fields: Rec, name: string): boolean => Object.hasOwn(fields, name);

const kindOfField = (stem: string): readonly [string, string] | undefined => {
  const entry = BY_FIELD.find(([pattern]) => pattern.test(stem));
  return entry === undefined ? undefined : [entry[1], entry[2]];
};

const named = (how: string, [kind, group]: readonly [string, string], namespace: string, name: string) =>
  refer(how, kind, CLUSTER_SCOPED.has(kind) ? '' : namespace, name, group);
