import type { Api } from '../api.ts';
import type { EventHub } from '../events.ts';
import { type ClusterFound, ClusterSearch, type SearchAsk } from './cluster-search.ts';

/** One question put to several clusters; each answers in its own time, and none waits for another. */
export class SearchSet {
  readonly #api: Api;
  readonly #events: EventHub;
  readonly #searches = new Map<string, ClusterSearch>();
  readonly #listeners = new Set<() => void>();
  #found: readonly ClusterFound[] = [];

  constructor(api: Api, events: EventHub) {
    this.#api = api;
    this.#events = events;
  }

  /** In the order of the clusters that were asked. */
  readonly found = (): readonly ClusterFound[] => this.#found;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  ask(clusterIds: readonly string[], query: SearchAsk): void {
    for (const [clusterId, search] of this.#searches) {
      if (clusterIds.includes(clusterId)) continue;
      this.#searches.delete(clusterId);
      search.close();
    }
    const ordered = clusterIds.map((clusterId) => this.#searches.get(clusterId) ?? this.#make(clusterId));
    this.#searches.clear();
    for (const search of ordered) this.#searches.set(search.clusterId, search);
    for (const search of ordered) search.ask(query);
    this.#changed();
  }

  close(): void {
    for (const search of this.#searches.values()) search.close();
    this.#searches.clear();
    this.#changed();
  }

  #make(clusterId: string): ClusterSearch {
    return new ClusterSearch(this.#api, this.#events, clusterId, () => this.#changed());
  }

  #changed(): void {
    this.#found = [...this.#searches.values()].map((search) => search.state);
    for (const listener of this.#listeners) listener();
  }
}
