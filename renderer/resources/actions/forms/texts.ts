import { rec, str } from '../../../../shared/kube/read.ts';
import { labelKeyProblem } from '../../../../shared/kube/selectors.ts';

/** kubectl's own copy of what was applied: changing it by hand makes the next apply wrong. */
export const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** One label or annotation of the form. `was`: the value the object has; `null` for one that is added. */
export interface Pair {
  readonly key: string;
  readonly value: string;
  readonly was: string | null;
  readonly removed: boolean;
}

export function pairsOf(json: string, what: 'label' | 'annotate'): readonly Pair[] {
  const metadata = rec(rec(JSON.parse(json)).metadata);
  const texts = rec(what === 'label' ? metadata.labels : metadata.annotations);
  return Object.keys(texts)
    .filter((key) => key !== lastApplied)
    .sort()
    .map((key) => ({ key, value: str(texts[key]), was: str(texts[key]), removed: false }));
}

export interface TextsChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** What differs from the object; `null` when nothing does or something is wrong. */
export function changeOf(pairs: readonly Pair[], what: 'label' | 'annotate'): TextsChange | null {
  const named = pairs.filter(({ key, was }) => key !== '' || was !== null);
  if (named.some((pair) => problemOf(pair, pairs, what) !== null)) return null;
  const set = named
    .filter(({ removed, value, was }) => !removed && value !== was)
    .map(({ key, value }) => [key, value]);
  const remove = named.filter(({ removed }) => removed).map(({ key }) => key);
  if (set.length + remove.length === 0) return null;
  return { set: Object.fromEntries(set), remove };
}

const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** What is wrong with a pair, as the server would say it; `null`: nothing. */
export function problemOf(pair: Pair, pairs: readonly Pair[], what: 'label' | 'annotate'): string | null {
  const { key, value, was, removed } = pair;
  if (key === '' && was === null) return value === '' ? null : 'A key is needed.';
  if (was === null) {
    if (pairs.some((other) => other !== pair && other.key === key)) return 'This key is there already.';
    const problem = labelKeyProblem(key);
    if (problem !== null) return problem;
  }
  if (what === 'annotate' || removed) return null;
  if (value.length > 63) return 'At most 63 characters.';
  return labelValue.test(value)
    ? null
    : 'Letters, digits, dashes, dots and underscores; it begins and ends with a letter or digit.';
}
