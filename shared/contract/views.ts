import { z } from 'zod';
import type { ExtraColumn } from '../kinds/extra.ts';
import type { Cell, ColumnInfo, StateRole } from '../kinds/spec.ts';
import type { KindInfo } from './catalog.ts';
import { clusterMethod } from './define.ts';

/** Freshness is honest: rows stay under `stale`, and nothing shows old data as current. */
export type Freshness =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'stale';
      readonly since: number;
      readonly reason: string;
      readonly nextTryAt?: number;
      /**
       * Set where the cause is known for more than a lack of answers. `polled`: nothing is wrong; the kind cannot be watched and was
       * read whole at `since`, as it is every minute.
       */
      readonly code?: 'unauthenticated' | 'polled';
    }
  | {
      readonly state: 'denied';
      readonly reason: string;
      readonly missing?: string;
      readonly namespaces?: readonly string[];
    }
  | { readonly state: 'closed'; readonly reason?: string };

/** One row as it crosses to a window. `cells` are in the order of the view's columns (NAMESPACE is not among them). */
export interface Row {
  /** Place in the whole sorted, filtered view; the window is a run of consecutive indexes. */
  readonly index: number;
  readonly uid: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly state: StateRole;
  readonly cells: readonly Cell[];
  /** Set: this line is the head of a group. Its `name` is the group's title, its `state` the worst in it; it has no cells. */
  readonly group?: GroupHead;
}

/** Head of a group: stands before its rows, takes a line of its own, and has a `uid` no object has. */
export interface GroupHead {
  readonly key: string;
  readonly count: number;
  /** Of them failed or with a warning. */
  readonly faulty: number;
  readonly folded: boolean;
}

/** By what rows are put together. */
export const viewGroup = z.discriminatedUnion('by', [
  z.object({ by: z.enum(['owner', 'node', 'namespace']) }),
  z.object({ by: z.literal('label'), key: z.string().min(1) }),
]);
export type ViewGroup = z.infer<typeof viewGroup>;

/** Which groups show their head only: all or none, but for these keys. */
export const viewFold = z.object({ all: z.boolean(), except: z.array(z.string()).max(100_000) });
export type ViewFold = z.infer<typeof viewFold>;

const named = {
  title: z.string().min(1).max(60),
  format: z.enum(['text', 'number', 'quantity', 'age']).default('text'),
};
/** A column beyond the kind's own; see `shared/kinds/extra.ts`. */
export const extraColumn = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['label', 'annotation']), key: z.string().min(1).max(320), ...named }),
  z.object({ type: z.literal('path'), path: z.string().min(1).max(500), ...named }),
  z.object({ type: z.enum(['owner', 'cpu', 'memory']) }),
]) satisfies z.ZodType<ExtraColumn>;
const extraColumns = z.array(extraColumn).max(24);

export const viewWindow = z.object({ offset: z.number().int().min(0), limit: z.number().int().min(0).max(200_000) });
export type ViewWindow = z.infer<typeof viewWindow>;

export const viewSort = z.object({ column: z.string(), descending: z.boolean().default(false) });
/** `column` is a column id, or `namespace`, `name`, `state`. Ties: namespace, then name, natural order. */
export type ViewSort = z.infer<typeof viewSort>;

/** `null` namespaces: all. Rows beyond the window are counted, never sent. */
export interface ViewSnapshot {
  readonly viewId: string;
  readonly clusterId: string;
  readonly kind: KindInfo;
  readonly columns: readonly ColumnInfo[];
  readonly seq: number;
  /** Rows that match, exact for what is loaded. */
  readonly total: number;
  /** Lines there are to show: with groups their heads and the rows of those that are open; absent: `total`. Windows count lines. */
  readonly lines?: number;
  /** Rows before the filter. */
  readonly unfiltered: number;
  /** While the first list runs: how many are there, and about how many will be (from `remainingItemCount`). */
  readonly loading: { readonly loaded: number; readonly about: number | null } | null;
  readonly window: ViewWindow;
  readonly rows: readonly Row[];
  readonly freshness: Freshness;
  /** A wrong filter: what is wrong and where (0-based offset in the text). The view then shows the last right one. */
  readonly filterProblem: { readonly message: string; readonly at: number } | null;
  /** Why CPU and MEMORY have nothing new to show though they were asked for; absent while they have. */
  readonly usageProblem?: UsageProblem;
}

