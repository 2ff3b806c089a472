import { isFields, valueAt } from '../types.ts';

/**
 * The JSONPath of printer columns (`client-go/util/jsonpath`), as far as columns use it: fields, escaped dots, quoted
 * keys, indexes, `[*]` and filters `[?(@.a.b=="c")]`. Written by hand: the libraries at hand speak another dialect.
 */
export type JsonPath = readonly Step[];
type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly at: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly string[]; readonly operator: string; readonly value: string };

const FILTER = /^\?\(\s*@\.([\w.\-/]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|([^)\s]+))\s*\)$/;

function bracket(text: string): Step {
  if (text === '*') return { kind: 'all' };
  if (/^-?\d+$/.test(text)) return { kind: 'index', at: Number(text) };
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(text);
  if (quoted) return { kind: 'field', name: (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1') };
  const filter = FILTER.exec(text);
  if (!filter) throw new Error(`unsupported JSONPath: [${text}]`);
  const [, path = '', operator = '==', double, single, bare = ''] = filter;
  return { kind: 'filter', path: path.split('.'), operator, value: double ?? single ?? bare };
}

/** Throws on what it does not know. */
export function parseJsonPath(text: string): JsonPath {
  const steps: Step[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '[') {
      const end = text.indexOf(']', at);
      if (end < 0) throw new Error(`unterminated JSONPath: ${text}`);
      steps.push(bracket(text.slice(at + 1, end)));
      at = end + 1;
      continue;
    }
    if (text[at] === '.') at++;
    const field = /^(?:\\.|[^.[\\])+/.exec(text.slice(at));
    if (!field) break;
    const name = field[0].replace(/\\(.)/g, '$1');
    steps.push(name === '*' ? { kind: 'all' } : { kind: 'field', name });
    at += field[0].length;
  }
  return steps;
}

const step = (values: readonly unknown[], one: Step): unknown[] => values.flatMap((value) => stepInto(value, one));

function stepInto(value: unknown, one: Step): readonly unknown[] {
  switch (one.kind) {
    case 'field': {
      const found = valueAt(value, one.name);
      return found === undefined ? [] : [found];
    }
    case 'index':
      return Array.isArray(value) && value.length > 0 ? [value.at(one.at)] : [];
    case 'all':
      return Array.isArray(value) ? value : isFields(value) ? Object.values(value) : [];
    case 'filter':
      if (!Array.isArray(value)) return [];
      return value.filter((item) => (String(valueAt(item, ...one.path)) === one.value) === (one.operator === '=='));
  }
}

/** Everything the path finds. */
export const find = (path: JsonPath, object: unknown): readonly unknown[] =>
  path.reduce((values: readonly unknown[], one) => step(values, one), [object]);
