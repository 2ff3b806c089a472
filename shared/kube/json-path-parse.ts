/**
 * Parser of JSONPath templates, one action only (a printer column holds one path).
 * Source: `client-go/util/jsonpath/parser.go`.
 */
export type PathNode =
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' }
  /** `single`: one index (`[2]`), otherwise a range; null is "not given". */
  | {
      readonly type: 'slice';
      readonly from: number | null;
      readonly to: number | null;
      readonly step: number | null;
      readonly single: boolean;
    }
  | { readonly type: 'union'; readonly branches: readonly (readonly PathNode[])[] }
  | {
      readonly type: 'filter';
      readonly left: readonly PathNode[];
      /** A comparison, or `exists`. */
      readonly operator: string;
      readonly right: readonly PathNode[];
    }
  | { readonly type: 'literal'; readonly value: string | number | boolean };

interface Step {
  readonly nodes: readonly PathNode[];
  /** Where reading goes on. */
  readonly next: number;
}

/** Null when the text is not a path. What follows a closing brace is not looked at: the first action alone fills a cell. */
export function parseJsonPath(text: string): readonly PathNode[] | null {
  const nodes: PathNode[] = [];
  let at = 0;
  while (at < text.length && text[at] !== '}') {
    const step = parseStep(text, at, nodes.at(-1));
    if (step === null) return null;
    nodes.push(...step.nodes);
    at = step.next;
  }
  return nodes;
}

function parseStep(text: string, at: number, previous: PathNode | undefined): Step | null {
  const c = text.charAt(at);
  if (text.startsWith('[?(', at)) return parseFilter(text, at);
  if (text.startsWith('..', at)) return previous?.type === 'recursive' ? null : parseRecursive(text, at);
  switch (c) {
    case ' ':
    case '@':
    case '$':
      return { nodes: [], next: at + 1 };
    case '[':
      return parseBrackets(text, at);
    case '"':
    case "'":
      return parseQuote(text, at);
    case '.':
      return parseField(text, at + 1);
    default:
      if (/[+\-\d]/.test(c)) return parseNumber(text, at);
      return /[\p{L}_]/u.test(c) ? parseWord(text, at) : null;
  }
}

const TERMINATOR = /[\s.,[\]$@{}]/;

/** End of a name: the next terminator that is not escaped. */
function endOfName(text: string, from: number): number {
  let at = from;
  while (at < text.length && !TERMINATOR.test(text.charAt(at))) at += text[at] === '\\' ? 2 : 1;
  return Math.min(at, text.length);
}

function parseField(text: string, from: number): Step {
  const next = endOfName(text, from);
  const raw = text.slice(from, next);
  return { nodes: [raw === '*' ? { type: 'wildcard' } : { type: 'field', name: raw.replaceAll('\\', '') }], next };
}

function parseRecursive(text: string, at: number): Step {
  const from = at + 2;
  if (!/[\p{L}\p{Nd}_]/u.test(text.charAt(from))) return { nodes: [{ type: 'recursive' }], next: from };
  const field = parseField(text, from);
  return { nodes: [{ type: 'recursive' }, ...field.nodes], next: field.next };
}

/** Only `true` and `false` mean something here; `range` and `end` have no place in a column. */
function parseWord(text: string, at: number): Step | null {
  let next = at;
  while (next < text.length && !TERMINATOR.test(text.charAt(next))) next++;
  const word = text.slice(at, next);
  return word === 'true' || word === 'false' ? { nodes: [{ type: 'literal', value: word === 'true' }], next } : null;
}

function parseNumber(text: string, at: number): Step | null {
  const match = /^[+-]?[\d.]*/.exec(text.slice(at))?.[0] ?? '';
  const value = Number(match);
  if (match === '' || Number.isNaN(value)) return null;
  return { nodes: [{ type: 'literal', value }], next: at + match.length };
}

function endOfQuote(text: string, at: number): number {
  const quote = text.charAt(at);
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === quote && text[i - 1] !== '\\') return i;
  }
  return -1;
}

function parseQuote(text: string, at: number): Step | null {
  const end = endOfQuote(text, at);
  if (end < 0) return null;
  const value = text.slice(at + 1, end).replace(/\\(.)/gs, '$1');
  return { nodes: [{ type: 'literal', value }], next: end + 1 };
}

const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;

function parseBrackets(text: string, at: number): Step | null {
  const end = text.indexOf(']', at);
  if (end < 0) return null;
  const node = parseIndex(text.slice(at + 1, end));
  return node === null ? null : { nodes: node, next: end + 1 };
}

function parseIndex(inside: string): readonly PathNode[] | null {
  const parts = inside.split(',');
  if (parts.length > 1) {
    const branches = parts.map((part) => parseIndex(part.replace(/^ +| +$/g, '')));
    const known = branches.filter((branch) => branch !== null);
    return known.length === branches.length ? [{ type: 'union', branches: known }] : null;
  }
  const key = /^'([^']*)'$/.exec(inside)?.[1];
  // The key is read as a path again: `['a.b']` means two steps unless its dot is escaped.
  if (key !== undefined) return parseJsonPath(`.${key}`);
  const match = SLICE.exec(inside === '*' ? ':' : inside);
  if (match === null) return null;
  const number = (part: string | undefined): number | null => {
    const digits = (part ?? '').replace(':', '');
    return digits === '' ? null : Number(digits);
  };
  const numbers = [number(match[1]), number(match[2]), number(match[3])] as const;
  if (numbers.some((value) => Number.isNaN(value))) return null;
  return [{ type: 'slice', from: numbers[0], to: numbers[1], step: numbers[2], single: match[2] === undefined }];
}

/** Up to the closing parenthesis that stands outside of quotes, then `]`. */
function parseFilter(text: string, at: number): Step | null {
  const from = at + 3;
  let end = from;
  while (end < text.length && text[end] !== ')') {
    const c = text[end];
    if (c === '"' || c === "'") {
      end = endOfQuote(text, end);
      if (end < 0) return null;
    }
    end++;
  }
  if (text[end] !== ')' || text[end + 1] !== ']') return null;
  const inside = text.slice(from, end);
  const match = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(inside);
  const left = parseJsonPath(match?.[1] ?? inside);
  const right = match === null ? [] : parseJsonPath(match[3] ?? '');
  if (left === null || right === null) return null;
  return { nodes: [{ type: 'filter', left, operator: match?.[2] ?? 'exists', right }], next: end + 2 };
}