/** `lasting`: there is no metrics API, or one may not read it; otherwise it is tried again in half a minute. */
export interface UsageProblem {
  readonly reason: string;
  readonly lasting: boolean;
}

/** `view:rows`: the whole window anew. */
export type ViewRowsEvent = ViewSnapshot;

/**
 * `view:patch`: apply `remove`, then put each row at its index. Dropped by the receiver unless `seq` is newer.
 * `upsert` holds every row whose content changed and, where places changed, all rows from the first to the last changed place. Only where
 * more than 2,000 places changed, rows that merely shifted are left out: take out `remove` and the old copies of `upsert`, then insert
 * each row at its index, in ascending order; the rest shift.
 */
export interface ViewPatchEvent {
  readonly viewId: string;
  readonly seq: number;
  readonly total: number;
  readonly lines?: number;
  readonly unfiltered: number;
  readonly upsert: readonly Row[];
  readonly remove: readonly string[];
}

/** The values of one column, label or other property, the most frequent first. */
export interface Facet {
  /** As asked for in `of`. */
  readonly of: string;
  readonly title: string;
  /** `count` of all rows; `matching` of those that pass the filter. */
  readonly values: readonly { readonly value: string; readonly count: number; readonly matching: number }[];
  /** Values beyond `limit`. */
  readonly more: number;
}

export interface ViewFreshnessEvent {
  readonly viewId: string;
  readonly freshness: Freshness;
}

export const viewMethods = {
  /**
   * Opens a live view for the calling window. Answers at once with what is held (possibly no rows, freshness
   * `connecting`); `view:rows` and `view:patch` follow, each after the last was acknowledged.
   */
  'views.open': clusterMethod<ViewSnapshot>()({
    kind: z.string().min(1),
    namespaces: z.array(z.string().min(1)).nullable().default(null),
    filter: z.string().default(''),
    sort: viewSort.nullable().default(null),
    window: viewWindow.default({ offset: 0, limit: 200 }),
    labelSelector: z.string().optional(),
    fieldSelector: z.string().optional(),
    /** The wide columns are visible: bare words of the filter search them too. */
    wide: z.boolean().optional(),
    /** Columns after the kind's own, in this order; ids come from their titles. */
    extra: extraColumns.optional(),
    group: viewGroup.nullable().optional(),
    fold: viewFold.optional(),
  }),
  /** Changes what is asked; answers with the new window. Namespaces may relist, the rest is answered from memory. */
  'views.update': clusterMethod<ViewSnapshot>()({
    viewId: z.string(),
    namespaces: z.array(z.string().min(1)).nullable().optional(),
    filter: z.string().optional(),
    sort: viewSort.nullable().optional(),
    window: viewWindow.optional(),
    wide: z.boolean().optional(),
    /** New ones are read in the background: their cells fill as the objects come in again, the rows stay. */
    extra: extraColumns.optional(),
    group: viewGroup.nullable().optional(),
    fold: viewFold.optional(),
  }),
  /** Applied up to `seq`: the engine may send the next one. */
  'views.ack': clusterMethod<null>()({ viewId: z.string(), seq: z.number().int() }),
  'views.close': clusterMethod<null>()({ viewId: z.string() }),
  /**
   * The uids of the filtered, sorted view, for "select all" and ranges beyond the window: all of it, the lines from `from` to before `to`,
   * or one group (by its key, folded or not).
   */
  'views.uids': clusterMethod<{ readonly seq: number; readonly uids: readonly string[] }>()({
    viewId: z.string(),
    from: z.number().int().min(0).optional(),
    to: z.number().int().min(0).optional(),
    group: z.string().optional(),
  }),
  /**
   * The values there are, counted over the whole list (the view's namespaces, whatever its filter). `of`: `state`, `namespace`, `owner`,
   * column ids, `labels` (the keys), `label:<key>`. Without it: what is worth a choice of these. `not-found` for a view that is not open.
   */
  'views.facets': clusterMethod<{ readonly facets: readonly Facet[] }>()({
    viewId: z.string(),
    of: z.array(z.string()).max(50).optional(),
    limit: z.number().int().min(1).max(5_000).default(200),
  }),
} as const;
