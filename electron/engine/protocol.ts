import type { Catalog, KindCount } from '../../shared/contract/catalog.ts';
import type { SearchHit, SearchProgress, SearchResults } from '../../shared/contract/search.ts';
import type {
  Facet,
  Freshness,
  ViewFold,
  ViewGroup,
  ViewPatchEvent,
  ViewSnapshot,
  ViewSort,
  ViewWindow,
} from '../../shared/contract/views.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import type { ExtraColumn } from '../../shared/kinds/extra.ts';
import type { ConnectionConfig, Credentials } from '../transport/types.ts';

/**
 * What passes between the host and the engine of one cluster, over one message port (worker thread or child process).
 * The only file of the engine that `electron/core` may import. No `clusterId` inside: a port belongs to one cluster.
 */
export interface ViewQuery {
  /** Any word for a kind; the engine resolves it against its catalog (assumed kinds first, then discovery). */
  readonly kind: string;
  readonly namespaces: readonly string[] | null;
  readonly filter: string;
  readonly sort: ViewSort | null;
  readonly window: ViewWindow;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** The wide columns are visible: bare words of the filter search them too. */
  readonly wide?: boolean;
  readonly extra?: readonly ExtraColumn[];
  readonly group?: ViewGroup | null;
  readonly fold?: ViewFold;
}

/** What a search asks; `turn` grows with every query of it. Kinds are any words for them. */
export interface SearchQuery {
  readonly turn: number;
  readonly text: string;
  readonly kinds?: readonly string[];
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly events: boolean;
  readonly depth: 'held' | 'all';
  readonly limit: number;
}

/** A hit as the engine knows it; the host adds the cluster. */
export type EngineHit = Omit<SearchHit, 'clusterId'>;
export type EngineResults = Omit<SearchResults, 'hits'> & { readonly hits: readonly EngineHit[] };

/** A request by the host on behalf of a feature (get an object, ask a permission), through the engine's one session. */
export interface EngineRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the whole answer, ms. Default 30,000. */
  readonly timeoutMs?: number;
}
export interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type ToEngine =
  | {
      readonly type: 'init';
      readonly connection: ConnectionConfig;
      readonly credentials: Credentials;
      readonly options: EngineOptions;
    }
  | { readonly type: 'credentials'; readonly credentials: Credentials }
  /** The refresh that an `unauthorized` asked for failed: requests waiting on it end as `unauthenticated`. */
  | { readonly type: 'credentials-failed'; readonly generation: number; readonly error: ErrorInfo }
  | { readonly type: 'discover' }
  | { readonly type: 'view.open'; readonly viewId: string; readonly query: ViewQuery; readonly seq: number }
  | {
      readonly type: 'view.update';
      readonly callId: number;
      readonly viewId: string;
      readonly change: Partial<ViewQuery>;
    }
  | { readonly type: 'view.ack'; readonly viewId: string; readonly seq: number }
  | {
      readonly type: 'view.uids';
      readonly callId: number;
      readonly viewId: string;
      readonly from?: number;
      readonly to?: number;
      readonly group?: string;
    }
  | {
      readonly type: 'view.facets';
      readonly callId: number;
      readonly viewId: string;
      readonly of?: readonly string[];
      readonly limit: number;
    }
  /** Is this cluster on screen in some window? Usage is measured only then. */
  | { readonly type: 'visible'; readonly visible: boolean }
  | { readonly type: 'view.close'; readonly viewId: string }
  | { readonly type: 'request'; readonly callId: number; readonly request: EngineRequest }
  | { readonly type: 'request.abort'; readonly callId: number }
  /** Opens a search, or gives the open one another query. */
  | { readonly type: 'search.query'; readonly searchId: string; readonly query: SearchQuery }
  | { readonly type: 'search.close'; readonly searchId: string }
  /** Poll counts of these kinds every `intervalMs`; an empty list stops. */
  | { readonly type: 'counts'; readonly kinds: readonly string[]; readonly intervalMs: number }
  /** The network is back (a heartbeat succeeded after failing): every waiting reflector tries now. */
  | { readonly type: 'wake' }
  /** Namespaces this user typed or may read, for lists that are denied cluster-wide. */
  | { readonly type: 'namespaces'; readonly permitted: readonly string[] };

export interface EngineOptions {
  /** Heap and external bytes the engine may use; at 70 % it asks for a fresh engine (`handover`). */
  readonly memoryLimitBytes: number;
  /** Identifies us at the server: `portolan/0.1.0 (linux)`; must not begin with `curl` or `Mozilla`. */
  readonly userAgent: string;
  /** In a thread, more rows than this ask for a process (`handover`). */
  readonly rowsInThread: number;
}

export type FromEngine =
  | { readonly type: 'ready' }
  | { readonly type: 'catalog'; readonly catalog: Catalog }
  | { readonly type: 'counts'; readonly counts: readonly KindCount[] }
  /** Answer of view.open and view.update (with its callId), and every relist that changed something (callId null). clusterId is filled in by the host. */
  | { readonly type: 'view.rows'; readonly callId: number | null; readonly snapshot: Omit<ViewSnapshot, 'clusterId'> }
  | { readonly type: 'view.patch'; readonly patch: ViewPatchEvent }
  | { readonly type: 'view.freshness'; readonly viewId: string; readonly freshness: Freshness }
  /** The view cannot be (unknown kind …). */
  | { readonly type: 'view.failed'; readonly viewId: string; readonly callId: number | null; readonly error: ErrorInfo }
  | { readonly type: 'view.uids'; readonly callId: number; readonly seq: number; readonly uids: readonly string[] }
  | { readonly type: 'search.results'; readonly results: EngineResults }
  | { readonly type: 'search.progress'; readonly progress: SearchProgress }
  | { readonly type: 'search.failed'; readonly searchId: string; readonly turn: number; readonly error: ErrorInfo }
  | { readonly type: 'view.facets'; readonly callId: number; readonly facets: readonly Facet[] }
  | { readonly type: 'response'; readonly callId: number; readonly response: EngineResponse }
  | { readonly type: 'failure'; readonly callId: number; readonly error: ErrorInfo }
  /** Some request got 401 with these credentials; the engine holds and retries once when new ones come. */
  | { readonly type: 'unauthorized'; readonly generation: number }
  /** A request failed below HTTP after its retries; the host counts these per cluster. */
  | { readonly type: 'transport-failure'; readonly reason: string }
  | { readonly type: 'transport-success' }
  /** Server clock minus local clock, ms, from the `Date` header; sent when it moves by more than 500 ms. */
  | { readonly type: 'clock'; readonly offsetMs: number }
  /** Sent when rows, reflectors or the rate (rounded) are others than before. */
  | {
      readonly type: 'stats';
      readonly heapBytes: number;
      readonly externalBytes: number;
      readonly rows: number;
      readonly eventsPerSecond: number;
      readonly reflectors: number;
    }
  /**
   * 70 % of the limit, or more rows in a thread than may be: replace me, in a child process when `process`. `listing`: in the middle of a
   * first list, which stopped where it is so that it is not read twice; views that show its beginning want to see it go on.
   */
  | { readonly type: 'handover'; readonly to: 'thread' | 'process'; readonly reason: string; readonly listing?: true };
