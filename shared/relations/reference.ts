/** What one object says about another: pure, read from the object alone. */

/** Another object of the same cluster, as apiVersion's group and Kind name it; no namespace for cluster-scoped kinds. */
export interface ObjectName {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Reference {
  readonly to: ObjectName;
  /** In a few words, as a part of a sentence about the object that refers: `environment KEY of app`. */
  readonly how: string;
}

/** A reference, or none where the name is empty: fields that are not set refer to nothing. */
export const refer = (how: string, kind: string, namespace: string, name: string, group = ''): readonly Reference[] =>
  name === '' ? [] : [{ to: { group, kind, namespace, name }, how }];

export const sameObject = (a: ObjectName, b: ObjectName): boolean =>
  a.kind === b.kind && a.group === b.group && a.name === b.name && a.namespace === b.namespace;

/** References to the same object put together: one entry each, with every way, in the order they were found. */
export function byTarget(
  references: readonly Reference[],
): readonly { readonly to: ObjectName; readonly how: readonly string[] }[] {
  const found = new Map<string, { to: ObjectName; how: string[] }>();
  for (const { to, how } of references) {
    const key = JSON.stringify([to.group, to.kind, to.namespace, to.name]);
    const entry = found.get(key) ?? { to, how: [] };
    if (!entry.how.includes(how)) entry.how.push(how);
    found.set(key, entry);
  }
  return [...found.values()];
}
