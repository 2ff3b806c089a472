import type { MatchPlace } from '../../../shared/contract/search.ts';
import type { EngineHit } from '../protocol.ts';
import type { Source } from './kind-index.ts';
import { labelsMatch, type ReadyQuery } from './query.ts';
import { Best, ELSEWHERE, nameTier, rankOf, WHOLE_VALUE } from './ranking.ts';

interface Found {
  readonly rank: number;
  readonly source: Source;
  readonly entry: number;
  /** In its name alone. */
  readonly named: boolean;
}

export interface Answer {
  readonly hits: readonly EngineHit[];
  readonly total: number;
}

/** How many entries between two looks at the clock. */
const STRIDE = 512;

/**
 * One query over all places to look, in two passes: names first, which cost little and are what most people type; then everything else
 * of what the first pass did not find. `turn` gives way when a slice is over; false there ends the scan.
 */
export class Scan {
  readonly #query: ReadyQuery;
  readonly #sources: readonly Source[];
  readonly #best: Best<Found>;
  /** Entries found by name, per source: the second pass leaves them out. */
  readonly #named = new Map<Source, Uint8Array>();
  #total = 0;
  /** Equal texts follow each other: pods of one workload share their labels. */
  #lastLabels = '';
  #lastLower = '';

  constructor(query: ReadyQuery, sources: readonly Source[], limit: number) {
    this.#query = query;
    this.#sources = sources;
    this.#best = new Best(limit);
  }

  /** Answers false when it was told to stop. */
  async run(turn: () => Promise<boolean> | null): Promise<boolean> {
    for (const source of this.#sources)
      if (!(await this.#pass(source, turn, (entry) => this.#byName(source, entry)))) return false;
    return true;
  }

  async runRest(turn: () => Promise<boolean> | null): Promise<boolean> {
    for (const source of this.#sources) {
      const named = this.#named.get(source);
      const look = (entry: number): void => {
        if (named?.[entry] !== 1) this.#elsewhere(source, entry);
      };
      if (!(await this.#pass(source, turn, look))) return false;
    }
    return true;
  }

  answer(): Answer {
    return { hits: this.#best.items.map((found) => this.#hit(found)), total: this.#total };
  }

  async #pass(source: Source, turn: () => Promise<boolean> | null, look: (entry: number) => void): Promise<boolean> {
    for (let entry = 0; entry < source.limit; entry++) {
      if (entry % STRIDE === 0) {
        const wait = turn();
        if (wait !== null && !(await wait)) return false;
      }
      if (source.exists(entry)) look(entry);
    }
    return true;
  }

  #byName(source: Source, entry: number): void {
    const { words } = this.#query;
    const name = nameOf(source, entry);
    for (const word of words) if (!name.includes(word)) return;
    if (!this.#admitted(source, entry)) return;
    this.#mark(source, entry);
    this.#total++;
    const rank = rankOf(words.length === 0 ? 3 : nameTier(name, words), source.weight, name);
    if (rank < this.#best.worst) this.#best.add({ rank, source, entry, named: true });
  }

  #elsewhere(source: Source, entry: number): void {
    const name = nameOf(source, entry);
    for (const word of this.#query.words) if (!this.#occurs(source, entry, name, word)) return;
    if (!this.#admitted(source, entry)) return;
    this.#total++;
    if (rankOf(WHOLE_VALUE, source.weight, name) >= this.#best.worst) return;
    const tier = this.#isWhole(source, entry) ? WHOLE_VALUE : ELSEWHERE;
    this.#best.add({ rank: rankOf(tier, source.weight, name), source, entry, named: false });
  }

  /** `10.0.0.1` is that address before it is the beginning of `10.0.0.12`. */
  #isWhole(source: Source, entry: number): boolean {
    const [word = ''] = this.#query.words;
    const text = this.#query.words.length === 1 ? this.#where(source, entry)?.text.toLowerCase() : undefined;
    return (
      text !== undefined &&
      (text === word || (text.endsWith(word) && /[=/ ]/.test(text.charAt(text.length - word.length - 1))))
    );
  }

  #occurs(source: Source, entry: number, name: string, word: string): boolean {
    return (
      name.includes(word) ||
      source.namespace(entry).includes(word) ||
      this.#labels(source, entry).includes(word) ||
      source.has(entry, word)
    );
  }

  #labels(source: Source, entry: number): string {
    const labels = source.labels(entry);
    if (labels !== this.#lastLabels) {
      this.#lastLabels = labels;
      this.#lastLower = labels.toLowerCase();
    }
    return this.#lastLower;
  }

  /** Namespace and selector. */
  #admitted(source: Source, entry: number): boolean {
    const { namespace, selector } = this.#query;
    if (namespace !== null && source.namespace(entry) !== namespace) return false;
    return selector === null || labelsMatch(source.labels(entry), selector);
  }

  #mark(source: Source, entry: number): void {
    let marks = this.#named.get(source);
    if (marks === undefined || entry >= marks.length) {
      const bigger = new Uint8Array(Math.max(source.limit, entry + 1));
      if (marks !== undefined) bigger.set(marks);
      marks = bigger;
      this.#named.set(source, marks);
    }
    marks[entry] = 1;
  }

  #hit({ source, entry, rank, named }: Found): EngineHit {
    return {
      kind: source.kind,
      namespace: source.namespace(entry),
      name: source.name(entry),
      uid: source.uid(entry),
      state: source.role(entry),
      status: source.status(entry),
      match: named ? null : this.#where(source, entry),
      rank,
    };
  }

  /** The first word that is not in the name says why it was found. */
  #where(source: Source, entry: number): { readonly place: MatchPlace; readonly text: string } | null {
    const name = nameOf(source, entry);
    const word = this.#query.words.find((one) => !name.includes(one));
    if (word === undefined) return null;
    if (source.namespace(entry).includes(word)) return { place: 'namespace', text: source.namespace(entry) };
    const line = source
      .labels(entry)
      .split('\n')
      .find((one) => one.toLowerCase().includes(word));
    return line === undefined ? source.find(entry, word) : { place: 'label', text: line };
  }
}

const nameOf = (source: Source, entry: number): string =>
  source.capitals ? source.name(entry).toLowerCase() : source.name(entry);
