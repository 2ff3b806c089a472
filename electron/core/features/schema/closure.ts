import type { SchemaNode } from '../../../../shared/contract/schema.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const prefix = '#/components/schemas/';

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Name of the type that is this kind, among an OpenAPI v3 document's schemas; `null`: not there. */
export function typeOf(schemas: Fields, wanted: GroupVersionKind): string | null {
  for (const [name, schema] of Object.entries(schemas)) {
    const marks = isFields(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
    // Options of calls (DeleteOptions) carry the mark of every group.
    if (!Array.isArray(marks) || marks.length !== 1) continue;
    const [mark] = marks;
    if (!isFields(mark)) continue;
    if ((mark.group ?? '') === wanted.group && mark.version === wanted.version && mark.kind === wanted.kind)
      return name;
  }
  return null;
}

/** The type and every type it refers to, directly or not, cut to what an editor needs. */
export function closureOf(schemas: Fields, root: string): Readonly<Record<string, SchemaNode>> {
  const types = new Map<string, SchemaNode>();
  const wanted = [root];
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (types.has(name)) continue;
    types.set(
      name,
      cut(Object.hasOwn(schemas, name) ? schemas[name] : undefined, (ref) => wanted.push(ref), 0),
    );
  }
  return Object.fromEntries(types);
}

/** Definitions nest this deep at most; a deeper one would be somebody's mistake or worse. */
const deepest = 60;

function cut(schema: unknown, refer: (name: string) => void, depth: number): SchemaNode {
  if (!isFields(schema) || depth > deepest) return { open: true };
  const inner = (value: unknown): SchemaNode => cut(value, refer, depth + 1);
  const ref = refOf(schema);
  if (ref !== null) refer(ref);
  const { type, format, description, properties, items, additionalProperties, required } = schema;
  const node: SchemaNode = {
    ...(ref === null ? {} : { ref }),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof format === 'string' ? { format } : {}),
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
    ...(Array.isArray(schema.enum) ? { enum: schema.enum.map(String) } : {}),
    ...(schema.default === undefined || isEmpty(schema.default) ? {} : { default: schema.default }),
    ...(Array.isArray(required) ? { required: required.map(String) } : {}),
    ...(isFields(properties) ? { properties: mapped(properties, inner) } : {}),
    ...(isFields(items) ? { items: inner(items) } : {}),
    ...(isFields(additionalProperties) ? { values: inner(additionalProperties) } : {}),
    ...(isIntOrString(schema) ? { intOrString: true as const } : {}),
    ...(isOpen(schema) ? { open: true as const } : {}),
    ...(schema.nullable === true ? { nullable: true as const } : {}),
    ...(Array.isArray(schema['x-kubernetes-list-map-keys'])
      ? { keys: schema['x-kubernetes-list-map-keys'].map(String) }
      : {}),
  };
  return node;
}

const isEmpty = (value: unknown): boolean => isFields(value) && Object.keys(value).length === 0;

/** Maps come from the server: `__proto__` is a key like any other. */
function mapped(properties: Fields, inner: (value: unknown) => SchemaNode): Record<string, SchemaNode> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, inner(value)]));
}

/** Built-in types wrap a reference that has a description or a default of its own: `allOf: [{$ref}]`. */
function refOf(schema: Fields): string | null {
  const all = schema.allOf;
  const [only] = Array.isArray(all) && all.length === 1 ? all : [];
  const ref = schema.$ref ?? (isFields(only) ? only.$ref : undefined);
  return typeof ref === 'string' && ref.startsWith(prefix) ? ref.slice(prefix.length) : null;
}

const isIntOrString = (schema: Fields): boolean =>
  schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string' || isNumberOrText(schema.oneOf);

/** Quantities, and `IntOrString` of newer servers. */
function isNumberOrText(oneOf: unknown): boolean {
  const types = Array.isArray(oneOf) ? oneOf.map((one) => (isFields(one) ? one.type : undefined)) : [];
  return types.includes('string') && (types.includes('number') || types.includes('integer'));
}

/** Fields that the schema does not name are kept, or the type is any JSON value. */
function isOpen(schema: Fields): boolean {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true) return true;
  if (schema['x-kubernetes-embedded-resource'] === true) return true;
  const { type, properties, additionalProperties } = schema;
  if (refOf(schema) !== null || isIntOrString(schema)) return false;
  return (type === undefined || type === 'object') && !isFields(properties) && !isFields(additionalProperties);
}
