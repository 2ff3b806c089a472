import { parseTime } from '../kube/age.ts';
import { containerImages, containerNames, templateContainers } from '../kube/containers.ts';
import { has, rec, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import type { Cell, ColumnSpec, KindSpec, KubeObject, ProtoField, ProtoMessage, Section, StateOf } from './spec.ts';

/** Pieces that many kinds share. */

interface BuiltIn {
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  /** Default true. */
  readonly namespaced?: boolean;
  readonly title: string;
  readonly section: Section;
  readonly icon: string;
  readonly columns: readonly ColumnSpec[];
  readonly state?: (object: KubeObject) => StateOf;
  readonly search?: (object: KubeObject) => readonly string[];
  readonly proto?: ProtoMessage;
  readonly secret?: true;
}

/** A built-in kind: group core, version v1, singular from the kind, namespaced, always fine, unless it says otherwise. */
export function builtIn(kind: BuiltIn): KindSpec {
  const group = kind.group ?? '';
  const state = kind.state;
  return {
    id: group === '' ? kind.plural : `${kind.plural}.${group}`,
    group,
    version: kind.version ?? 'v1',
    kind: kind.kind,
    plural: kind.plural,
    singular: kind.kind.toLowerCase(),
    shortNames: kind.shortNames ?? [],
    namespaced: kind.namespaced ?? true,
    title: kind.title,
    section: kind.section,
    icon: kind.icon,
    columns: kind.columns,
    state: (object) => (isDeleting(object) ? DELETING : state === undefined ? FINE : state(object)),
    ...(kind.search === undefined ? {} : { search: kind.search }),
    ...(kind.proto === undefined ? {} : { proto: kind.proto }),
    ...(kind.secret === undefined ? {} : { secret: kind.secret }),
  };
}

export const FINE: StateOf = { role: 'ok', reason: '' };
const DELETING: StateOf = { role: 'progress', reason: 'Being deleted' };

export const isDeleting = (object: KubeObject): boolean => has(object.metadata.deletionTimestamp);

/**
 * Remembers the answer for the last object: the engine asks all columns of one object one after the other, and several of them
 * read the same computation. One slot instead of a WeakMap, which costs more than most computations here.
 */
export function forLast<T>(compute: (object: KubeObject) => T): (object: KubeObject) => T {
  let last: { readonly object: KubeObject; readonly value: T } | null = null;
  return (object) => {
    if (last === null || last.object !== object) last = { object, value: compute(object) };
    return last.value;
  };
}

/** A column that says what it reads, in one line. */
export const text = (title: string, value: (object: KubeObject) => Cell): ColumnSpec => ({
  title,
  format: 'text',
  value,
});
export const number = (title: string, value: (object: KubeObject) => Cell): ColumnSpec => ({
  title,
  format: 'number',
  value,
});
export const age = (title: string, value: (object: KubeObject) => Cell): ColumnSpec => ({
  title,
  format: 'age',
  value,
});
export const wide = (column: ColumnSpec): ColumnSpec => ({ ...column, wide: true });

/** kubectl prints a boolean cell in lower case. */
export const flag = (title: string, value: (object: KubeObject) => boolean): ColumnSpec =>
  text(title, (object) => String(value(object)));

export const NAME: ColumnSpec = text('NAME', (object) => str(object.metadata.name));
export const AGE: ColumnSpec = age('AGE', (object) => parseTime(object.metadata.creationTimestamp));
/** What the server's default table has in place of AGE. Source: `apiserver/pkg/registry/rest/table.go`. */
export const CREATED_AT: ColumnSpec = {
  title: 'CREATED AT',
  format: 'timestamp',
  value: (object) => parseTime(object.metadata.creationTimestamp),
};

/** Wide columns of every kind with a pod template. */
export const CONTAINERS: ColumnSpec = wide(text('CONTAINERS', (object) => containerNames(templateContainers(object))));
export const IMAGES: ColumnSpec = wide(text('IMAGES', (object) => containerImages(templateContainers(object))));
export const SELECTOR: ColumnSpec = wide(text('SELECTOR', (object) => formatLabelSelector(rec(object.spec).selector)));

/** Text of a field, or what stands for its absence. An empty text that is there stays empty. */
export const orElse = (value: unknown, absent: string): string => (has(value) ? str(value) : absent);

const stringField = (name: string): ProtoField => ({ name, type: 'string' });

const OWNER: ProtoMessage = {
  1: stringField('kind'),
  3: stringField('name'),
  4: stringField('uid'),
  5: stringField('apiVersion'),
  6: { name: 'controller', type: 'bool' },
};

/** metav1.ObjectMeta: identity, times, labels and owners. Source: `apimachinery/pkg/apis/meta/v1/generated.proto`. */
const OBJECT_META: ProtoMessage = {
  1: stringField('name'),
  3: stringField('namespace'),
  5: stringField('uid'),
  6: stringField('resourceVersion'),
  7: { name: 'generation', type: 'int' },
  8: { name: 'creationTimestamp', type: 'time' },
  9: { name: 'deletionTimestamp', type: 'time' },
  11: { name: 'labels', type: 'string', repeat: 'map' },
  13: { name: 'ownerReferences', type: OWNER, repeat: 'repeated' },
};

/** With the annotations, for the kinds whose columns read one. */
export const OBJECT_META_ANNOTATED: ProtoMessage = {
  ...OBJECT_META,
  12: { name: 'annotations', type: 'string', repeat: 'map' },
};

/** metav1.LabelSelector. */
export const LABEL_SELECTOR: ProtoMessage = {
  1: { name: 'matchLabels', type: 'string', repeat: 'map' },
  2: {
    name: 'matchExpressions',
    repeat: 'repeated',
    type: {
      1: stringField('key'),
      2: stringField('operator'),
      3: { name: 'values', type: 'string', repeat: 'repeated' },
    },
  },
};

/** core/v1 PodTemplateSpec: names and images of the containers. */
export const POD_TEMPLATE: ProtoMessage = {
  2: {
    name: 'spec',
    type: {
      2: { name: 'containers', repeat: 'repeated', type: { 1: stringField('name'), 2: stringField('image') } },
      20: { name: 'initContainers', repeat: 'repeated', type: { 1: stringField('name'), 2: stringField('image') } },
    },
  },
};

/** An object of the fields of `metadata` plus the given ones. */
export const protoObject = (fields: ProtoMessage, metadata: ProtoMessage = OBJECT_META): ProtoMessage => ({
  1: { name: 'metadata', type: metadata },
  ...fields,
});
export const protoString = stringField;
