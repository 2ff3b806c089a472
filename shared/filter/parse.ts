import { parseSelector } from '../kube/selector-parse.ts';
import { compilePattern } from './regex.ts';
import type { Atom, ColumnTest, Comparison, FilterProblem, ParsedFilter, Term } from './terms.ts';

/** Reads a filter text. Never throws; what is wrong is said once, with its place. See `terms.ts` for the grammar. */
export function parseFilter(text: string): ParsedFilter {
  const terms: Term[] = [];
  let at = skipSpace(text, 0);
  try {
    while (at < text.length) {
      const read = readTerm(text, at);
      terms.push(read);
      at = skipSpace(text, read.end);
    }
  } catch (error) {
    if (error instanceof Wrong) return { terms, problem: error.problem };
    throw error;
  }
  return { terms, problem: null };
}

class Wrong extends Error {
  readonly problem: FilterProblem;
  constructor(message: string, at: number) {
    super(message);
    this.problem = { message, at };
  }
}

const isSpace = (c: string): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r' || c === '\u00a0';

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) at++;
  return at;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSpace(text.charAt(at))) at++;
  return at;
}

interface Read<T> {
  readonly value: T;
  readonly end: number;
}

function readTerm(text: string, start: number): Term {
  const negated = text[start] === '!';
  const from = negated ? start + 1 : start;
  if (negated && (from >= text.length || isSpace(text.charAt(from)))) throw new Wrong('Nothing follows the "!"', start);
  const { value, end } = readAtom(text, from);
  return { ...value, negated, start, end };
}

function readAtom(text: string, at: number): Read<Atom> {
  const c = text.charAt(at);
  if (c === '"') {
    const { value, end } = readQuoted(text, at);
    if (value === '') throw new Wrong('The quotes are empty', at);
    return { value: { type: 'text', text: value }, end };
  }
  if (c === '/') {
    const { value, end } = readRegex(text, at);
    return { value: { type: 'regex', ...value }, end };
  }
  if (c === '~') return readFuzzy(text, at);
  if (isLabelFlag(text, at)) return readLabels(text, at);
  return readColumn(text, at) ?? readWord(text, at);
}

function readWord(text: string, at: number): Read<Atom> {
  const end = endOfWord(text, at);
  return { value: { type: 'text', text: text.slice(at, end) }, end };
}

function readFuzzy(text: string, at: number): Read<Atom> {
  if (text[at + 1] === '"') {
    const { value, end } = readQuoted(text, at + 1);
    return { value: { type: 'fuzzy', text: value }, end };
  }
  const end = endOfWord(text, at);
  if (end === at + 1) throw new Wrong('Nothing follows the "~"', at);
  return { value: { type: 'fuzzy', text: text.slice(at + 1, end) }, end };
}

/** `"…"`, with `\"` and `\\` inside. */
function readQuoted(text: string, at: number): Read<string> {
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '"') return { value, end: i + 1 };
    const next = text[i + 1];
    if (c === '\\' && (next === '"' || next === '\\')) {
      value += next;
      i++;
    } else {
      value += c;
    }
  }
  throw new Wrong('The quote is not closed', at);
}

/** `/…/` or `/…/i`; a slash inside is written `\/`. */
function readRegex(text: string, at: number): Read<{ readonly source: string; readonly ignoreCase: boolean }> {
  let close = at + 1;
  while (close < text.length && text[close] !== '/') close += text[close] === '\\' ? 2 : 1;
  if (close >= text.length)
    throw new Wrong('The pattern has no closing "/"; to search for a slash, put it in quotes', at);
  const source = text.slice(at + 1, close).replaceAll('\\/', '/');
  const end = endOfWord(text, close + 1);
  const flags = text.slice(close + 1, end);
  if (source === '') throw new Wrong('The pattern is empty', at);
  if (flags !== '' && flags !== 'i') throw new Wrong(`Only "i" may follow the pattern, not "${flags}"`, close + 1);
  const ignoreCase = flags === 'i';
  const compiled = compilePattern(source, ignoreCase);
  if (!compiled.ok) throw new Wrong(compiled.message, at + 1 + compiled.at);
  return { value: { source, ignoreCase }, end };
}

/** `-l selector`, or `-lapp=web` as kubectl takes it too. */
const isLabelFlag = (text: string, at: number): boolean =>
  text.startsWith('-l', at) && /^(?:\s|$|[^\s=!]*[=!]|!)/.test(text.slice(at + 2));

