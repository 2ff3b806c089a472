import { parseFilter } from '../../../shared/filter/parse.ts';
import type { Term } from '../../../shared/filter/terms.ts';

/**
 * How the filter field draws what is typed: finished special terms become chips, the rest stays text. Joining chips and text gives
 * a filter with the same terms; their order means nothing, since all must hold.
 */
export interface FilterParts {
  readonly chips: readonly string[];
  readonly text: string;
}

const isSpecial = (term: Term): boolean => term.type !== 'text' || term.negated;

/** A filter that comes from outside (storage, a link): its special terms as chips. What does not parse stays text. */
export function splitFilter(filter: string): FilterParts {
  const special = parseFilter(filter).terms.filter(isSpecial);
  let rest = '';
  let at = 0;
  for (const term of special) {
    rest += filter.slice(at, term.start);
    at = term.end;
  }
  rest += filter.slice(at);
  return {
    chips: special.map((term) => filter.slice(term.start, term.end)),
    text: rest.trim().replace(/\s+/g, ' '),
  };
}

export const joinFilter = ({ chips, text }: FilterParts): string =>
  [...chips, text].filter((part) => part.trim() !== '').join(' ');

/** After a keystroke: special terms that a space ended become chips. */
export function absorb(parts: FilterParts): FilterParts {
  if (!/\s$/.test(parts.text) || parseFilter(parts.text).problem !== null) return parts;
  const { chips, text } = splitFilter(parts.text);
  if (chips.length === 0) return parts;
  return { chips: [...parts.chips, ...chips], text: text === '' ? '' : `${text} ` };
}

/** Where a problem of the whole filter stands: the text around it, for a line that points at it. */
export function problemAround(filter: string, at: number): { readonly before: string; readonly from: string } {
  const place = Math.min(Math.max(0, at), filter.length);
  return { before: filter.slice(0, place), from: filter.slice(place) };
}
