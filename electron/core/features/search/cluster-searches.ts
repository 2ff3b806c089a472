import type { ClusterTopics } from '../../../../shared/contract/events.ts';
import type {
  KindProgress,
  SearchProgress,
  SearchResults,
  SearchSnapshot,
} from '../../../../shared/contract/search.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResults, SearchQuery } from '../../../engine/protocol.ts';
import type { EngineHandle, SearchSink } from '../../engine/types.ts';

type SearchTopic = 'search:results' | 'search:progress';
type Asked = Omit<SearchQuery, 'turn'>;

export interface ClusterSearchesOptions {
  readonly clusterId: string;
  readonly signal: AbortSignal;
  readonly newSearchId: () => string;
  /** The engine of this cluster; waits for a way in, rejects when there is none. */
  readonly engine: (signal: AbortSignal) => Promise<EngineHandle>;
  /** The engine that runs, if any: what is held can be searched there, and nobody starts one for it. */
  readonly current: () => EngineHandle | null;
  readonly explain: (error: unknown) => unknown;
  readonly emit: (windowId: string, topic: SearchTopic, payload: ClusterTopics[SearchTopic]) => void;
  /** A search opened or closed: the engine's idleness may follow. */
  readonly onChange: () => void;
}

interface OpenSearch {
  readonly searchId: string;
  /** `null`: one answer is wanted, no events. */
  readonly windowId: string | null;
  turn: number;
  kinds: readonly KindProgress[];
  done: boolean;
  results: SearchResults | null;
  /** The call that waits for this turn's first answer, or for the end of it all. */
  waiting: { readonly whole: boolean; resolve(): void; reject(error: unknown): void } | null;
}

/** The searches of one cluster. Each belongs to the window that opened it and ends with it; the latest query wins. */
export class ClusterSearches {
  readonly #options: ClusterSearchesOptions;
  readonly #searches = new Map<string, OpenSearch>();

  constructor(options: ClusterSearchesOptions) {
    this.#options = options;
  }

  /** Searches that are open: they need the engine. */
  get held(): number {
    return this.#searches.size;
  }

  open(windowId: string, query: Asked, signal: AbortSignal): Promise<SearchSnapshot> {
    return this.#begin(windowId, query, signal, false);
  }

  /** The whole search; nothing of it stays open. */
  async find(query: Asked, signal: AbortSignal): Promise<SearchSnapshot> {
    const snapshot = await this.#begin(null, query, signal, true);
    this.#end(snapshot.searchId);
    return snapshot;
  }

  update(windowId: string, searchId: string, query: Asked, signal: AbortSignal): Promise<SearchSnapshot> {
    const search = this.#searches.get(searchId);
    if (search === undefined || search.windowId !== windowId)
      throw new PortolanError('not-found', 'This search is not open in this window.');
    search.waiting?.reject(new PortolanError('cancelled', 'A newer query took its place.'));
    search.waiting = null;
    search.turn += 1;
    search.done = false;
    return this.#ask(search, query, signal, false);
  }

  close(windowId: string, searchId: string): void {
    if (this.#searches.get(searchId)?.windowId === windowId) this.#end(searchId);
  }

  closeWindow(windowId: string): void {
    for (const search of [...this.#searches.values()]) if (search.windowId === windowId) this.#end(search.searchId);
  }

  closeAll(): void {
    for (const searchId of [...this.#searches.keys()]) this.#end(searchId, 'cluster-closed');
  }

  async #begin(windowId: string | null, query: Asked, signal: AbortSignal, whole: boolean): Promise<SearchSnapshot> {
    const searchId = this.#options.newSearchId();
    const search: OpenSearch = { searchId, windowId, turn: 0, kinds: [], done: false, results: null, waiting: null };
    this.#searches.set(searchId, search);
    this.#options.onChange();
    try {
      return await this.#ask(search, query, signal, whole);
    } catch (error) {
      this.#end(searchId);
      throw this.#options.explain(error);
    }
  }

  async #ask(search: OpenSearch, query: Asked, signal: AbortSignal, whole: boolean): Promise<SearchSnapshot> {
    const { turn } = search;
    const within = AbortSignal.any([signal, this.#options.signal]);
    const engine = query.depth === 'held' ? this.#options.current() : await this.#options.engine(within);
    if (this.#searches.get(search.searchId) !== search) throw new PortolanError('cancelled', 'The search was closed.');
    if (search.turn !== turn) throw new PortolanError('cancelled', 'A newer query took its place.');
    // Nothing of this cluster is in memory.
    if (engine === null) return { ...nothingHeld(search), kinds: [], done: true };
    const answered = new Promise<void>((resolve, reject) => {
      search.waiting = { whole, resolve, reject };
    });
    const cancel = (): void => search.waiting?.reject(new PortolanError('cancelled', 'Cancelled.'));
    within.addEventListener('abort', cancel, { once: true });
    try {
      engine.search(search.searchId, { ...query, turn }, this.#sink(search));
      await answered;
    } finally {
      within.removeEventListener('abort', cancel);
    }
    return { ...(search.results ?? nothingHeld(search)), kinds: search.kinds, done: search.done };
  }

  #sink(search: OpenSearch): SearchSink {
    const current = (turn: number): boolean => this.#searches.get(search.searchId) === search && turn === search.turn;
    return {
      results: (results) => {
        if (!current(results.turn)) return;
        search.results = this.#named(results);
        if (search.waiting?.whole === false) this.#answered(search);
        else this.#tell(search, 'search:results', search.results);
      },
      progress: (progress) => {
        if (!current(progress.turn)) return;
        search.kinds = progress.kinds;
        search.done = progress.done;
        if (progress.done && search.waiting?.whole === true) this.#answered(search);
        this.#tell(search, 'search:progress', progress);
      },
      failed: (turn, { code, message }) => {
        if (!current(turn)) return;
        search.waiting?.reject(new PortolanError(code, message, { clusterId: this.#options.clusterId }));
        search.waiting = null;
      },
    };
  }

  #answered(search: OpenSearch): void {
    search.waiting?.resolve();
    search.waiting = null;
  }

  #tell(search: OpenSearch, topic: SearchTopic, payload: SearchResults | SearchProgress): void {
    if (search.windowId !== null) this.#options.emit(search.windowId, topic, payload);
  }

  #named(results: EngineResults): SearchResults {
    const { clusterId } = this.#options;
    return { ...results, hits: results.hits.map((hit) => ({ clusterId, ...hit })) };
  }

  #end(searchId: string, code: 'cancelled' | 'cluster-closed' = 'cancelled'): void {
    const search = this.#searches.get(searchId);
    if (search === undefined) return;
    this.#searches.delete(searchId);
    search.waiting?.reject(new PortolanError(code, 'The search was closed.'));
    this.#options.current()?.closeSearch(searchId);
    this.#options.onChange();
  }
}

const nothingHeld = ({ searchId, turn }: OpenSearch): SearchResults => ({
  searchId,
  turn,
  hits: [],
  total: 0,
  complete: true,
  tookMs: 0,
});