function readLabels(text: string, at: number): Read<Atom> {
  const from = skipSpace(text, at + 2);
  if (from >= text.length) throw new Wrong('A label selector must follow -l', at);
  const quoted = text[from] === '"' ? readQuoted(text, from) : null;
  const end = quoted?.end ?? endOfSelector(text, from);
  const parsed = parseSelector(quoted?.value ?? text.slice(from, end));
  if (!parsed.ok) {
    throw new Wrong(
      `Label selector: ${parsed.message}`,
      Math.min(from + parsed.at + (quoted === null ? 0 : 1), text.length),
    );
  }
  return { value: { type: 'labels', selector: parsed.selector }, end };
}

/** A selector ends at a space, except within `( )`, after a comma, and around `in` and `notin`. */
function endOfSelector(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (isSpace(c) && depth <= 0) {
      const goesOn =
        /^\s+(?:in|notin)\s*\(/.test(text.slice(at)) || /(?:,|\s(?:in|notin))\s*$/.test(text.slice(from, at));
      if (!goesOn) return at;
    }
  }
  return text.length;
}

/** What may be a column's name: letters first, so that `10.0.0.1:80` and `/a:b` stay words. */
const COLUMN = /^([A-Za-z][A-Za-z0-9()~%-]*):(?=[^\s/]|\/[^/])/;

/** `restarts>5`: a comparison needs no colon. Not `=`, which words have for other reasons (`app=web`). */
const BARE = /^([A-Za-z][A-Za-z0-9()~%-]*)(?=[<>]=?[^\s<>=])/;

/** Null when there is no column's name here; `a:b` with an unknown name is refused later, when the columns are known. */
function readColumn(text: string, at: number): Read<Atom> | null {
  const head = COLUMN.exec(text.slice(at)) ?? BARE.exec(text.slice(at));
  if (head === null) {
    if (/^[A-Za-z][A-Za-z0-9()~%-]*:(?:\s|$)/.test(text.slice(at))) {
      throw new Wrong('A value must follow the ":"', endOfWord(text, at) - 1);
    }
    return null;
  }
  const column = (head[1] ?? '').toLowerCase();
  const { value, end } = readColumnTest(text, at + head[0].length);
  return { value: { type: 'column', column, test: value }, end };
}

const COMPARISON = /^(?:[<>]=?|!=|==?)/;

function readColumnTest(text: string, at: number): Read<ColumnTest> {
  if (text[at] === '/') {
    const { value, end } = readRegex(text, at);
    return { value: { type: 'regex', ...value }, end };
  }
  if (text[at] === '(') return readOneOf(text, at);
  const sign = COMPARISON.exec(text.slice(at))?.[0];
  const from = at + (sign?.length ?? 0);
  const quoted = text[from] === '"' ? readQuoted(text, from) : null;
  const end = quoted?.end ?? endOfWord(text, from);
  const operand = quoted?.value ?? text.slice(from, end);
  if (sign === undefined) return { value: { type: 'contains', text: operand }, end };
  if (operand === '' && quoted === null) throw new Wrong(`A value must follow "${sign}"`, at);
  return { value: { type: 'compare', comparison: asComparison(sign), operand }, end };
}

/** `(a,b,"c d")`; spaces around the commas mean nothing. */
function readOneOf(text: string, start: number): Read<ColumnTest> {
  const values: string[] = [];
  let at = skipSpace(text, start + 1);
  for (;;) {
    if (text[at] === '"') {
      const { value, end } = readQuoted(text, at);
      values.push(value);
      at = end;
    } else {
      const from = at;
      while (at < text.length && text[at] !== ',' && text[at] !== ')') at++;
      const value = text.slice(from, at).trim();
      if (value !== '') values.push(value);
    }
    at = skipSpace(text, at);
    if (at >= text.length) throw new Wrong('The parenthesis is not closed', start);
    if (text[at] === ')') break;
    if (text[at] !== ',') throw new Wrong('A comma or ")" was expected', at);
    at = skipSpace(text, at + 1);
  }
  if (values.length === 0) throw new Wrong('Between the parentheses values are expected, such as (a,b)', start);
  return { value: { type: 'oneOf', values }, end: at + 1 };
}

function asComparison(sign: string): Comparison {
  switch (sign) {
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '!=':
      return sign;
    default:
      return '=';
  }
}
