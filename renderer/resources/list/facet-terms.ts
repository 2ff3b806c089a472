import { parseFilter } from '../../../shared/filter/parse.ts';
import type { Term } from '../../../shared/filter/terms.ts';

/**
 * Facets write terms into the filter: `status:(Running,Pending)`, `-l app in (web,api)`. Several values of one facet are one term, since
 * all terms must hold.
 */

/** Is this the term a facet made? `of` is a column's name, or `label:<key>`. */
function isOf(term: Term, of: string): boolean {
  if (term.negated) return false;
  if (term.type === 'labels') return labelValues(term, of) !== null;
  return term.type === 'column' && term.column === of && (term.test.type === 'oneOf' || isExact(term));
}

const isExact = (term: Term): boolean =>
  term.type === 'column' && term.test.type === 'compare' && term.test.comparison === '=';

/** The values of a selector that is about one label only, and lists them. */
function labelValues(term: Term, of: string): readonly string[] | null {
  if (term.type !== 'labels' || !of.startsWith('label:')) return null;
  const [only, ...more] = term.selector.requirements;
  if (only === undefined || more.length > 0 || only.key !== of.slice('label:'.length)) return null;
  return only.operator === 'in' || only.operator === '=' ? only.values : null;
}

/** The values of this facet that the filter asks for. */
export function chosenValues(filter: string, of: string): readonly string[] {
  return parseFilter(filter).terms.flatMap((term) => {
    if (!isOf(term, of)) return [];
    if (term.type === 'labels') return labelValues(term, of) ?? [];
    if (term.type !== 'column') return [];
    if (term.test.type === 'oneOf') return term.test.values;
    return term.test.type === 'compare' ? [term.test.operand] : [];
  });
}

/** The filter with these values of the facet in place of those it asks for; none: the term goes. */
export function withValues(filter: string, of: string, values: readonly string[]): string {
  let rest = '';
  let at = 0;
  for (const term of parseFilter(filter).terms) {
    if (!isOf(term, of)) continue;
    rest += filter.slice(at, term.start);
    at = term.end;
  }
  rest = (rest + filter.slice(at)).replace(/\s+/g, ' ').trim();
  if (values.length === 0) return rest;
  const term = of.startsWith('label:')
    ? labelTerm(of.slice('label:'.length), values)
    : `${of}:(${values.map(quoted).join(',')})`;
  return rest === '' ? term : `${rest} ${term}`;
}

const labelTerm = (key: string, values: readonly string[]): string =>
  values.length === 1 ? `-l ${key}=${values[0] ?? ''}` : `-l ${key} in (${values.join(',')})`;

const quoted = (value: string): string =>
  /^[^\s",()]+$/.test(value) ? value : `"${value.replace(/["\\]/g, (char) => `\\${char}`)}"`;

/** The switch for what needs a person: failed or with a warning. */
const FAULTY = ['bad', 'warn'];
export const isOnlyFaulty = (filter: string): boolean => {
  const chosen = chosenValues(filter, 'state');
  return chosen.length === FAULTY.length && FAULTY.every((role) => chosen.includes(role));
};
export const toggleFaulty = (filter: string): string => withValues(filter, 'state', isOnlyFaulty(filter) ? [] : FAULTY);
