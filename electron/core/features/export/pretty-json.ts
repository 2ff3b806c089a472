import { type JsonNode, toJson } from '../objects/lossless.ts';

/** JSON text with two spaces of indent; numbers as they were written. */
export function prettyJson(node: JsonNode, indent = ''): string {
  const deeper = `${indent}  `;
  if (node.type === 'object' && node.entries.length > 0) {
    const lines = node.entries.map(({ key, value }) => `${deeper}${JSON.stringify(key)}: ${prettyJson(value, deeper)}`);
    return `{\n${lines.join(',\n')}\n${indent}}`;
  }
  if (node.type === 'array' && node.items.length > 0)
    return `[\n${node.items.map((item) => deeper + prettyJson(item, deeper)).join(',\n')}\n${indent}]`;
  return toJson(node);
}
