import type { KindInfo } from '../../shared/contract/catalog.ts';
import { kindById } from '../../shared/kinds/index.ts';

/** Plural title of a kind for people: the declared one, else its Kind in the plural. */
export function kindTitle(kind: string, info: Pick<KindInfo, 'kind'> | null): string {
  const declared = kindById(kind);
  if (declared !== undefined) return declared.title;
  return info === null ? kind : pluralOf(info.kind);
}

/** `Pod`, `Certificate`. */
export const kindName = (kind: string, info: KindInfo | null): string => kindById(kind)?.kind ?? info?.kind ?? kind;

/** `pods`, `persistent volume claims`: inside a sentence. Names of custom kinds keep their capitals. */
export function kindWords(kind: string, info: KindInfo | null): string {
  const declared = kindById(kind);
  return declared === undefined ? kindTitle(kind, info) : declared.title.toLowerCase();
}

/** English, well enough for Kinds: `Policies`, `Ingresses`, `Gateways`; what ends in `s` already (`Endpoints`) stays. */
function pluralOf(word: string): string {
  if (/(ss|x|z|ch|sh)$/i.test(word)) return `${word}es`;
  if (/s$/i.test(word)) return word;
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
