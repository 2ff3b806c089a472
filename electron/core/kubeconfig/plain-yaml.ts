/**
 * The YAML that kubectl and cloud tools write, read by hand: block mappings and lists, plain and simply quoted scalars, comments.
 * At the first thing that is anything else it gives up, and `yaml` reads the text. Measured on 5,600 contexts with certificates
 * (11 MB): `yaml` stops the host's loop for 600–1,100 ms, this for 40; on 200 contexts 45 ms against 2. What it accepts, it
 * reads as `yaml` does with the failsafe schema and null; a test compares the two on generated texts.
 */

/** Tabs, carriage returns, other controls and line breaks of Unicode: not for us. */
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f\u0085\u2028\u2029\ufeff]/;
const KEY = /^([A-Za-z0-9_][A-Za-z0-9_./-]{0,127}):(?: +|$)/;
const PLAIN_START = /^(?:[A-Za-z0-9_/.+=$(;<^~\\\u00a1-\ud7ff]|-(?!--)\S)/;
const QUOTED = /^(?:"([^"\\]*)"|'([^']*)') *(?: #.*)?$/;
const EMPTY = /^(?:(\{\})|\[\]) *(?: #.*)?$/;
const NULL = /^(?:~|null|Null|NULL)$/;

type Plain = string | null | readonly Plain[] | { readonly [key: string]: Plain };

class GiveUp extends Error {}
const giveUp = (): never => {
  throw new GiveUp();
};

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** The text's value, or `undefined` when it is not of the simple kind (it may still be right, or wrong). */
export function parsePlainYaml(text: string): Plain | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const reader = new Reader(text);
  const first = reader.line();
  if (first === null || first.indent !== 0 || first.text.startsWith('-')) return undefined;
  try {
    const value = mapping(reader, 0);
    return reader.line() === null ? value : undefined;
  } catch (error) {
    if (error instanceof GiveUp) return undefined;
    throw error;
  }
}

/** The lines that say something, one at a time. */
class Reader {
  readonly #text: string;
  #at = 0;
  #line: Line | null = null;

  constructor(text: string) {
    this.#text = text;
    this.next();
  }

  /** The line the reader stands at; `null` after the last. */
  line(): Line | null {
    return this.#line;
  }

  next(): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const found = text.indexOf('\n', this.#at);
      const end = found < 0 ? text.length : found;
      let start = this.#at;
      while (start < end && text.charCodeAt(start) === 32) start++;
      const indent = start - this.#at;
      this.#at = end + 1;
      if (start === end || text.charCodeAt(start) === 35) continue;
      this.#line = { indent, text: text.slice(start, end) };
      return;
    }
    this.#line = null;
  }

  /** The rest of a list item's line stands for a line of its own, further in. */
  replace(line: Line): void {
    this.#line = line;
  }
}

function mapping(reader: Reader, indent: number): Plain {
  const result: { [key: string]: Plain } = {};
  for (let line = reader.line(); line !== null && line.indent === indent; line = reader.line()) {
    const match = KEY.exec(line.text);
    const key = match?.[1];
    if (match === null || key === undefined || NULL.test(key)) return giveUp();
    if (key === '__proto__') return giveUp();
    const rest = line.text.slice(match[0].length);
    reader.next();
    result[key] = rest === '' || rest.startsWith('#') ? below(reader, indent, true) : scalar(rest);
  }
  return endsAbove(reader, indent, result);
}

function sequence(reader: Reader, indent: number): Plain {
  const result: Plain[] = [];
  for (let line = reader.line(); line !== null && line.indent === indent && isItem(line); line = reader.line()) {
    const rest = line.text.slice(1).trimStart();
    if (rest === '' || rest.startsWith('#')) {
      reader.next();
      result.push(below(reader, indent, false));
    } else if (KEY.test(rest)) {
      const inner = indent + line.text.length - rest.length;
      reader.replace({ indent: inner, text: rest });
      result.push(mapping(reader, inner));
    } else {
      reader.next();
      result.push(scalar(rest));
    }
  }
  return endsAbove(reader, indent, result);
}

const isItem = (line: Line): boolean => line.text === '-' || line.text.startsWith('- ');

/** What stands below a key or dash without a value of its own; a key's list may stand at the key's own indent. */
function below(reader: Reader, indent: number, ofKey: boolean): Plain {
  const line = reader.line();
  if (line === null || line.indent < indent || (line.indent === indent && !(ofKey && isItem(line)))) return null;
  if (isItem(line)) return sequence(reader, line.indent);
  return KEY.test(line.text) ? mapping(reader, line.indent) : giveUp();
}

/** A line further in than the block that just ended continues a scalar or is wrong: neither is simple. */
function endsAbove<T extends Plain>(reader: Reader, indent: number, value: T): T {
  const line = reader.line();
  if (line !== null && line.indent >= indent && !(line.indent === indent && Array.isArray(value))) giveUp();
  return value;
}

function scalar(text: string): Plain {
  const quoted = QUOTED.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  const empty = EMPTY.exec(text);
  if (empty !== null) return empty[1] === undefined ? [] : {};
  if (!PLAIN_START.test(text)) return giveUp();
  const comment = text.indexOf(' #');
  const plain = (comment < 0 ? text : text.slice(0, comment)).trimEnd();
  if (plain.includes(': ') || plain.endsWith(':') || plain.startsWith('...')) return giveUp();
  return NULL.test(plain) ? null : plain;
}
