import { PortolanError } from '../../../shared/errors.ts';
import { parseSelector } from '../../../shared/kube/selector-parse.ts';
import { matchesSelector, type Selector } from '../../../shared/kube/selectors.ts';
import type { SearchQuery } from '../protocol.ts';

/** A query made ready: words in lower case, all of which must occur somewhere in an object. */
export interface ReadyQuery {
  readonly words: readonly string[];
  readonly namespace: string | null;
  readonly selector: Selector | null;
}

/** Throws `invalid` with what is wrong with the selector. */
export function readyQuery({ text, namespace, labelSelector }: SearchQuery): ReadyQuery {
  const words = [...new Set(text.toLowerCase().split(/\s+/).filter(Boolean))];
  // The longest first: it rules out most.
  words.sort((a, b) => b.length - a.length);
  return { words, namespace: namespace ?? null, selector: selectorOf(labelSelector) };
}

function selectorOf(text: string | undefined): Selector | null {
  if (text === undefined || text.trim() === '') return null;
  const parsed = parseSelector(text);
  if (parsed.ok) return parsed.selector;
  throw new PortolanError('invalid', `-l ${text}: ${parsed.message}.`);
}

/** Nothing was asked yet: an empty search finds nothing, and reads nothing. The objects of a kind that was named are an answer. */
export const asksNothing = ({ words, selector }: ReadyQuery, ofKinds: boolean): boolean =>
  words.length === 0 && selector === null && !ofKinds;

/** Worth reading a whole cluster for: one letter is not. */
export const worthReading = ({ words, selector }: ReadyQuery, ofKinds: boolean): boolean =>
  selector !== null || ofKinds || words.some((word) => word.length >= 2);

/** `key=value` lines against a selector. */
export function labelsMatch(lines: string, selector: Selector): boolean {
  return matchesSelector(selector, (key) => {
    const start = `${key}=`;
    for (let at = 0; at < lines.length; ) {
      const end = lines.indexOf('\n', at);
      const stop = end < 0 ? lines.length : end;
      if (lines.startsWith(start, at)) return lines.slice(at + start.length, stop);
      at = stop + 1;
    }
    return undefined;
  });
}
