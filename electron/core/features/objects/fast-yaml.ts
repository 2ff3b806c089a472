import type { JsonEntry, JsonNode } from './lossless.ts';
import { plainScalar } from './scalar.ts';

/**
 * YAML as the product itself writes it (`yaml.ts`) and as most people do: block maps and lists, one-line values, literal blocks. By hand
 * because the `yaml` package takes a second for an object of 12,000 keys, during which the host would answer nobody. It knows no errors:
 * whatever is not plainly of this form is `null`, and the package reads it, or says what is wrong.
 */
export function readFast(text: string, flow: ReadFlow): readonly FastDocument[] | null {
  if (text.includes('\t') || text.includes('\r') || text.charCodeAt(0) === 0xfeff) return null;
  try {
    return new FastReader(text.split('\n'), flow).documents();
  } catch (error) {
    if (error === NOT_PLAIN) return null;
    throw error;
  }
}

/** Reads a map or list that is written on one line; `null`: it is more than that. */
export type ReadFlow = (text: string) => JsonNode | null;

export interface FastDocument {
  readonly node: JsonNode;
  /** From 1. */
  readonly line: number;
}

const NOT_PLAIN = new Error('not of the plain form');
const giveUp = (): never => {
  throw NOT_PLAIN;
};

const keyPattern = /^(?:([A-Za-z0-9_.$/][A-Za-z0-9_.$/-]*)|("(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*")):(?: +|$)/;
const doubleQuoted = /^"(?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"$/;
const singleQuoted = /^'(?:[^']|'')*'$/;
/** Begins with nothing that means something in YAML; a dash may, before a letter or digit. */
const plainValue = /^(?:[^\s\-?:,[\]{}#&*!|>'"%@`\u0000-\u001f\u007f-\u009f]|-(?=[^\s-]))/;
const blockHeader = /^\|([-+]?)$/;
const deepest = 500;

class FastReader {
  readonly #lines: readonly string[];
  readonly #flow: ReadFlow;
  #at = 0;

  constructor(lines: readonly string[], flow: ReadFlow) {
    this.#lines = lines;
    this.#flow = flow;
  }

  documents(): readonly FastDocument[] {
    const documents: FastDocument[] = [];
    while (this.#skip()) {
      if (this.#line() === '---') {
        this.#at += 1;
        continue;
      }
      const line = this.#at + 1;
      if (this.#indent() !== 0) giveUp();
      documents.push({ node: this.#block(0, 0), line });
      if (this.#skip() && this.#line() !== '---') giveUp();
    }
    return documents;
  }

  #line(): string {
    return this.#lines[this.#at] ?? '';
  }

  /** To the next line that holds something; false at the end. */
  #skip(): boolean {
    while (this.#at < this.#lines.length) {
      const line = this.#line().trimStart();
      if (line !== '' && !line.startsWith('#')) return true;
      this.#at += 1;
    }
    return false;
  }

  #indent(): number {
    const line = this.#line();
    let indent = 0;
    while (line.charCodeAt(indent) === 32) indent += 1;
    return indent;
  }

  /** The map or list whose lines stand at this indentation. */
  #block(indent: number, depth: number): JsonNode {
    if (depth > deepest) giveUp();
    return isItem(this.#line(), indent) ? this.#list(indent, depth) : this.#map(indent, depth, null);
  }

  /** `inline`: the first entry stands behind a dash on the current line, from that column on. */
  #map(indent: number, depth: number, inline: number | null): JsonNode {
    const entries: JsonEntry[] = [];
    const seen = new Set<string>();
    let first = inline !== null;
    while (first || this.#continues(indent)) {
      const line = this.#line();
      if (!first && isItem(line, indent)) giveUp();
      first = false;
      const rest = line.slice(indent);
      const found = keyPattern.exec(rest) ?? giveUp();
      const key = found[1] === undefined ? String(JSON.parse(found[2] ?? '""')) : plainKey(found[1]);
      if (seen.has(key)) giveUp();
      seen.add(key);
      const value = rest.slice(found[0].length).trimEnd();
      this.#at += 1;
      entries.push({ key, value: this.#value(value, indent, depth, true) });
    }
    return { type: 'object', entries };
  }

  #list(indent: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    while (this.#continues(indent) && isItem(this.#line(), indent)) {
      const line = this.#line();
      let column = indent + 1;
      while (line.charCodeAt(column) === 32) column += 1;
      const rest = line.slice(column).trimEnd();
      if (rest === '' || rest.startsWith('- ') || rest === '-') giveUp();
      if (keyPattern.test(rest)) items.push(this.#map(column, depth + 1, column));
      else {
        this.#at += 1;
        items.push(this.#value(rest, indent, depth, false));
      }
    }
    return { type: 'array', items };
  }

  /** Another line of the same block follows; a deeper one would be the rest of a value, which is not of the plain form. */
  #continues(indent: number): boolean {
    if (!this.#skip() || this.#line() === '---') return false;
    const found = this.#indent();
    if (found > indent) giveUp();
    return found === indent;
  }

  #value(written: string, indent: number, depth: number, ofKey: boolean): JsonNode {
    const text = withoutComment(written);
    if (text === '') return ofKey ? this.#below(indent, depth) : giveUp();
    const block = blockHeader.exec(text);
    if (block !== null) return { type: 'string', value: this.#literal(indent, block[1] ?? '') };
    if (text === '{}') return { type: 'object', entries: [] };
    if (text === '[]') return { type: 'array', items: [] };
    if (text.startsWith('{') || text.startsWith('[')) return this.#flow(text) ?? giveUp();
    if (doubleQuoted.test(text)) return { type: 'string', value: String(JSON.parse(text)) };
    if (singleQuoted.test(text)) return { type: 'string', value: text.slice(1, -1).replaceAll("''", "'") };
    if (!plainValue.test(text) || text.includes(': ') || text.includes(' #') || text.endsWith(':')) giveUp();
    return plainScalar(text) ?? giveUp();
  }

  /** What stands below a key without a value of its own: deeper, or a list at the same indentation, or nothing. */
  #below(indent: number, depth: number): JsonNode {
    if (!this.#skip() || this.#line() === '---') return { type: 'literal', value: null };
    const found = this.#indent();
    if (found > indent) return this.#block(found, depth + 1);
    if (found === indent && isItem(this.#line(), indent)) return this.#list(indent, depth + 1);
    return { type: 'literal', value: null };
  }

  #literal(indent: number, chomp: string): string {
    const lines: string[] = [];
    let deep = -1;
    while (this.#at < this.#lines.length) {
      const line = this.#line();
      const blank = line.trim() === '';
      const found = this.#indent();
      if (deep < 0 && !blank) {
        if (found <= indent) break;
        deep = found;
        // Blank lines before the first text that are longer than it is deep are an error.
        if (lines.some((before) => before.length > deep)) giveUp();
      }
      if (!blank && found < deep) break;
      lines.push(line);
      this.#at += 1;
    }
    // Nothing but blank lines: rare, and chomped in its own way. One that ends the text is another matter than one inside.
    if (deep < 0) giveUp();
    const atEnd = this.#at >= this.#lines.length;
    if (atEnd && lines.at(-1) === '') lines.pop();
    else if (atEnd) giveUp();
    const content = lines.map((line) => line.slice(deep));
    const text = `${content.join('\n')}\n`;
    if (chomp === '+') return text;
    const trimmed = text.replace(/\n+$/, '');
    return chomp === '-' ? trimmed : `${trimmed}\n`;
  }
}

/** A comment behind a plain value, or behind nothing; behind a quoted one it is the other reader's. */
function withoutComment(text: string): string {
  if (text.startsWith('#')) return '';
  if (/^["'{[|>&*!]/.test(text)) return text;
  const comment = text.indexOf(' #');
  return comment < 0 ? text : text.slice(0, comment).trimEnd();
}

const isItem = (line: string, indent: number): boolean =>
  line.charCodeAt(indent) === 45 && (line.charCodeAt(indent + 1) === 32 || line.length === indent + 1);

/** Keys are texts; numbers and booleans as keys become the text JSON would write. */
function plainKey(key: string): string {
  const node = plainScalar(key);
  if (node?.type === 'string') return node.value;
  return giveUp();
}
