import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseAllDocuments, type Scalar } from 'yaml';
import type { KindSchema, SchemaNode } from '../../../shared/contract/schema.ts';
import { childOf, resolved, rootOf, typeWords } from './walk.ts';

/** Something wrong in a text, as offsets. Runs in a worker: a large text takes longer than a frame. */
export interface CheckProblem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A field that somebody else found wrong: the server. `document` counts from 0. */
export interface NamedProblem {
  readonly document: number;
  /** `spec.containers[0].image`. */
  readonly field: string;
  readonly message: string;
}

export interface Checked {
  readonly problems: readonly CheckProblem[];
  /** `apiVersion kind` of the documents, for the schemas that are still wanted. */
  readonly kinds: readonly string[];
}

const mostProblems = 200;

/** By `apiVersion kind`. */
export type Schemas = ReadonlyMap<string, KindSchema>;

export function checkText(text: string, schemas: Schemas, named: readonly NamedProblem[]): Checked {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    stringKeys: false,
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const problems: CheckProblem[] = [];
  const kinds = new Set<string>();
  let count = 0;
  for (const document of documents) {
    const { contents } = document;
    for (const error of document.errors) {
      problems.push({
        from: error.pos[0],
        to: Math.max(error.pos[1], error.pos[0] + 1),
        severity: 'error',
        message: error.message,
      });
    }
    if (contents === null || (isScalar(contents) && contents.source === '')) continue;
    const index = count;
    count += 1;
    const kind = kindOf(contents);
    kinds.add(kind);
    const schema = schemas.get(kind);
    if (schema !== undefined && document.errors.length === 0)
      new Walker(schema, problems).node(contents, rootOf(schema), 0);
    for (const problem of named) {
      if (problem.document !== index) continue;
      const range = locate(contents, pathOf(problem.field));
      problems.push({ ...range, severity: 'error', message: `${problem.field}: ${problem.message}` });
    }
  }
  return { problems: problems.slice(0, mostProblems), kinds: [...kinds] };
}

function kindOf(contents: Node): string {
  const textOf = (key: string): string => {
    const value = isMap(contents) ? contents.items.find((pair) => keyText(pair) === key)?.value : undefined;
    return isScalar(value) ? String(value.source ?? value.value ?? '') : '';
  };
  return `${textOf('apiVersion')} ${textOf('kind')}`;
}

const keyText = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.source ?? pair.key.value ?? '') : '');

/** `a.b[0][x.y]` → steps; keys in brackets stand as they are. */
export function pathOf(field: string): readonly string[] {
  const steps: string[] = [];
  for (const [, bracket, name] of field.matchAll(/\[((?:"(?:[^"\\]|\\.)*"|[^\]])*)\]|([^.[\]]+)/g)) {
    const step = bracket ?? name ?? '';
    steps.push(step.replace(/^"(.*)"$/, '$1'));
  }
  return steps;
}

/** The place of a field, or of the nearest thing around it that is there. */
function locate(root: Node, path: readonly string[]): { readonly from: number; readonly to: number } {
  let at: unknown = root;
  let range = rangeOf(firstOf(root));
  for (let index = 0; index < path.length; index += 1) {
    if (isMap(at)) {
      // Keys with dots are not written in brackets everywhere: the longest key that fits.
      const pairs: readonly Pair[] = at.items;
      const fits = (pair: Pair): number => {
        const steps = pathOf(keyText(pair));
        return steps.length > 0 && steps.every((step, place) => path[index + place] === step) ? steps.length : 0;
      };
      const exact = pairs.find((pair) => keyText(pair) === path[index]);
      const pair = exact ?? pairs.find((one) => fits(one) > 0);
      if (pair === undefined) break;
      if (exact === undefined) index += fits(pair) - 1;
      range = rangeOf(pair.key);
      at = pair.value;
    } else if (isSeq(at)) {
      const item: unknown = at.items[Number(path[index])] ?? at.items.find((one) => hasKey(one, path[index] ?? ''));
      if (item === undefined) break;
      range = rangeOf(firstOf(item));
      at = item;
    } else break;
  }
  return isScalar(at) && at.range ? { from: range.from, to: Math.max(at.range[1], range.to) } : range;
}

/** Server-side apply names items by their keys: `containers[name="web"]`. */
function hasKey(item: unknown, step: string): boolean {
  const [, key, value] = /^(\w+)="?([^"]*)"?/.exec(step) ?? [];
  return (
    isMap(item) &&
    key !== undefined &&
    item.items.some((pair) => keyText(pair) === key && isScalar(pair.value) && pair.value.source === value)
  );
}

