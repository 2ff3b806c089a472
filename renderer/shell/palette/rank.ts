import uFuzzy from '@leeoniya/ufuzzy';

export interface Rankable {
  readonly id: string;
  /** Shown, and searched with its matches marked. */
  readonly label: string;
  /** Searched after the label: file, group, short names. */
  readonly more?: string;
  /** Words that mean exactly this: `po`, `deploy`. Typing one puts it first. */
  readonly aliases?: readonly string[];
}

export interface Ranked<T extends Rankable> {
  readonly item: T;
  /** Pairs of offsets in the label, end exclusive, to be marked. */
  readonly marks: readonly (readonly [number, number])[];
}

// Words in any order, each a run of characters with at most one left out between two: typed prefixes, not anagrams.
const fuzzy = new uFuzzy({ intraMode: 0, intraIns: 1, interIns: 60 });
const exact = new uFuzzy({ intraMode: 0, intraIns: 0, interIns: 60 });
/** Below this length, letters left out match anything. */
const FUZZY_FROM = 4;
const MOST_RANKED = 1000;

const never = (): number => 0;

/**
 * Items that match, best first: an exact alias, then a label that begins so, then what is used most, then uFuzzy's order. Equal ones keep
 * their order. `uses` says how much an item is used.
 */
export function rank<T extends Rankable>(
  items: readonly T[],
  words: string,
  uses: (item: T) => number = never,
): readonly Ranked<T>[] {
  if (words === '') return byUse(items, uses).map((item) => ({ item, marks: [] }));
  const needle = words.toLowerCase();
  const hay = items.map((item) => `${item.label} ${item.more ?? ''} ${(item.aliases ?? []).join(' ')}`);
  const [found, info, order] = (words.length < FUZZY_FROM ? exact : fuzzy).search(hay, words, 1, MOST_RANKED);
  // Nothing, or a text without Latin letters or digits, which uFuzzy leaves to others: plain occurrence.
  if (found === null || found.length === 0) return occurring(items, hay, needle);
  const at = order !== null && info !== null ? order.map((place) => info.idx[place] ?? 0) : found;
  const marksOf = new Map<number, readonly number[]>();
  info?.idx.forEach((index, place) => {
    marksOf.set(index, info.ranges[place] ?? []);
  });
  const ranked = at.flatMap((index) => {
    const item = items[index];
    return item === undefined ? [] : [{ item, marks: pairs(marksOf.get(index) ?? [], item.label.length) }];
  });
  return ranked
    .map((entry, place) => ({ entry, place, weight: weightOf(entry.item, needle), use: uses(entry.item) }))
    .sort((a, b) => a.weight - b.weight || b.use - a.use || a.place - b.place)
    .map(({ entry }) => entry);
}

function byUse<T extends Rankable>(items: readonly T[], uses: (item: T) => number): readonly T[] {
  const scores = new Map(items.map((item) => [item, uses(item)]));
  return items.toSorted((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

function occurring<T extends Rankable>(
  items: readonly T[],
  hay: readonly string[],
  needle: string,
): readonly Ranked<T>[] {
  return items.flatMap((item, at) => (hay[at]?.toLowerCase().includes(needle) ? [{ item, marks: [] }] : []));
}

function weightOf(item: Rankable, needle: string): number {
  if (item.aliases?.some((alias) => alias.toLowerCase() === needle)) return 0;
  const label = item.label.toLowerCase();
  if (label === needle) return 0;
  return label.startsWith(needle) ? 1 : 2;
}

/** uFuzzy's flat list of offsets as pairs, those in the label only. */
function pairs(flat: readonly number[], length: number): readonly (readonly [number, number])[] {
  const marks: (readonly [number, number])[] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const start = flat[at] ?? 0;
    const end = Math.min(flat[at + 1] ?? 0, length);
    if (start < end) marks.push([start, end]);
  }
  return marks;
}
