import { byBytes } from './labels.ts';
import {
  labelKeyProblem,
  problemOf,
  type Requirement,
  type Selector,
  type SelectorOperator,
  sortedByKey,
} from './selectors.ts';

/**
 * Label selector texts (`app=web,tier in (a,b),!legacy`), by the grammar of `apimachinery/pkg/labels/selector.go`: the same texts
 * are accepted, requirements come sorted by key, values sorted and each once.
 */

export type ParsedSelector =
  | { readonly ok: true; readonly selector: Selector }
  /** `at`: 0-based offset of what is wrong. */
  | { readonly ok: false; readonly message: string; readonly at: number };

type Symbol = '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '<' | '>';
type Token =
  | { readonly type: 'word'; readonly text: string; readonly at: number }
  | { readonly type: Symbol; readonly text: string; readonly at: number }
  | { readonly type: 'end'; readonly text: ''; readonly at: number };

class SelectorError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const SYMBOLS: readonly Symbol[] = ['==', '!=', '=', '!', '(', ')', ',', '<', '>'];
const SPECIAL = /[=!(),<>\s]/;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, start));
    if (symbol !== undefined) {
      tokens.push({ type: symbol, text: symbol, at });
      at += symbol.length;
    } else {
      while (at < text.length && !SPECIAL.test(text.charAt(at))) at++;
      tokens.push({ type: 'word', text: text.slice(start, at), at: start });
    }
  }
  tokens.push({ type: 'end', text: '', at: text.length });
  return tokens;
}

const BINARY: Readonly<Record<string, SelectorOperator>> = {
  '=': '=',
  '==': '==',
  '!=': '!=',
  '<': 'lt',
  '>': 'gt',
  in: 'in',
  notin: 'notin',
};

/** One reader over the tokens of a text; each method consumes what it read. */
class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;
  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }
  peek(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)] ?? { type: 'end', text: '', at: 0 };
  }
  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }

  requirement(): Requirement {
    const negated = this.peek().type === '!';
    if (negated) this.take();
    const key = this.take();
    if (key.type !== 'word') throw expected('a label key', key);
    const badKey = labelKeyProblem(key.text);
    if (badKey !== null) throw new SelectorError(badKey, key.at);
    const next = this.peek();
    const bare = next.type === 'end' || next.type === ',';
    if (negated || bare) {
      if (!bare) throw expected("',' or the end", next);
      return { key: key.text, operator: negated ? '!' : 'exists', values: [] };
    }
    const operator = this.operator();
    const valuesAt = this.peek().at;
    const values = operator === 'in' || operator === 'notin' ? this.values() : [this.exactValue()];
    const requirement = { key: key.text, operator, values: [...new Set(values)].sort(byBytes) };
    const problem = problemOf(requirement);
    if (problem !== null) throw new SelectorError(problem, valuesAt);
    return requirement;
  }

  operator(): SelectorOperator {
    const token = this.take();
    const operator = Object.hasOwn(BINARY, token.text) ? BINARY[token.text] : undefined;
    if (operator === undefined) throw expected('one of =, ==, !=, in, notin, <, >', token);
    return operator;
  }

  /** The value may be left out: `app=` wants an empty one. */
  exactValue(): string {
    const token = this.peek();
    if (token.type === 'end' || token.type === ',') return '';
    this.take();
    if (token.type !== 'word') throw expected('a value', token);
    return token.text;
  }

  values(): readonly string[] {
    const open = this.take();
    if (open.type !== '(') throw expected("'('", open);
    const values: string[] = [];
    let value = '';
    for (;;) {
      const token = this.take();
      if (token.type === 'word' && value === '') {
        value = token.text;
      } else if (token.type === ',' || token.type === ')') {
        values.push(value);
        value = '';
        if (token.type === ')') return values;
      } else {
        throw expected("',', ')' or a value", token);
      }
    }
  }
}

const expected = (what: string, token: Token): SelectorError =>
  new SelectorError(`found ${token.type === 'end' ? 'the end' : `'${token.text}'`}, expected ${what}`, token.at);

export function parseSelector(text: string): ParsedSelector {
  try {
    return { ok: true, selector: { nothing: false, requirements: sortedByKey(requirementsOf(new Reader(text))) } };
  } catch (error) {
    if (error instanceof SelectorError) return { ok: false, message: error.message, at: error.at };
    throw error;
  }
}

function requirementsOf(reader: Reader): readonly Requirement[] {
  const requirements: Requirement[] = [];
  if (reader.peek().type === 'end') return requirements;
  for (;;) {
    requirements.push(reader.requirement());
    const token = reader.take();
    if (token.type === 'end') return requirements;
    if (token.type !== ',') throw expected("',' or the end", token);
  }
}
