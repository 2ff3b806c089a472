/**
 * How the filter field draws what is typed: finished special words become chips, the rest stays text. The grammar itself is the
 * engine's; joining chips and text always gives a text with the same words.
 */
export interface FilterParts {
  readonly chips: readonly string[];
  readonly text: string;
}

const SPECIAL = /^(!|~|\/|-l(\s|=|$)|[a-z][a-z0-9()-]*(:|<=?|>=?))/i;

/** Words of a filter; a regular expression and a quoted text may hold spaces, and `-l` takes the next word with it. */
export function filterWords(filter: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s*((?:-l\s+)?!?~?(?:[a-z][a-z0-9()-]*[:<>=]+)?(?:\/(?:\\.|[^/\\])*\/\S*|"[^"]*"\S*|\S+))/giy;
  for (let match = pattern.exec(filter); match !== null; match = pattern.exec(filter)) {
    const word = match[1];
    if (word !== undefined) words.push(word);
  }
  return words;
}

export const isSpecial = (word: string): boolean => SPECIAL.test(word);

/** A filter that comes from outside (storage, a link): its special words as chips. */
export function splitFilter(filter: string): FilterParts {
  const words = filterWords(filter);
  return {
    chips: words.filter(isSpecial),
    text: words.filter((word) => !isSpecial(word)).join(' '),
  };
}

export const joinFilter = ({ chips, text }: FilterParts): string =>
  [...chips, text].filter((part) => part.trim() !== '').join(' ');

/** After a keystroke: a special word that a space ended becomes a chip. */
export function absorb(parts: FilterParts): FilterParts {
  if (!/\s$/.test(parts.text)) return parts;
  const words = filterWords(parts.text);
  const special = words.filter((word) => isSpecial(word) && word !== '-l');
  if (special.length === 0) return parts;
  const rest = words.filter((word) => !isSpecial(word) || word === '-l');
  return { chips: [...parts.chips, ...special], text: rest.length === 0 ? '' : `${rest.join(' ')} ` };
}

/** Where a problem of the whole filter stands: the text around it, for a line that points at it. */
export function problemAround(filter: string, at: number): { readonly before: string; readonly from: string } {
  const place = Math.min(Math.max(0, at), filter.length);
  return { before: filter.slice(0, place), from: filter.slice(place) };
}
