import type { TextPair } from '../../../../shared/contract/compare.ts';
import { type JsonNode, mapField, textOf } from '../objects/lossless.ts';
import { maskSecret } from '../objects/mask.ts';
import { maskPair } from './secrets.ts';

export const isSecretNode = (node: JsonNode): boolean =>
  textOf(node, 'kind') === 'Secret' && textOf(node, 'apiVersion') === 'v1';

export const withoutManagedFields = (node: JsonNode): JsonNode =>
  mapField(node, 'metadata', (metadata) => mapField(metadata, 'managedFields', () => null));

/** Two objects as texts that may be shown: Secrets masked, their differences marked. */
export async function textPair(left: JsonNode, right: JsonNode): Promise<TextPair> {
  const [a, b] = masked(left, right);
  // Loaded with the first YAML: a list does not need it.
  const { toYaml } = await import('../objects/yaml.ts');
  const texts = { left: toYaml(a), right: toYaml(b) };
  return { ...texts, same: texts.left === texts.right };
}

function masked(left: JsonNode, right: JsonNode): readonly [JsonNode, JsonNode] {
  if (isSecretNode(left) && isSecretNode(right)) return maskPair(left, right);
  return [isSecretNode(left) ? maskSecret(left) : left, isSecretNode(right) ? maskSecret(right) : right];
}
