/**
 * What a details panel shows of an object, as data: sections of items, texts made of parts. Pure; the renderer draws it and
 * resolves links against the catalogue of the cluster that the object came from.
 */
import type { StateRole } from '../kinds/spec.ts';
import type { SchemaNode } from './schema.ts';

/** Another object of the same cluster. `group` and `kind` as in its apiVersion and kind; the namespace is empty for cluster-scoped ones. */
export interface ObjectLink {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** A piece of a value. Times are epoch ms and shown as an age that ticks, with the full time on hover. */
export type Part =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly role?: StateRole;
      readonly muted?: true;
      readonly mono?: true;
    }
  | { readonly type: 'link'; readonly text: string; readonly to: ObjectLink }
  | { readonly type: 'age'; readonly at: number }
  /** `19d ago`, or `in 5d` for what is yet to come. */
  | { readonly type: 'relative'; readonly at: number }
  | { readonly type: 'time'; readonly at: number };

export type Value = readonly Part[];

export interface Condition {
  readonly type: string;
  readonly status: string;
  /** Whether this status is a good one for this condition. */
  readonly role: StateRole;
  readonly reason: string;
  readonly message: string;
  /** Epoch ms of the last transition. */
  readonly at: number | null;
}

export interface Pair {
  readonly key: string;
  readonly value: string;
}

/** What the schema of its kind says of a field, shown on hover. */
interface Helped {
  readonly help?: string;
}

export type Item = Helped & ItemShape;

type ItemShape =
  | { readonly type: 'field'; readonly label: string; readonly value: Value }
  /** Several values under one label, one line each. */
  | { readonly type: 'lines'; readonly label: string; readonly values: readonly Value[] }
  /** Labels, selectors, node selectors: short pairs. */
  | { readonly type: 'pairs'; readonly label: string; readonly pairs: readonly Pair[] }
  /** Annotations: values may be long and have lines. */
  | { readonly type: 'texts'; readonly label: string; readonly pairs: readonly Pair[] }
  | { readonly type: 'conditions'; readonly conditions: readonly Condition[] }
  | {
      readonly type: 'table';
      readonly label: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Value[])[];
    }
  /** A used amount against its limit, both in the same unit. */
  | {
      readonly type: 'usage';
      readonly label: string;
      readonly used: string;
      readonly hard: string;
      readonly ratio: number;
    }
  | { readonly type: 'block'; readonly label: string; readonly text: string }
  /** Certificates or a certificate request, as PEM text or its base64; the host reads it. */
  | { readonly type: 'pem'; readonly label: string; readonly pem: string }
  /** The fields of a custom resource, as a tree that unfolds. */
  | { readonly type: 'schema'; readonly nodes: readonly SchemaNode[] };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly items: readonly Item[];
}

export interface ContainerDetails {
  readonly name: string;
  readonly type: 'init' | 'sidecar' | 'container' | 'ephemeral';
  readonly role: StateRole;
  readonly image: string;
  /** `null` where there is no status: in a template. */
  readonly restarts: number | null;
  /** One line: `Waiting: CrashLoopBackOff`. */
  readonly state: Value;
  readonly items: readonly Item[];
}

export interface Details {
  readonly sections: readonly Section[];
  readonly containers: readonly ContainerDetails[];
}

export const text = (value: string): Value => [{ type: 'text', text: value }];
export const mono = (value: string): Value => [{ type: 'text', text: value, mono: true }];
export const muted = (value: string): Part => ({ type: 'text', text: value, muted: true });
export const state = (value: string, role: StateRole): Value => [{ type: 'text', text: value, role }];
export const link = (kind: string, namespace: string, name: string, group = ''): Value => [
  { type: 'link', text: name, to: { group, kind, namespace, name } },
];
export const time = (at: number | null): Value =>
  at === null ? [] : [{ type: 'time', at }, muted(' ('), { type: 'relative', at }, muted(')')];

/** A field, or nothing for an empty value: a panel has no line that says nothing. */
export function field(label: string, value: Value | string | number | null | undefined): readonly Item[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value === 'string') return [{ type: 'field', label, value: text(value) }];
  if (typeof value === 'number') return [{ type: 'field', label, value: text(String(value)) }];
  return value.length === 0 ? [] : [{ type: 'field', label, value }];
}

export const lines = (label: string, values: readonly Value[]): readonly Item[] =>
  values.length === 0 ? [] : [{ type: 'lines', label, values }];

export const pairs = (label: string, from: Readonly<Record<string, unknown>>): readonly Item[] => {
  const entries = pairsOf(from);
  return entries.length === 0 ? [] : [{ type: 'pairs', label, pairs: entries }];
};

export const pairsOf = (from: Readonly<Record<string, unknown>>): readonly Pair[] =>
  Object.entries(from)
    .map(([key, value]) => ({ key, value: typeof value === 'string' ? value : JSON.stringify(value) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

export const table = (
  label: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
): readonly Item[] => (rows.length === 0 ? [] : [{ type: 'table', label, columns, rows }]);

export const pem = (label: string, value: string): readonly Item[] =>
  value === '' ? [] : [{ type: 'pem', label, pem: value }];

/** A section, or nothing when it has no items. */
export const section = (id: string, title: string, items: readonly Item[]): readonly Section[] =>
  items.length === 0 ? [] : [{ id, title, items }];
