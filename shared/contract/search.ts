import { z } from 'zod';
import type { StateRole } from '../kinds/spec.ts';
import { clusterMethod } from './define.ts';

/** Where in an object the words were found, when not in its name. */
export type MatchPlace = 'namespace' | 'label' | 'annotation' | 'image' | 'owner' | 'field';

/** One object that was found. Every hit carries its cluster: results of several clusters stand side by side. */
export interface SearchHit {
  readonly clusterId: string;
  /** KindInfo id. */
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** As of the search; `unknown` where only metadata was read. */
  readonly state: StateRole;
  /** A word or two on how it is (`CrashLoopBackOff`, `5/6`); empty when nothing is known. */
  readonly status: string;
  /** What matched beside the name, in lower case; `null` when the name itself did. */
  readonly match: { readonly place: MatchPlace; readonly text: string } | null;
  /** Smaller is better; comparable across clusters. */
  readonly rank: number;
}

export type KindState =
  /** All rows are in memory and live. */
  | 'held'
  /** Read for this search, complete at `at`. */
  | 'read'
  | 'waiting'
  | 'reading'
  /** Reading stopped at a limit: `objects` of about `about`. */
  | 'limited'
  | 'denied'
  /** Only these namespaces may be read. */
  | 'partly'
  | 'failed'
  /** Not searched by choice: events unless asked for, kinds computed on demand, `held` searches of what is not held. */
  | 'left-out';

/** How far one kind is. What is not searched is said, with the reason. */
export interface KindProgress {
  readonly kind: string;
  readonly state: KindState;
  /** Objects searched. */
  readonly objects: number;
  readonly about: number | null;
  readonly reason: string;
  /** Names, namespaces and labels only: annotations and owners of so many objects are not read. */
  readonly shallow: boolean;
}

export interface SearchResults {
  readonly searchId: string;
  /** Grows with every query of a search: what belongs to an earlier one is dropped. */
  readonly turn: number;
  /** Best first, at most `limit`. */
  readonly hits: readonly SearchHit[];
  readonly total: number;
  /** Everything held was looked at; false for a first answer by names only. */
  readonly complete: boolean;
  /** Time spent looking, ms, in the engine. */
  readonly tookMs: number;
}

export interface SearchProgress {
  readonly searchId: string;
  readonly turn: number;
  readonly kinds: readonly KindProgress[];
  /** Nothing more will be read for this query. */
  readonly done: boolean;
}

export type SearchSnapshot = SearchResults & Omit<SearchProgress, 'searchId' | 'turn'>;

const query = {
  /** Words, all of which must occur (substrings, any case) in name, namespace, labels, annotations, images, addresses or owners. */
  text: z.string().max(1_000).default(''),
  /** Any words for kinds; left out, all. */
  kinds: z.array(z.string().min(1)).optional(),
  namespace: z.string().min(1).optional(),
  /** As kubectl's `-l`; `invalid` says what is wrong with it. */
  labelSelector: z.string().optional(),
  /** Events are many and short-lived: searched only when asked for. */
  events: z.boolean().default(false),
  /**
   * `held`: only what is in memory, no request is made and no engine started. `all`: the kinds not held are listed for it, page by
   * page, at most two requests at a time, and remembered for a few minutes.
   */
  depth: z.enum(['held', 'all']).default('all'),
  limit: z.number().int().min(1).max(500).default(50),
};

export const searchMethods = {
  /**
   * Opens a search of one cluster for the calling window; it ends with `search.close`, the window or the cluster. Answers with what is
   * found in memory; `search:results` and `search:progress` follow. Rejects with the cluster's reason when it is not connected.
   */
  'search.open': clusterMethod<SearchSnapshot>()(query),
  /** Another query in the same search; an earlier one that still waits ends as `cancelled`. */
  'search.update': clusterMethod<SearchSnapshot>()({ searchId: z.string().min(1), ...query }),
  'search.close': clusterMethod<null>()({ searchId: z.string().min(1) }),
  /** The whole search in one answer: waits until nothing more will be read. */
  'search.find': clusterMethod<SearchSnapshot>()(query),
} as const;
