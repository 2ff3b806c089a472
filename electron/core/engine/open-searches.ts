import type { FromEngine, SearchQuery, ToEngine } from '../../engine/protocol.ts';
import type { SearchSink } from './types.ts';

interface OpenSearch {
  readonly sink: SearchSink;
  query: SearchQuery;
}

type News = Extract<FromEngine, { type: 'search.results' | 'search.progress' | 'search.failed' }>;

/** The searches of one engine handle: what a fresh engine must be told, and who hears of which. */
export class OpenSearches {
  readonly #open = new Map<string, OpenSearch>();

  set(searchId: string, query: SearchQuery, sink: SearchSink): ToEngine {
    this.#open.set(searchId, { query, sink });
    return { type: 'search.query', searchId, query };
  }

  /** `null` when it is not open. */
  take(searchId: string): ToEngine | null {
    return this.#open.delete(searchId) ? { type: 'search.close', searchId } : null;
  }

  /** For an engine that knows nothing yet. */
  messages(): readonly ToEngine[] {
    return [...this.#open].map(([searchId, { query }]) => ({ type: 'search.query', searchId, query }));
  }

  receive(message: News): void {
    switch (message.type) {
      case 'search.results':
        this.#open.get(message.results.searchId)?.sink.results(message.results);
        return;
      case 'search.progress':
        this.#open.get(message.progress.searchId)?.sink.progress(message.progress);
        return;
      case 'search.failed':
        this.#open.get(message.searchId)?.sink.failed(message.turn, message.error);
        return;
    }
  }

  clear(): void {
    this.#open.clear();
  }
}
