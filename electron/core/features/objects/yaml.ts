import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { JsonNode } from './lossless.ts';

/** A number's own text. The `yaml` package would print the parsed number and lose digits. */
class RawNumber {
  readonly raw: string;
  constructor(raw: string) {
    this.raw = raw;
  }
}

const rawNumber = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value: unknown) => value instanceof RawNumber,
  // Never used for reading: documents are only written here.
  test: /(?!)/,
  resolve: (text: string) => text,
  stringify: (item: Scalar) => (item.value instanceof RawNumber ? item.value.raw : String(item.value)),
};

/**
 * YAML text of an object: keys in the server's order, numbers as the server wrote them, texts quoted where YAML 1.1 readers
 * (kubectl's is one) would take them for something else, never folded.
 */
export function toYaml(node: JsonNode): string {
  const document = new Document(null, {
    version: '1.1',
    customTags: (tags) => [
      rawNumber,
      ...tags.filter((tag) => typeof tag === 'string' || tag.tag !== 'tag:yaml.org,2002:merge'),
    ],
    aliasDuplicateObjects: false,
  });
  document.contents = build(node);
  return document.toString({ lineWidth: 0, blockQuote: 'literal', indentSeq: false });
}

function build(node: JsonNode): Scalar | YAMLMap | YAMLSeq {
  switch (node.type) {
    case 'object': {
      const map = new YAMLMap();
      for (const { key, value } of node.entries) map.items.push(new Pair(text(key), build(value)));
      map.flow = node.entries.length === 0;
      return map;
    }
    case 'array': {
      const sequence = new YAMLSeq();
      for (const item of node.items) sequence.items.push(build(item));
      sequence.flow = node.items.length === 0;
      return sequence;
    }
    case 'string':
      return text(node.value);
    case 'number':
      return new Scalar(new RawNumber(node.raw));
    case 'literal':
      return new Scalar(node.value);
  }
}

/** Texts that a YAML 1.1 reader, or a careless one, takes for a merge key, a sexagesimal number, an octal or a date. */
const ambiguous = /^(<<|=|[-+]?[\d_][\d_]*(:[0-5]?\d)+(\.[\d_]*)?|0o?[0-7_]+|\d{4}-\d\d?-\d\d?.*)$/;

function text(value: string): Scalar {
  const scalar = new Scalar(value);
  if (ambiguous.test(value)) scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}
