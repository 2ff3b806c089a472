import { field, type JsonEntry, type JsonNode, mapField, toJson } from '../objects/lossless.ts';
import { maskSecret, maskText } from '../objects/mask.ts';

/**
 * Two Secrets without their values. Keys whose values differ carry another mask on each side, so that a comparison shows them;
 * neither says anything about the value.
 */
export function maskPair(left: JsonNode, right: JsonNode): readonly [JsonNode, JsonNode] {
  return [marked(left, right, `${maskText} (one value)`), marked(right, left, `${maskText} (another value)`)];
}

function marked(own: JsonNode, other: JsonNode, mark: string): JsonNode {
  const mask = (name: string, masked: JsonNode): JsonNode => {
    const values = field(own, name);
    if (values?.type !== 'object') return masked;
    const entries = values.entries.map(({ key, value }): JsonEntry => {
      const twin = field(field(other, name), key);
      const same = twin === undefined || toJson(twin) === toJson(value);
      return { key, value: { type: 'string', value: same ? maskText : mark } };
    });
    return { type: 'object', entries };
  };
  const data = mapField(maskSecret(own), 'data', (masked) => mask('data', masked));
  return mapField(data, 'stringData', (masked) => mask('stringData', masked));
}
