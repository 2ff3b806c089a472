/** What people look for first. What is made from these (replica sets, endpoints) stands at the end. */
const FIRST = [
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'cronjobs.batch',
  'services',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'pods',
  'configmaps',
  'secrets',
  'persistentvolumeclaims',
  'persistentvolumes',
  'namespaces',
  'nodes',
  'serviceaccounts',
];
const LAST = [
  'replicasets.apps',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'controllerrevisions.apps',
  'leases.coordination.k8s.io',
  'events',
];
const WEIGHT = new Map([
  ...FIRST.map((kind, at) => [kind, at] as const),
  ...LAST.map((kind, at) => [kind, 60 + at] as const),
]);

/** Below 100; smaller comes first. */
export const kindWeight = (kindId: string, custom: boolean): number => WEIGHT.get(kindId) ?? (custom ? 30 : 40);

/** The order in which kinds are read: as they are shown, the many pods last of those that matter. */
export const readingWeight = (kindId: string, custom: boolean): number =>
  kindId === 'pods' ? 50 : kindWeight(kindId, custom);

/** How well a name answers to words that all occur in it: 0 is it, 1 begins so, 2 has it at the start of a part, 3 has it. */
export function nameTier(name: string, words: readonly string[]): number {
  const [word = ''] = words;
  if (words.length === 1 && name.length === word.length) return 0;
  let tier = 3;
  for (const one of words) {
    const at = name.indexOf(one);
    if (at === 0) return 1;
    if (isBoundary(name.charCodeAt(at - 1))) tier = 2;
  }
  return tier;
}
/** Found elsewhere than in the name: a whole value (an address, an owner), or a part of one. */
export const WHOLE_VALUE = 4;
export const ELSEWHERE = 5;

/** `-`, `.`, `:`, `/`. */
const isBoundary = (code: number): boolean => code === 45 || code === 46 || code === 58 || code === 47;

/** Tier first, then the kind, then the shorter name. */
export const rankOf = (tier: number, weight: number, name: string): number =>
  tier * 1_000_000 + weight * 10_000 + Math.min(name.length, 9_999);

interface Ranked {
  readonly rank: number;
}

/** The best `limit` of any number, in order; equal ones as they came. */
export class Best<T extends Ranked> {
  readonly #limit: number;
  readonly #items: T[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get items(): readonly T[] {
    return this.#items;
  }

  /** A rank that is not smaller than this has no place any more. */
  get worst(): number {
    return this.#items.length < this.#limit ? Number.POSITIVE_INFINITY : (this.#items.at(-1)?.rank ?? 0);
  }

  add(item: T): void {
    if (item.rank >= this.worst) return;
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#items[middle]?.rank ?? 0) <= item.rank) low = middle + 1;
      else high = middle;
    }
    this.#items.splice(low, 0, item);
    if (this.#items.length > this.#limit) this.#items.pop();
  }
}
