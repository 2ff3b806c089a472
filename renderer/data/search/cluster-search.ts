import type { KindProgress, SearchHit, SearchProgress, SearchResults } from '../../../shared/contract/search.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import type { Api } from '../api.ts';
import type { EventHub } from '../events.ts';

/** What is asked of every cluster of a search. */
export interface SearchAsk {
  readonly text: string;
  readonly kinds?: readonly string[];
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly events: boolean;
  readonly depth: 'held' | 'all';
  readonly limit: number;
}

/** How far one cluster is. Hits of the last query stay until those of the next are there. */
export interface ClusterFound {
  readonly clusterId: string;
  readonly hits: readonly SearchHit[];
  readonly total: number;
  readonly complete: boolean;
  readonly kinds: readonly KindProgress[];
  readonly done: boolean;
  /** The query has no answer yet. */
  readonly waiting: boolean;
  readonly error: ErrorInfo | null;
}

const nothing = (clusterId: string): ClusterFound => ({
  clusterId,
  hits: [],
  total: 0,
  complete: false,
  kinds: [],
  done: false,
  waiting: true,
  error: null,
});

/** One search of one cluster. One call is on its way at most; of the queries that come meanwhile the newest is sent next. */
export class ClusterSearch {
  readonly clusterId: string;
  readonly #api: Api;
  readonly #onChange: () => void;
  readonly #endEvents: () => void;
  #state: ClusterFound;
  #searchId: string | null = null;
  #turn = 0;
  #busy = false;
  #next: SearchAsk | null = null;
  #closed = false;
  /** News may overtake the answer of the call they follow. */
  #early: { results?: SearchResults; progress?: SearchProgress } = {};

  constructor(api: Api, events: EventHub, clusterId: string, onChange: () => void) {
    this.clusterId = clusterId;
    this.#api = api;
    this.#onChange = onChange;
    this.#state = nothing(clusterId);
    this.#endEvents = events.onCluster(clusterId, (event) => {
      if (event.topic === 'search:results') this.#results(event.payload);
      else if (event.topic === 'search:progress') this.#progress(event.payload);
    });
  }

  get state(): ClusterFound {
    return this.#state;
  }

  ask(query: SearchAsk): void {
    this.#next = query;
    this.#set({ waiting: true, error: null });
    if (!this.#busy) void this.#send();
  }

  close(): void {
    this.#closed = true;
    this.#endEvents();
    this.#end();
  }

  #end(): void {
    const { clusterId } = this;
    if (this.#searchId !== null) void this.#api.ask('search.close', { clusterId, searchId: this.#searchId });
    this.#searchId = null;
  }

  async #send(): Promise<void> {
    this.#busy = true;
    for (let query = this.#next; query !== null && !this.#closed; query = this.#next) {
      this.#next = null;
      await this.#one(query);
    }
    this.#busy = false;
  }

  async #one({ kinds, ...query }: SearchAsk): Promise<void> {
    const { clusterId } = this;
    const asked = { clusterId, ...query, ...(kinds === undefined ? {} : { kinds: [...kinds] }) };
    this.#early = {};
    const reply =
      this.#searchId === null
        ? await this.#api.ask('search.open', asked)
        : await this.#api.ask('search.update', { ...asked, searchId: this.#searchId });
    if (!reply.ok) {
      // Its engine or its host was replaced, or the cluster was away: the next query opens a search anew.
      this.#searchId = null;
      if (!this.#closed && this.#next === null)
        this.#set({ ...nothing(clusterId), waiting: false, error: reply.error });
      return;
    }
    const { searchId, turn, hits, total, complete, kinds: progress, done } = reply.value;
    this.#searchId = searchId;
    this.#turn = turn;
    if (this.#closed) return this.#end();
    if (this.#next !== null) return;
    this.#set({ hits, total, complete, kinds: progress, done, waiting: false });
    const { results: early, progress: earlyProgress } = this.#early;
    if (early !== undefined) this.#results(early);
    if (earlyProgress !== undefined) this.#progress(earlyProgress);
  }

  #results(results: SearchResults): void {
    if (!this.#mine(results)) {
      this.#early.results = results;
      return;
    }
    const { hits, total, complete } = results;
    if (this.#next === null) this.#set({ hits, total, complete });
  }

  #progress(progress: SearchProgress): void {
    if (!this.#mine(progress)) {
      this.#early.progress = progress;
      return;
    }
    if (this.#next === null) this.#set({ kinds: progress.kinds, done: progress.done });
  }

  #mine({ searchId, turn }: Pick<SearchResults, 'searchId' | 'turn'>): boolean {
    return searchId === this.#searchId && turn === this.#turn;
  }

  #set(change: Partial<ClusterFound>): void {
    this.#state = { ...this.#state, ...change };
    this.#onChange();
  }
}
