import { useMemo } from 'react';
import { useView } from '../../data/view-hooks.ts';
import type { ViewQuery, ViewState } from '../../data/view-state.ts';
import { type EventLine, eventLine } from '../../resources/events/event-line.ts';
import type { PanelTabProps } from '../../resources/panel-tab.ts';
import { familyFilter } from './children.ts';

const YOUNGEST = { column: 'last-seen', descending: false };

/**
 * Events about one object: by its uid, as `kubectl describe` asks. Cluster-scoped objects are asked for by kind and name, since
 * kubelets put a node's name where its uid belongs (`describe.go` describeNode), and their events live in any namespace. A
 * workload's are those of its namespace that are about it or about what its controllers made.
 */
function queryOf({ target, info, state }: PanelTabProps): ViewQuery | null {
  const uid = target.uid ?? state.text?.uid ?? null;
  const base = { kind: 'events', filter: '', sort: YOUNGEST };
  if (target.namespace === '') {
    if (info === null) return null;
    const fieldSelector = `involvedObject.kind=${info.kind},involvedObject.name=${target.name}`;
    return { ...base, namespaces: null, fieldSelector };
  }
  const family = familyFilter(target.kind, target.name);
  if (family !== null) return { ...base, namespaces: [target.namespace], filter: family };
  if (uid === null) return null;
  return { ...base, namespaces: [target.namespace], fieldSelector: `involvedObject.uid=${uid}` };
}

/** Before the uid is known nothing is asked: this selects no event. */
const NOTHING: ViewQuery = {
  kind: 'events',
  namespaces: null,
  filter: '',
  sort: null,
  fieldSelector: 'involvedObject.uid=-',
};
const WINDOW = { offset: 0, limit: 200 };

export interface ObjectEvents {
  readonly lines: readonly EventLine[];
  readonly state: ViewState;
  readonly known: boolean;
}

/** Youngest first, at most the last 200; `state.total` is exact. */
export function useObjectEvents(props: PanelTabProps): ObjectEvents {
  const { clusterId, target, info, state } = props;
  const uid = state.text?.uid ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the object's state only its uid matters
  const query = useMemo(() => queryOf(props) ?? NOTHING, [target, info, uid]);
  const slot = `events\n${target.namespace}\n${query.filter}`;
  const used = useView(clusterId, slot, query, WINDOW);
  const { columns, rows, status, loading, freshness } = used.state;
  const lines = useMemo(() => rows.map((row) => eventLine(columns, row)), [columns, rows]);
  const known = status === 'open' && loading === null && freshness.state !== 'connecting' && query !== NOTHING;
  return { lines, state: used.state, known };
}

const ONE = { offset: 0, limit: 1 };

/**
 * When the oldest event that the server still has in this namespace was last seen, epoch ms; `null` while that is not known. What is
 * older was forgotten, not unheard of.
 */
export function useOldestEvent(clusterId: string, namespace: string): number | null {
  const query = useMemo<ViewQuery>(
    () => ({
      kind: 'events',
      namespaces: namespace === '' ? null : [namespace],
      filter: '',
      sort: { column: 'last-seen', descending: true },
    }),
    [namespace],
  );
  const { state } = useView(clusterId, `events.oldest\n${namespace}`, query, ONE);
  const [row] = state.rows;
  if (row === undefined || state.status !== 'open' || state.loading !== null) return null;
  return eventLine(state.columns, row).lastSeen;
}
