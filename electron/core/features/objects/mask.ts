import { type JsonNode, mapField, parseJson, toJson } from './lossless.ts';

/** What stands in place of a secret value; its length says nothing about the value's. */
export const maskText = '••••••';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const mask: JsonNode = { type: 'string', value: maskText };

/**
 * A Secret without its values: `data`, `stringData`, and the copy of both that `kubectl apply` leaves in an annotation. A copy
 * that cannot be read is masked whole. Keys stay: they are what one asks for to reveal.
 */
export function maskSecret(secret: JsonNode): JsonNode {
  return mapField(maskValues(secret), 'metadata', (metadata) =>
    mapField(metadata, 'annotations', (annotations) => mapField(annotations, lastApplied, maskCopy)),
  );
}

function maskValues(secret: JsonNode): JsonNode {
  return mapField(mapField(secret, 'data', maskAll), 'stringData', maskAll);
}

function maskAll(values: JsonNode): JsonNode {
  if (values.type !== 'object') return values.type === 'literal' ? values : mask;
  return { type: 'object', entries: values.entries.map(({ key }) => ({ key, value: mask })) };
}

function maskCopy(copy: JsonNode): JsonNode {
  if (copy.type !== 'string') return mask;
  try {
    return { type: 'string', value: toJson(maskSecret(parseJson(copy.value))) };
  } catch {
    return mask; // Not JSON: nobody can say where the values are.
  }
}
