import type { JsonEntry, JsonNode } from './lossless.ts';
import { plainScalar } from './scalar.ts';

/**
 * YAML text of an object: keys in the server's order, numbers as the server wrote them, texts quoted where YAML 1.1 readers
 * (kubectl's is one) would take them for something else, never folded. By hand because the `yaml` package would lose digits, and
 * takes half a second for an object of 12,000 keys.
 */
export function toYaml(node: JsonNode): string {
  const out: string[] = [];
  if (node.type === 'object' && node.entries.length > 0) writeEntries(node.entries, '', false, out);
  else if (node.type === 'array' && node.items.length > 0) writeItems(node.items, '', false, out);
  else out.push(scalarText(node), '\n');
  return out.join('');
}

/** Implicit keys end at 1,024 characters (YAML 1.2, 7.4.2); longer ones are written with a question mark. */
const longestKey = 1_000;

/** `inline`: the first entry stands behind a dash already. */
function writeEntries(entries: readonly JsonEntry[], pad: string, inline: boolean, out: string[]): void {
  let first = inline;
  for (const { key, value } of entries) {
    if (!first) out.push(pad);
    first = false;
    const name = oneLine(key);
    if (name.length <= longestKey) {
      out.push(name, ':');
      writeValue(value, pad, pad, out);
    } else {
      out.push('? ', name, '\n', pad, ':');
      writeValue(value, pad, `${pad}  `, out);
    }
  }
}

/** What stands behind a key and its colon. */
function writeValue(node: JsonNode, pad: string, listPad: string, out: string[]): void {
  if (node.type === 'object' && node.entries.length > 0) {
    out.push('\n');
    writeEntries(node.entries, `${pad}  `, false, out);
  } else if (node.type === 'array' && node.items.length > 0) {
    out.push('\n');
    writeItems(node.items, listPad, false, out);
  } else {
    writeScalar(node, pad, out);
  }
}

function writeItems(items: readonly JsonNode[], pad: string, inline: boolean, out: string[]): void {
  let first = inline;
  for (const item of items) {
    if (!first) out.push(pad);
    first = false;
    out.push('-');
    if (item.type === 'object' && item.entries.length > 0) {
      out.push(' ');
      writeEntries(item.entries, `${pad}  `, true, out);
    } else if (item.type === 'array' && item.items.length > 0) {
      out.push(' ');
      writeItems(item.items, `${pad}  `, true, out);
    } else {
      writeScalar(item, pad, out);
    }
  }
}

function writeScalar(node: JsonNode, pad: string, out: string[]): void {
  if (node.type === 'string' && isBlock(node.value)) writeBlock(node.value, `${pad}  `, out);
  else out.push(' ', scalarText(node), '\n');
}

function scalarText(node: JsonNode): string {
  switch (node.type) {
    case 'object':
      return '{}';
    case 'array':
      return '[]';
    case 'string':
      return oneLine(node.value);
    case 'number':
      return node.raw;
    case 'literal':
      return String(node.value);
  }
}

/**
 * Characters that a YAML 1.1 reader refuses, folds like a line break (U+0085, U+2028, U+2029) or that turn what stands beside
 * them around on a screen: written as escapes.
 */
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u00a0\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]/;
const hiddenEach = new RegExp(hidden, 'g');
const pairs = /[\ud800-\udbff][\udc00-\udfff]/g;

/** Pairs of surrogates are letters and signs beyond U+FFFF: kept as they are. */
const hides = (value: string): boolean => hidden.test(value) && hidden.test(value.replace(pairs, ''));

const asEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

function doubleQuoted(value: string): string {
  const text = JSON.stringify(value);
  if (!hidden.test(text)) return text;
  const parts = text.split(/([\ud800-\udbff][\udc00-\udfff])/);
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replace(hiddenEach, asEscape))).join('');
}

/**
 * Texts that a YAML 1.1 reader, or a careless one, takes for a merge key, a sexagesimal number, an octal, a date, or a float that has
 * hardly a digit (`.`, `e5`).
 */
const ambiguous =
  /^(<<|=|[-+]?[\d_][\d_]*(:[0-5]?\d)+(\.[\d_]*)?|0o?[0-7_]+|\d{4}-\d\d?-\d\d?.*|[-+]?\.[\d_]*|[-+]?(\d[\d_]*)?(\.[\d_]*)?[eE][-+]?\d+)$/;
/** Letters and digits cannot begin anything but a value; a dash may, before a blank, and three of them begin a document. */
const plainStart = /^(?:[\p{L}\p{N}_./$()+^~\\;<=\u00a1-\u{10ffff}]|-(?![\s-]|$)|--(?!-))/u;
const plainEnd = /[^\s:]$/;
const notPlain = /[\n\t]|: | #/;

function oneLine(value: string): string {
  if (plainStart.test(value) && plainEnd.test(value) && !notPlain.test(value) && !hides(value)) {
    if (!ambiguous.test(value) && plainScalar(value)?.type === 'string') return value;
    return doubleQuoted(value);
  }
  // JSON in an annotation is easier to read without its quotes escaped.
  const single = value.includes('"') && !/['\n\t\\]/.test(value) && !hides(value);
  return single ? `'${value}'` : doubleQuoted(value);
}

/**
 * Texts of several lines are literal blocks. Not those that begin with a tab, which Go's reader takes for indentation and refuses, nor
 * those that end in blanks after the last line break, or are blank altogether.
 */
function isBlock(value: string): boolean {
  if (!value.includes('\n')) return false;
  return !/^\n*\t/.test(value) && !/\n[ \t]+$/.test(value) && /[^\s]/.test(value) && !hides(value);
}

function writeBlock(value: string, pad: string, out: string[]): void {
  // Where the first line with text begins with a blank, a reader cannot see how deep the block is.
  const depth = /^\n* /.test(value) ? '2' : '';
  const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
  out.push(' |', depth, chomp, '\n');
  const lines = value.split('\n');
  if (value.endsWith('\n')) lines.pop();
  for (const line of lines) out.push(line === '' ? '' : pad, line, '\n');
}
