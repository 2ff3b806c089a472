import { Alias, type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, Scalar } from 'yaml';
import { PortolanError } from '../../../../shared/errors.ts';
import { readFast } from './fast-yaml.ts';
import { type JsonNode, parseJson } from './lossless.ts';
import { plainScalar } from './scalar.ts';

/** An API server takes 3 MiB at most; more is somebody's mistake. Characters. */
const longest = 4_000_000;
/** Nodes that aliases may add: a few repeated maps, never a bomb. */
const mostFromAliases = 10_000;
const deepest = 1_000;

/**
 * An object's text as a person edited it, JSON or YAML, without loss: numbers as they are written, every key, in order.
 * Throws `invalid` with the line of what is wrong: syntax, several documents, a key twice, tags and merge keys.
 */
export function readText(text: string): JsonNode {
  if (text.length > longest) throw wrong(`it is longer than ${longest.toLocaleString('en')} characters`);
  const node = /^\s*\{/.test(text) ? fromJson(text) : null;
  const read = node ?? fromYaml(text);
  if (read.type !== 'object') throw wrong('it is not an object with fields');
  return read;
}

/** `null` when it only begins like JSON: `{a: 1}` is YAML. */
function fromJson(text: string): JsonNode | null {
  let node: JsonNode;
  try {
    node = parseJson(text);
  } catch {
    return null; // The YAML reader says what is wrong, with its line.
  }
  refuseTwice(node, '');
  return node;
}

function refuseTwice(node: JsonNode, path: string): void {
  if (node.type === 'array') {
    for (const [index, item] of node.items.entries()) refuseTwice(item, `${path}[${index}]`);
  }
  if (node.type !== 'object') return;
  const seen = new Set<string>();
  for (const { key, value } of node.entries) {
    if (seen.has(key)) throw wrong(`${path}.${key} is there twice`);
    seen.add(key);
    refuseTwice(value, `${path}.${key}`);
  }
}

function fromYaml(text: string): JsonNode {
  const [first, second] = yamlDocuments(text);
  if (first === undefined) throw wrong('it is empty');
  if (second !== undefined) throw wrong('it holds several documents; one object is written at a time');
  return first.node;
}

export interface TextDocument {
  readonly node: JsonNode;
  /** Where it begins in the text, from 1. */
  readonly line: number;
}

/** Every document of a text, as `readText` reads one; empty ones are left out. Throws `invalid` with line and column. */
export function readDocuments(text: string): readonly TextDocument[] {
  if (text.length > longest) throw wrong(`it is longer than ${longest.toLocaleString('en')} characters`);
  const json = /^\s*\{/.test(text) ? fromJson(text) : null;
  if (json !== null) return [{ node: json, line: 1 }];
  return yamlDocuments(text);
}

function yamlDocuments(text: string): readonly TextDocument[] {
  return readFast(text, readFlow) ?? readSlow(text);
}

/** `{a: 1}` and `[a, b]` on one line, whatever is in them. */
export function readFlow(text: string): JsonNode | null {
  try {
    const [only, second] = readSlow(text);
    return second === undefined ? (only?.node ?? null) : null;
  } catch {
    return null; // It goes on in the next line, or is wrong: the whole text says where.
  }
}

/** Any YAML, by the package: for what is not of the plain form, and for saying what is wrong. */
export function readSlow(text: string): readonly TextDocument[] {
  const lines = new LineCounter();
  // `failsafe`: every scalar stays the text it is; what a plain one means is our rule. Keys are compared below, in linear time.
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const documents = Array.isArray(parsed) ? parsed.filter(holdsSomething) : [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw wrong(`${error.message} ${placeOf(lines, error.pos[0])}`);
    const start = document.contents?.range?.[0] ?? document.range[0];
    return { node: new YamlReader(document, lines).read(), line: lines.linePos(start).line };
  });
}

const holdsSomething = (document: Document.Parsed): boolean =>
  document.errors.length > 0 || (document.contents !== null && !isEmptyScalar(document.contents));
const isEmptyScalar = (node: unknown): boolean => isScalar(node) && node.source === '';

class YamlReader {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  #aliasDepth = 0;
  #fromAliases = 0;

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document;
    this.#lines = lines;
  }

  read(): JsonNode {
    return this.#node(this.#document.contents, 0);
  }

  #node(node: unknown, depth: number): JsonNode {
    if (depth > deepest) throw wrong('it is nested too deep');
    if (this.#aliasDepth > 0 && ++this.#fromAliases > mostFromAliases) throw wrong('its aliases stand for too much');
    if (node === null) return { type: 'literal', value: null };
    if (node instanceof Alias) return this.#alias(node, depth);
    if (isMap(node)) {
      this.#checkTag(node, 'map');
      const seen = new Set<string>();
      return {
        type: 'object',
        entries: node.items.map((pair) => {
          const key = this.#key(pair.key);
          if (seen.has(key)) throw this.#wrongAt(pair.key, `the key ${JSON.stringify(key)} is there twice`);
          seen.add(key);
          return { key, value: this.#node(pair.value, depth + 1) };
        }),
      };
    }
    if (isSeq(node)) {
      this.#checkTag(node, 'seq');
      return { type: 'array', items: node.items.map((item) => this.#node(item, depth + 1)) };
    }
    if (isScalar(node)) return this.#scalar(node);
    throw wrong('it holds something that is neither a map, a list nor a value');
  }

  #alias(alias: Alias, depth: number): JsonNode {
    const target = alias.resolve(this.#document);
    if (target === undefined) throw this.#wrongAt(alias, `nothing is named &${alias.source}`);
    this.#aliasDepth += 1;
    try {
      return this.#node(target, depth + 1);
    } finally {
      this.#aliasDepth -= 1;
    }
  }

  #scalar(scalar: Scalar): JsonNode {
    const text = scalar.source ?? String(scalar.value ?? '');
    if (scalar.tag === 'tag:yaml.org,2002:str') return { type: 'string', value: text };
    if (scalar.tag !== undefined) throw this.#wrongAt(scalar, `the tag ${scalar.tag} is not taken here`);
    if (scalar.type !== Scalar.PLAIN) return { type: 'string', value: text };
    const node = plainScalar(text);
    if (node === null) throw this.#wrongAt(scalar, `${text} has no place in JSON`);
    return node;
  }

  /** Keys are texts; numbers and booleans as keys become the text JSON would write. */
  #key(key: unknown): string {
    if (!isScalar(key)) throw this.#wrongAt(key, 'a key is a text');
    if (key.type === Scalar.PLAIN && key.source === '<<')
      throw this.#wrongAt(key, 'merge keys (<<) are not taken here');
    const node = this.#scalar(key);
    if (node.type === 'string') return node.value;
    if (node.type === 'number') return node.raw;
    if (node.type === 'literal' && node.value !== null) return String(node.value);
    throw this.#wrongAt(key, 'a key is missing');
  }

  #checkTag(node: Node, own: 'map' | 'seq'): void {
    if (node.tag === undefined || node.tag === `tag:yaml.org,2002:${own}`) return;
    throw this.#wrongAt(node, `the tag ${node.tag} is not taken here`);
  }

  #wrongAt(node: unknown, what: string): PortolanError {
    const at = node instanceof Object && 'range' in node && Array.isArray(node.range) ? Number(node.range[0]) : -1;
    if (at < 0) return wrong(what);
    return wrong(`${what} ${placeOf(this.#lines, at)}`);
  }
}

const wrong = (what: string): PortolanError => new PortolanError('invalid', `The text cannot be written: ${what}.`);

function placeOf(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `at line ${line}, column ${col}`;
}
