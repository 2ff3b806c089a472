import { useMemo } from 'react';
import { useView } from '../../data/view-hooks.ts';
import type { ViewQuery, ViewState } from '../../data/view-state.ts';
import { type EventLine, eventLine } from '../../resources/events/event-line.ts';
import type { PanelTabProps } from '../../resources/panel-tab.ts';

/**
 * Events about one object: by its uid, as `kubectl describe` asks. Cluster-scoped objects are asked for by kind and name, since
 * kubelets put a node's name where its uid belongs (`describe.go` describeNode), and their events live in any namespace.
 */
function queryOf({ target, info, state }: PanelTabProps): ViewQuery | null {
  const uid = target.uid ?? state.text?.uid ?? null;
  const sort = { column: 'last-seen', descending: false };
  const base = { kind: 'events', filter: '', sort };
  if (target.namespace === '') {
    if (info === null) return null;
    const fieldSelector = `involvedObject.kind=${info.kind},involvedObject.name=${target.name}`;
    return { ...base, namespaces: null, fieldSelector };
  }
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
  const slot = `events\n${target.namespace}`;
  const used = useView(clusterId, slot, query, WINDOW);
  const { columns, rows, status, loading, freshness } = used.state;
  const lines = useMemo(() => rows.map((row) => eventLine(columns, row)), [columns, rows]);
  const known = status === 'open' && loading === null && freshness.state !== 'connecting' && query !== NOTHING;
  return { lines, state: used.state, known };
}
