import type { KindSchema, SchemaNode } from '../../../shared/contract/schema.ts';

/** A step from an object's root: the name of a field, or `[]` for any item of a list. */
export type Steps = readonly string[];

/** References followed; the nearest description wins, as it says what the field means here. */
export function resolved(schema: KindSchema, node: SchemaNode): SchemaNode {
  let at = node;
  for (let hop = 0; at.ref !== undefined && hop < 8; hop += 1) {
    const { ref, ...own } = at;
    const target = Object.hasOwn(schema.types, ref) ? schema.types[ref] : undefined;
    at = { ...(target ?? { open: true }), ...own };
  }
  return at;
}

export const rootOf = (schema: KindSchema): SchemaNode => resolved(schema, { ref: schema.root });

/** The type of a field of this type; `null`: the type does not have it. */
export function childOf(schema: KindSchema, node: SchemaNode, step: string): SchemaNode | null {
  if (step === '[]') return node.items === undefined ? null : resolved(schema, node.items);
  if (node.properties !== undefined && Object.hasOwn(node.properties, step)) {
    const child = node.properties[step];
    return child === undefined ? null : resolved(schema, child);
  }
  return node.values === undefined ? null : resolved(schema, node.values);
}

/** The type at a path; `null` where the schema says nothing. */
export function nodeAt(schema: KindSchema, steps: Steps): SchemaNode | null {
  let node: SchemaNode | null = rootOf(schema);
  for (const step of steps) {
    if (node === null) return null;
    node = childOf(schema, node, step);
  }
  return node;
}

/** `integer`, `list of objects`, `map of texts`: as a person says it. */
export function typeWords(schema: KindSchema, given: SchemaNode): string {
  const node = resolved(schema, given);
  if (node.intOrString) return 'number or text';
  if (node.type === 'array') return `list of ${node.items === undefined ? 'anything' : plural(schema, node.items)}`;
  if (node.values !== undefined) return `map of ${plural(schema, node.values)}`;
  if (node.properties !== undefined || node.type === 'object') return 'object';
  if (node.format === 'date-time') return 'time';
  return node.type === 'string' ? 'text' : (node.type ?? 'anything');
}

function plural(schema: KindSchema, node: SchemaNode): string {
  const words = typeWords(schema, node);
  return words === 'anything' || words.includes(' of ') || words === 'number or text' ? words : `${words}s`;
}
