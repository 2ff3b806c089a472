import type { Catalog, KindCount } from '../../../shared/contract/catalog.ts';
import type { SearchProgress } from '../../../shared/contract/search.ts';
import type { Facet, Freshness, ViewPatchEvent, ViewSnapshot } from '../../../shared/contract/views.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import type {
  EngineRequest,
  EngineResponse,
  EngineResults,
  FromEngine,
  SearchQuery,
  ViewQuery,
} from '../../engine/protocol.ts';
import type { ConnectionConfig, Credentials } from '../../transport/types.ts';

/** Where a view's news go. `seq` grows for the life of the view, across engine restarts. */
export interface ViewSink {
  rows(snapshot: Omit<ViewSnapshot, 'clusterId'>): void;
  patch(patch: ViewPatchEvent): void;
  freshness(freshness: Freshness): void;
}

/** Where a search's news go; a fresh engine begins it anew and says everything again. */
export interface SearchSink {
  results(results: EngineResults): void;
  progress(progress: SearchProgress): void;
  failed(turn: number, error: ErrorInfo): void;
}

/** Lines of a view, or one of its groups; all rows when nothing is said. */
export interface UidsRange {
  readonly from?: number;
  readonly to?: number;
  readonly group?: string;
}

export interface EngineEvents {
  readonly onCatalog: (catalog: Catalog) => void;
  readonly onCounts: (counts: readonly KindCount[]) => void;
  /** Must answer with `setCredentials` or `credentialsFailed`. */
  readonly onUnauthorized: (generation: number) => void;
  readonly onTransport: (result: { readonly ok: true } | { readonly ok: false; readonly reason: string }) => void;
  readonly onClock: (offsetMs: number) => void;
  readonly onStats: (stats: Extract<FromEngine, { type: 'stats' }>) => void;
  /** The engine ended by itself and a fresh one is starting (open views are replayed by the handle). */
  readonly onRestart: (reason: string) => void;
}

/**
 * The host's side of one cluster's engine: starts the worker lazily (with the first consumer), replaces a crashed or too
 * large one in under 2 s for this cluster only, replays open views with continuing `seq`, and answers late messages of an
 * old engine with nothing.
 */
export interface EngineHandle {
  discover(): void;
  catalog(): Catalog;
  /** Resolves with the first answer (what is held; freshness `connecting` when nothing is). */
  openView(viewId: string, query: ViewQuery, sink: ViewSink): Promise<Omit<ViewSnapshot, 'clusterId'>>;
  updateView(viewId: string, change: Partial<ViewQuery>): Promise<Omit<ViewSnapshot, 'clusterId'>>;
  ackView(viewId: string, seq: number): void;
  viewUids(viewId: string, range: UidsRange): Promise<{ readonly seq: number; readonly uids: readonly string[] }>;
  viewFacets(viewId: string, of: readonly string[] | undefined, limit: number): Promise<readonly Facet[]>;
  closeView(viewId: string): void;
  /** Opens a search, or gives the open one another query; ends with `closeSearch`. */
  search(searchId: string, query: SearchQuery, sink: SearchSink): void;
  closeSearch(searchId: string): void;
  /** Throws PortolanError for transport failures only; HTTP statuses are answers. */
  request(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
  setConnection(connection: ConnectionConfig, credentials: Credentials): void;
  setCredentials(credentials: Credentials): void;
  credentialsFailed(generation: number, message: string): void;
  setCounts(kinds: readonly string[], intervalMs: number): void;
  /** Is the cluster on screen in some window? True until told. */
  setVisible(visible: boolean): void;
  setPermittedNamespaces(namespaces: readonly string[]): void;
  wake(): void;
  /** Every open view becomes stale with this reason (the cluster is unreachable or signed out). */
  readonly running: boolean;
  close(): Promise<void>;
}
