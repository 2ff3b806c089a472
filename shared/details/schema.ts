import { arr, bool, rec, str, strings } from '../kube/read.ts';

/** A field of a schema, as a tree. */
export interface SchemaNode {
  readonly name: string;
  /** `string`, `[]object`, `map of string`, `integer or string`. */
  readonly type: string;
  readonly required: boolean;
  /** The definition's own words. */
  readonly help: string;
  readonly children: readonly SchemaNode[];
}

/** A schema of a megabyte holds some ten thousand fields; beyond this the tree is cut. */
const MOST = 4_000;
const DEEPEST = 24;
/** Every object has these. */
const USUAL = new Set(['apiVersion', 'kind', 'metadata']);

/** The fields of an `openAPIV3Schema`, in the order of their names. */
export function schemaNodes(schema: unknown): readonly SchemaNode[] {
  const budget = { left: MOST };
  return childrenOf(rec(schema), budget, 0).filter(({ name }) => !USUAL.has(name));
}

function childrenOf(
  schema: Readonly<Record<string, unknown>>,
  budget: { left: number },
  depth: number,
): readonly SchemaNode[] {
  if (depth > DEEPEST) return [];
  const inner = schema.type === 'array' ? rec(schema.items) : schema;
  const of = schema.type === 'object' || inner.properties !== undefined ? inner : rec(undefined);
  const extra = rec(inner.additionalProperties);
  const properties = Object.keys(rec(of.properties)).length > 0 ? of : extra;
  const required = new Set(strings(properties.required));
  return Object.entries(rec(properties.properties))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => {
      if (budget.left <= 0) return [];
      budget.left--;
      const field = rec(value);
      const node: SchemaNode = {
        name,
        type: typeWords(field),
        required: required.has(name),
        help: str(field.description),
        children: childrenOf(field, budget, depth + 1),
      };
      return [node];
    });
}

function typeWords(field: Readonly<Record<string, unknown>>): string {
  if (bool(field['x-kubernetes-int-or-string'])) return 'integer or string';
  const type = str(field.type);
  if (type === 'array') return `[]${typeWords(rec(field.items))}`;
  const values = arr(field.enum).map(String);
  if (values.length > 0) return values.join(' | ');
  if (type !== 'object') return str(field.format) === '' ? type : `${type} (${str(field.format)})`;
  const extra = rec(field.additionalProperties);
  return str(extra.type) === '' ? 'object' : `map of ${typeWords(extra)}`;
}

/** What the schema says of a field, by its path (`spec.issuerRef.name`, list places left out); empty when it says nothing. */
export function helpOf(schema: unknown, path: string): string {
  let at = rec(schema);
  for (const name of path.replace(/\[\d+\]/g, '').split('.')) {
    if (at.type === 'array') at = rec(at.items);
    const properties = rec(at.properties);
    if (!Object.hasOwn(properties, name)) return '';
    at = rec(properties[name]);
  }
  return str(at.description);
}
