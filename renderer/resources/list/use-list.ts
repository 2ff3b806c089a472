import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { Row } from '../../../shared/contract/views.ts';
import { columnsOf } from '../../../shared/kinds/columns.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useHandle, useStored } from '../../data/hooks.ts';
import type { LiveView } from '../../data/live-view.ts';
import { useKindInfo, useView } from '../../data/view-hooks.ts';
import { ALIVE, type ViewQuery, type ViewState } from '../../data/view-state.ts';
import { columnsOfList, extraIds, type ListColumn } from './columns-model.ts';
import {
  checkNamespaces,
  checkPlace,
  checkPrefs,
  DEFAULT_PLACE,
  DEFAULT_PREFS,
  type ListPlace,
  type ListPrefs,
} from './prefs.ts';
import { useExtra, useUsageOffer } from './use-extra.ts';

/** Rows of skeleton when nothing is known of the list yet: more than any screen shows. */
const SKELETON_ROWS = 60;
const ROW_HEIGHT = { compact: 28, comfortable: 34 } as const;
/** Rows asked for around the remembered place, when a list opens where one left it. */
const OPENING_LIMIT = 200;

export interface List {
  readonly clusterId: string;
  readonly kind: string;
  readonly info: KindInfo | null;
  readonly namespaced: boolean;
  readonly query: ViewQuery;
  readonly state: ViewState;
  readonly view: LiveView | null;
  /** Of the rows as they are held: where each column's cells are. */
  readonly columns: readonly ColumnInfo[];
  /** All there are to choose from, in the table's order. */
  readonly choice: readonly ListColumn[];
  /** Why CPU and MEMORY cannot be had for this kind; null when they can, or when the kind has none. */
  readonly usageProblem: string | null;
  readonly prefs: ListPrefs;
  readonly setPrefs: (prefs: ListPrefs) => void;
  /** The tab's namespaces; `null`: all. */
  readonly namespaces: readonly string[] | null;
  readonly setNamespaces: (namespaces: readonly string[] | null) => void;
  readonly rowHeight: number;
  /** No row yet, and no reason why not: skeletons are shown. */
  readonly waiting: boolean;
  readonly rowCount: number;
  readonly getRow: (index: number) => Row | undefined;
  readonly indexOf: (uid: string) => number | undefined;
  readonly place: ListPlace;
  readonly keepPlace: (change: Partial<ListPlace>) => void;
}

const NO_COLUMNS: readonly ColumnInfo[] = [
  { id: 'name', title: 'NAME', format: 'text', wide: false, extra: false },
  { id: 'age', title: 'AGE', format: 'age', wide: false, extra: false },
];

/** Headers before the first answer: the declared kind's, else what every kind has. */
function expectedColumns(kind: string): readonly ColumnInfo[] {
  const declared = kindById(kind);
  return declared === undefined ? NO_COLUMNS : columnsOf(declared);
}

/** Can this cluster answer, may it soon, or does an overlay say why not? */
function answering({ state, version }: ClusterStatus): 'answers' | 'connecting' | 'covered' {
  if (ALIVE.has(state) || (state === 'unreachable' && version !== undefined)) return 'answers';
  return state === 'connecting' || state === 'reconnecting' ? 'connecting' : 'covered';
}

/** Everything a list page shows and remembers of one kind in one cluster. */
export function useList(clusterId: string, kind: string): List {
  const { storage } = useData();
  const handle = useHandle(clusterId);
  const info = useKindInfo(clusterId, kind);
  const density = useApp(({ settings }) => settings.density);
  const rowHeight = ROW_HEIGHT[density];
  const [prefs, setPrefs] = useStored<ListPrefs>(`list.${kind}`, clusterId, DEFAULT_PREFS, checkPrefs);
  const [namespaces, setNamespaces] = useStored<readonly string[] | null>(
    'namespaces',
    clusterId,
    null,
    checkNamespaces,
  );
  const namespaced = info?.namespaced ?? kindById(kind)?.namespaced ?? true;
  const placeRef = useRef<ListPlace>(storage.read(`where.${kind}`, clusterId, DEFAULT_PLACE, checkPlace));
  const keepPlace = useCallback(
    (change: Partial<ListPlace>) => {
      placeRef.current = { ...placeRef.current, ...change };
      storage.write(`where.${kind}`, clusterId, placeRef.current);
    },
    [storage, clusterId, kind],
  );

  const { filter, sort, wide, group, fold } = prefs;
  const usage = useUsageOffer(clusterId, kind);
  const offered = usage.offered;
  const namespaceShown = namespaced && !(namespaces?.length === 1);
  const extra = useExtra(kind, prefs, offered);
  const query = useMemo<ViewQuery>(
    () => ({ kind, namespaces: namespaced ? namespaces : null, filter, sort, wide, extra, group, fold }),
    [kind, namespaced, namespaces, filter, sort, wide, extra, group, fold],
  );
  const first = Math.floor(placeRef.current.top / rowHeight);
  const offset = Math.max(0, first - OPENING_LIMIT / 4);
  const { state, view } = useView(clusterId, 'list', query, { offset, limit: OPENING_LIMIT });

  useEffect(() => handle?.setFreshness(state.freshness), [handle, state.freshness]);
  useEffect(() => () => handle?.setFreshness(null), [handle]);
  const answered = state.status === 'open' && state.loading === null;
  useEffect(() => {
    if (answered) keepPlace({ total: state.lines });
  }, [answered, state.lines, keepPlace]);
  const { refused: onRefused } = usage;
  useEffect(() => {
    if (state.usageProblem?.lasting === true) onRefused(state.usageProblem.reason);
  }, [state.usageProblem, onRefused]);

  const { rows, window } = state;
  const getRow = useCallback((index: number) => rows[index - window.offset], [rows, window.offset]);
  const indexOf = useCallback(
    (uid: string) => {
      const at = rows.findIndex((row) => row.uid === uid);
      return at < 0 ? undefined : window.offset + at;
    },
    [rows, window.offset],
  );
  // A cluster that cannot answer says so over the whole tab; its list is then just empty.
  const cluster = useCluster(clusterId, ({ status }) => answering(status)) ?? 'covered';
  const unanswered = state.kind === null || state.freshness.state === 'connecting' || state.loading !== null;
  const refused = state.freshness.state === 'denied' || (state.status === 'failed' && cluster === 'answers');
  const waiting = rows.length === 0 && unanswered && !refused;
  const columns = useMemo(
    () => (state.columns.length > 0 ? state.columns : expectedColumns(kind)),
    [state.columns, kind],
  );
  const choice = useMemo(() => {
    const extras = extraIds(prefs);
    const base = columns.filter((column) => !extras.has(column.id));
    return columnsOfList({ base, namespace: namespaceShown, usage: offered, prefs });
  }, [columns, namespaceShown, offered, prefs]);
  return {
    clusterId,
    kind,
    info: info ?? state.kind,
    namespaced,
    query,
    state,
    view,
    columns,
    choice,
    usageProblem: usage.problem ?? state.usageProblem?.reason ?? null,
    prefs,
    setPrefs,
    namespaces,
    setNamespaces,
    rowHeight,
    waiting,
    rowCount: waiting ? (cluster === 'covered' ? 0 : Math.max(placeRef.current.total, SKELETON_ROWS)) : state.lines,
    getRow,
    indexOf,
    place: placeRef.current,
    keepPlace,
  };
}