/** Of a map its first key: a whole map would be underlined to its end. */
function firstOf(node: unknown): unknown {
  return isMap(node) ? (node.items[0]?.key ?? node) : node;
}

function rangeOf(node: unknown): { readonly from: number; readonly to: number } {
  const range = node instanceof Object && 'range' in node && Array.isArray(node.range) ? node.range : [0, 0];
  return { from: Number(range[0]), to: Number(range[1]) };
}

class Walker {
  readonly #schema: KindSchema;
  readonly #problems: CheckProblem[];

  constructor(schema: KindSchema, problems: CheckProblem[]) {
    this.#schema = schema;
    this.#problems = problems;
  }

  node(node: unknown, type: SchemaNode, depth: number): void {
    if (this.#problems.length > mostProblems || depth > 100) return;
    if (isScalar(node)) this.#scalar(node, type);
    else if (isMap(node)) this.#map(node, node.items, type, depth);
    else if (isSeq(node)) {
      if (type.items === undefined) this.#wrongType(node, type, 'a list');
      else for (const item of node.items) this.node(item, resolved(this.#schema, type.items), depth + 1);
    }
  }

  #map(node: Node, pairs: readonly Pair[], type: SchemaNode, depth: number): void {
    const { properties, values, open, required = [] } = type;
    if (properties === undefined && values === undefined) {
      if (!open && type.type !== 'object') this.#wrongType(node, type, 'an object');
      return;
    }
    const seen = new Set<string>();
    for (const pair of pairs) {
      const key = keyText(pair);
      seen.add(key);
      const child = childOf(this.#schema, type, key);
      if (child !== null) this.node(pair.value, child, depth + 1);
      else if (!open) {
        const near = nearest(key, Object.keys(properties ?? {}));
        const hint = near === null ? '' : ` Did you mean ${near}?`;
        this.#add(pair.key, `Unknown field ${key}: the server refuses it.${hint}`);
      }
    }
    const missing = required.filter((key) => !seen.has(key));
    if (missing.length > 0 && depth > 0) this.#add(firstOf(node), `Missing: ${missing.join(', ')}.`);
  }

  #scalar(node: Scalar, type: SchemaNode): void {
    const text = String(node.source ?? node.value ?? '');
    const found = node.type === 'PLAIN' ? plainType(text) : 'string';
    if (found === 'null' || type.intOrString || type.open) return;
    const wanted = type.type;
    if (wanted === undefined) return;
    if (wanted === 'string' && found !== 'string') {
      this.#add(
        node,
        `A text is expected, and ${text} is ${found === 'boolean' ? 'a boolean' : 'a number'}: put it in quotes.`,
      );
    } else if (wanted !== 'string' && !(wanted === found || (wanted === 'number' && found === 'integer'))) {
      this.#wrongType(node, type, found === 'string' ? 'a text' : `a ${found}`);
    } else if (type.enum !== undefined && !type.enum.includes(text)) {
      this.#add(node, `One of ${type.enum.join(', ')} is expected.`);
    }
  }

  #wrongType(node: unknown, type: SchemaNode, found: string): void {
    this.#add(firstOf(node), `${capital(typeWords(this.#schema, type))} expected, found ${found}.`);
  }

  #add(node: unknown, message: string): void {
    this.#problems.push({ ...rangeOf(node), severity: 'error', message });
  }
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/** What a plain value means to a server's reader of YAML (1.1). */
function plainType(text: string): 'string' | 'boolean' | 'integer' | 'number' | 'null' {
  if (/^(~|null|Null|NULL|)$/.test(text)) return 'null';
  if (/^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/.test(text))
    return 'boolean';
  if (/^[-+]?(0x[0-9a-fA-F_]+|0o?[0-7_]+|0b[01_]+|[1-9][\d_]*|0)$/.test(text)) return 'integer';
  if (/^[-+]?(\d[\d_]*)?\.?\d+([eE][-+]?\d+)?$|^[-+]?\d+\.$/.test(text)) return 'number';
  return 'string';
}

/** A known field that differs by a letter or two, or by case. */
function nearest(key: string, known: readonly string[]): string | null {
  const lower = key.toLowerCase();
  const close = known.find((name) => name.toLowerCase() === lower);
  if (close !== undefined) return close;
  return known.find((name) => key.length > 3 && distance(lower, name.toLowerCase()) <= 2) ?? null;
}

/** Levenshtein, of names that are short. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 3;
}
