/**
 * JSON without loss, by hand because `JSON.parse` changes digits of numbers and the order of keys that look like numbers.
 * Only what an API server sends is expected; anything else is an error with its place.
 */
export type JsonNode =
  | { readonly type: 'object'; readonly entries: readonly JsonEntry[] }
  | { readonly type: 'array'; readonly items: readonly JsonNode[] }
  | { readonly type: 'string'; readonly value: string }
  /** Its text as the server wrote it. */
  | { readonly type: 'number'; readonly raw: string }
  | { readonly type: 'literal'; readonly value: true | false | null };

export interface JsonEntry {
  readonly key: string;
  readonly value: JsonNode;
}

/** Deeper nesting is refused: it would end in a stack overflow. An API server allows far less. */
const deepest = 2_000;
const space = /[ \t\n\r]*/y;
const numberText = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringText = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Throws SyntaxError with the offset of what is wrong. */
export function parseJson(text: string): JsonNode {
  const reader = new Reader(text);
  const node = reader.value(0);
  reader.end();
  return node;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#take(space);
    if (this.#at < this.#text.length) this.#fail('text after the end');
  }

  value(depth: number): JsonNode {
    if (depth > deepest) this.#fail('nested too deep');
    this.#take(space);
    const first = this.#text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return { type: 'string', value: this.#string() };
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return { type: 'literal', value };
    }
    const raw = this.#take(numberText);
    if (raw === '') this.#fail('a value was expected');
    return { type: 'number', raw };
  }

  #object(depth: number): JsonNode {
    const entries: JsonEntry[] = [];
    this.#at += 1;
    if (this.#next('}')) return { type: 'object', entries };
    do {
      this.#take(space);
      const key = this.#string();
      if (!this.#next(':')) this.#fail('":" was expected');
      entries.push({ key, value: this.value(depth + 1) });
    } while (this.#next(','));
    if (!this.#next('}')) this.#fail('"," or "}" was expected');
    return { type: 'object', entries };
  }

  #array(depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at += 1;
    if (this.#next(']')) return { type: 'array', items };
    do items.push(this.value(depth + 1));
    while (this.#next(','));
    if (!this.#next(']')) this.#fail('"," or "]" was expected');
    return { type: 'array', items };
  }

  #string(): string {
    const raw = this.#string64();
    // The pattern above has checked every escape, so this parse cannot fail.
    return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
  }

  /** Long strings would overflow the pattern's stack: they are measured by hand. */
  #string64(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail('a string was expected');
    let end = start + 1;
    for (;;) {
      end = this.#text.indexOf('"', end);
      if (end < 0) this.#fail('a string without end');
      let slashes = 0;
      while (this.#text[end - 1 - slashes] === '\\') slashes += 1;
      if (slashes % 2 === 0) break;
      end += 1;
    }
    this.#at = end + 1;
    const raw = this.#text.slice(start, this.#at);
    if (raw.length < 10_000 && !matchesWhole(stringText, raw)) this.#fail('a wrong string');
    return raw;
  }

  #next(character: string): boolean {
    this.#take(space);
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #fail(what: string): never {
    throw new SyntaxError(`The object's JSON is broken at character ${this.#at}: ${what}.`);
  }
}

const literals = [
  ['true', true],
  ['false', false],
  ['null', null],
] as const;

function matchesWhole(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.exec(text)?.[0].length === text.length;
}

/** Compact JSON text of a node; numbers as they were written. */
export function toJson(node: JsonNode): string {
  switch (node.type) {
    case 'object':
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key)}:${toJson(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(toJson).join(',')}]`;
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return node.raw;
    case 'literal':
      return String(node.value);
  }
}

export function field(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.type === 'object' ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

export function textOf(node: JsonNode | undefined, ...path: readonly string[]): string {
  let at = node;
  for (const key of path) at = field(at, key);
  return at?.type === 'string' ? at.value : '';
}

/** The object with one field's value changed; without that field, unchanged. */
export function mapField(node: JsonNode, key: string, change: (value: JsonNode) => JsonNode | null): JsonNode {
  if (node.type !== 'object') return node;
  const entries = node.entries.flatMap((entry) => {
    if (entry.key !== key) return [entry];
    const value = change(entry.value);
    return value === null ? [] : [{ key, value }];
  });
  return { type: 'object', entries };
}
