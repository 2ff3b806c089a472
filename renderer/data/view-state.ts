import type { KindInfo } from '../../shared/contract/catalog.ts';
import type { ClusterState } from '../../shared/contract/clusters.ts';
import type {
  Freshness,
  Row,
  UsageProblem,
  ViewFold,
  ViewGroup,
  ViewSnapshot,
  ViewSort,
  ViewWindow,
} from '../../shared/contract/views.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import type { ExtraColumn } from '../../shared/kinds/extra.ts';
import type { ColumnInfo } from '../../shared/kinds/spec.ts';

/** What a view asks; `kind` and the selectors make it what it is, the rest can change while it lives. */
export interface ViewQuery {
  readonly kind: string;
  /** `null`: all. */
  readonly namespaces: readonly string[] | null;
  readonly filter: string;
  readonly sort: ViewSort | null;
  /** The wide columns are on screen: bare words search them too. */
  readonly wide?: boolean;
  /** Columns after the kind's own. */
  readonly extra?: readonly ExtraColumn[];
  readonly group?: ViewGroup | null;
  readonly fold?: ViewFold;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Immutable; a new one for every change. `rows` is the held run that begins at `window.offset`. */
export interface ViewState {
  readonly status: 'opening' | 'open' | 'failed' | 'closed';
  readonly error: ErrorInfo | null;
  readonly kind: KindInfo | null;
  readonly columns: readonly ColumnInfo[];
  readonly seq: number;
  readonly total: number;
  /** Rows and the heads of groups there are to show; `total` without groups. */
  readonly lines: number;
  readonly unfiltered: number;
  readonly loading: ViewSnapshot['loading'];
  readonly window: ViewWindow;
  readonly rows: readonly Row[];
  readonly freshness: Freshness;
  readonly filterProblem: ViewSnapshot['filterProblem'];
  /** Why the columns of usage have nothing to show. */
  readonly usageProblem: UsageProblem | null;
  /** Grows with every change. */
  readonly version: number;
}

export function initialViewState(window: ViewWindow): ViewState {
  return {
    status: 'opening',
    error: null,
    kind: null,
    columns: [],
    seq: -1,
    total: 0,
    lines: 0,
    unfiltered: 0,
    loading: null,
    window,
    rows: [],
    freshness: { state: 'connecting' },
    filterProblem: null,
    usageProblem: null,
    version: 0,
  };
}

/** States in which a cluster answers; a failed view tries again by itself when its cluster reaches one of them. */
export const ALIVE: ReadonlySet<ClusterState> = new Set(['connected', 'loading', 'loading_slow', 'ready']);

/** What an update asks; fields left out stay as they are. */
export type ViewChange = {
  wide?: boolean;
  namespaces?: string[] | null;
  filter?: string;
  sort?: ViewSort | null;
  window?: ViewWindow;
  extra?: ExtraColumn[];
  group?: ViewGroup | null;
  fold?: ViewFold;
};

/** What of a query can change while its view lives. */
export type Changeable = Pick<ViewQuery, 'namespaces' | 'filter' | 'sort' | 'wide' | 'extra' | 'group' | 'fold'>;

/** Other rows, or in another order: a window begins at the top again. Columns and folded groups leave one where one is. */
export const movesRows = (change: ViewChange): boolean =>
  change.namespaces !== undefined ||
  change.filter !== undefined ||
  change.sort !== undefined ||
  change.group !== undefined ||
  change.wide !== undefined;

const NO_EXTRA: readonly ExtraColumn[] = [];
const OPEN: ViewFold = { all: false, except: [] };
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** What an update must say; `null` when both ask the same. */
export function changeBetween(was: Changeable, next: Changeable): ViewChange | null {
  const change: ViewChange = {};
  if (!sameList(was.namespaces, next.namespaces)) change.namespaces = next.namespaces && [...next.namespaces];
  if (was.filter !== next.filter) change.filter = next.filter;
  if (was.sort?.column !== next.sort?.column || was.sort?.descending !== next.sort?.descending) change.sort = next.sort;
  if ((was.wide ?? false) !== (next.wide ?? false)) change.wide = next.wide ?? false;
  if (!same(was.extra ?? NO_EXTRA, next.extra ?? NO_EXTRA)) change.extra = [...(next.extra ?? NO_EXTRA)];
  if (!same(was.group ?? null, next.group ?? null)) change.group = next.group ?? null;
  if (!same(was.fold ?? OPEN, next.fold ?? OPEN)) change.fold = next.fold ?? OPEN;
  return Object.keys(change).length === 0 ? null : change;
}

function sameList(a: readonly string[] | null, b: readonly string[] | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
