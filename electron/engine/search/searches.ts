import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { KindProgress } from '../../../shared/contract/search.ts';
import { toErrorInfo } from '../../../shared/errors.ts';
import type { Feed } from '../feed.ts';
import type { FromEngine, SearchQuery, ToEngine } from '../protocol.ts';
import type { Clock } from '../time.ts';
import { Library, type LibraryDeps } from './library.ts';
import { placesOf } from './places.ts';
import { asksNothing, type ReadyQuery, readyQuery, worthReading } from './query.ts';
import { Scan } from './scan.ts';

export interface SearchesDeps extends Omit<LibraryDeps, 'onChange'> {
  readonly post: (message: FromEngine) => void;
  readonly catalog: () => Catalog;
  /** Kinds that are held, without selectors. */
  readonly held: () => Iterable<Feed>;
  /** Until discovery has answered (or failed): kinds are what it says. */
  readonly discovered: () => Promise<unknown>;
  readonly clock: Clock;
}

interface OpenSearch {
  readonly searchId: string;
  query: SearchQuery;
  ready: ReadyQuery;
  /** Its answer is being made; another one is wanted when it is ready. */
  looking: boolean;
  again: boolean;
  saidKinds: string;
  /** The query for which reading was asked. */
  readFor: number;
}

/** A slice of looking before others get their turn, ms. */
const SLICE_MS = 6;
/** What arrives while reading is shown by so much, ms. */
const PACE_MS = 120;
/** An open search is answered anew so often when rows have changed, ms. */
const LIVE_MS = 2_000;

/** The searches of this cluster that are open, in any window. Each follows its latest query only. */
export class Searches {
  readonly #deps: SearchesDeps;
  readonly #open = new Map<string, OpenSearch>();
  readonly #library: Library;
  #cancelPace: (() => void) | null = null;
  #cancelLive: (() => void) | null = null;
  #clocks = 0;

  constructor(deps: SearchesDeps) {
    this.#deps = deps;
    this.#library = new Library({ ...deps, onChange: () => this.#pace() });
  }

  handle(message: Extract<ToEngine, { type: 'search.query' | 'search.close' }>): void {
    const { searchId } = message;
    if (message.type === 'search.query') this.#ask(searchId, message.query);
    else if (this.#open.delete(searchId) && this.#open.size === 0) this.#rest();
  }

  async close(): Promise<void> {
    this.#open.clear();
    this.#rest();
    await this.#library.close();
  }

  #rest(): void {
    this.#cancelPace?.();
    this.#cancelPace = null;
    this.#cancelLive?.();
    this.#cancelLive = null;
    this.#library.rest();
  }

  #ask(searchId: string, query: SearchQuery): void {
    try {
      const ready = readyQuery(query);
      const known = this.#open.get(searchId);
      const open = known ?? { searchId, query, ready, looking: false, again: false, saidKinds: '', readFor: -1 };
      Object.assign(open, { query, ready, saidKinds: '' });
      this.#open.set(searchId, open);
      this.#look(open);
      this.#watch();
      if (this.#deps.catalog().source !== 'discovery') void this.#deps.discovered().then(() => this.#pace());
    } catch (error) {
      const failed = { searchId, turn: query.turn, error: toErrorInfo(error) };
      this.#deps.post({ type: 'search.failed', ...failed });
    }
  }

  /** Something new can be searched: every open search looks again, a few times a second. */
  #pace(): void {
    if (this.#open.size === 0) return;
    this.#cancelPace ??= this.#deps.clock.setTimeout(() => {
      this.#cancelPace = null;
      for (const open of this.#open.values()) this.#look(open);
    }, PACE_MS);
  }

  /** Rows change while somebody looks at results. */
  #watch(): void {
    this.#cancelLive ??= this.#deps.clock.setTimeout(() => {
      this.#cancelLive = null;
      if (this.#open.size === 0) return;
      const clocks = [...this.#deps.held()].reduce((sum, feed) => sum + feed.collection.store.clock, 0);
      if (clocks !== this.#clocks) this.#pace();
      this.#clocks = clocks;
      this.#watch();
    }, LIVE_MS);
  }

  #look(open: OpenSearch): void {
    if (open.looking) {
      open.again = true;
      return;
    }
    open.looking = true;
    void this.#answer(open).finally(() => {
      open.looking = false;
      if (!open.again || this.#open.get(open.searchId) !== open) return;
      open.again = false;
      this.#look(open);
    });
  }

  async #answer(open: OpenSearch): Promise<void> {
    const { query, ready } = open;
    const ofKinds = query.kinds !== undefined;
    const nothing = asksNothing(ready, ofKinds);
    const reading = query.depth === 'all' && worthReading(ready, ofKinds);
    const started = performance.now();
    const before = placesOf(query, this.#deps.catalog(), this.#deps.held(), this.#library, reading);
    if (reading) this.#library.want(before.wanted, open.readFor !== query.turn);
    open.readFor = query.turn;
    const scan = new Scan(ready, nothing ? [] : before.sources, query.limit);
    const turn = this.#slices(open);
    const say = (complete: boolean): void => {
      const { hits, total } = scan.answer();
      const tookMs = performance.now() - started;
      const results = { searchId: open.searchId, turn: query.turn, hits, total, complete, tookMs };
      this.#deps.post({ type: 'search.results', results });
    };
    if (!(await scan.run(turn))) return;
    // A first answer by names, unless the rest is done before anybody could see it.
    if (performance.now() - started > SLICE_MS) say(false);
    if (!(await scan.runRest(turn))) return;
    say(true);
    const after = placesOf(query, this.#deps.catalog(), this.#deps.held(), this.#library, reading);
    this.#progress(open, after.kinds);
  }

  #progress(open: OpenSearch, kinds: readonly KindProgress[]): void {
    const said = JSON.stringify(kinds);
    if (said === open.saidKinds) return;
    open.saidKinds = said;
    const known = this.#deps.catalog().source === 'discovery' || open.query.depth === 'held';
    const done = known && kinds.every(({ state }) => state !== 'waiting' && state !== 'reading');
    const progress = { searchId: open.searchId, turn: open.query.turn, kinds, done };
    this.#deps.post({ type: 'search.progress', progress });
  }

  /** Gives way to requests, watches and views when a slice is over, and ends what nobody waits for any more. */
  #slices(open: OpenSearch): () => Promise<boolean> | null {
    const { turn } = open.query;
    let until = performance.now() + SLICE_MS;
    return () => {
      if (performance.now() < until) return null;
      return new Promise((resolve) => {
        setImmediate(() => {
          until = performance.now() + SLICE_MS;
          resolve(this.#open.get(open.searchId)?.query.turn === turn);
        });
      });
    };
  }
}
