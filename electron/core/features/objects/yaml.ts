import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { JsonNode } from './lossless.ts';
import { plainScalar } from './scalar.ts';

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
      hiddenText,
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

/**
 * Characters that a YAML 1.1 reader refuses, folds like a line break (U+0085, U+2028, U+2029) or that turn what stands beside
 * them around on a screen: written as escapes.
 */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]/;
const hiddenEach = new RegExp(hidden, 'g');

/** A text with hidden characters, in double quotes. The `yaml` package would write most of them as they are. */
class HiddenText {
  readonly escaped: string;
  constructor(value: string) {
    // Pairs of surrogates are letters and signs beyond U+FFFF: kept as they are.
    const parts = JSON.stringify(value).split(/([\ud800-\udbff][\udc00-\udfff])/);
    this.escaped = parts.map((part, index) => (index % 2 === 1 ? part : part.replace(hiddenEach, asEscape))).join('');
  }
}

const asEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const hiddenText = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value: unknown) => value instanceof HiddenText,
  // Never used for reading: documents are only written here.
  test: /(?!)/,
  resolve: (text: string) => text,
  stringify: (item: Scalar) => (item.value instanceof HiddenText ? item.value.escaped : String(item.value)),
};

/** Texts that a YAML 1.1 reader, or a careless one, takes for a merge key, a sexagesimal number, an octal or a date. */
const ambiguous = /^(<<|=|[-+]?[\d_][\d_]*(:[0-5]?\d)+(\.[\d_]*)?|0o?[0-7_]+|\d{4}-\d\d?-\d\d?.*)$/;

/** Go's reader takes a tab at the start of a block's first line for its indentation, and refuses it. */
const startsWithTab = /^\n*\t[\s\S]*\n/;

function text(value: string): Scalar {
  if (startsWithTab.test(value)) return new Scalar(new HiddenText(value));
  if (hidden.test(value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''))) return new Scalar(new HiddenText(value));
  const scalar = new Scalar(value);
  if (ambiguous.test(value) || plainScalar(value)?.type !== 'string') scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}
