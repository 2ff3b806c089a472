import { useEffect, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { useData } from '../context.tsx';
import { useApp } from '../hooks.ts';
import { useStatuses } from '../statuses.ts';
import { ALIVE } from '../view-state.ts';
import type { ClusterFound, SearchAsk } from './cluster-search.ts';
import { SearchSet } from './search-set.ts';

/** Asks these clusters as long as it is mounted; `null` asks nothing. Clusters that cannot answer are left out until they can. */
export function useSearch(clusterIds: readonly string[], query: SearchAsk | null): readonly ClusterFound[] {
  const { api, events } = useData();
  const [set] = useState(() => new SearchSet(api, events));
  const alive = useOpenStatuses()
    .filter((status) => clusterIds.includes(status.clusterId) && ALIVE.has(status.state))
    .map(({ clusterId }) => clusterId);
  const ids = clusterIds.filter((clusterId) => alive.includes(clusterId)).join('\n');
  const asked = query === null ? null : JSON.stringify(query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: texts stand for the values they were made of
  useEffect(() => {
    if (query === null) set.close();
    else set.ask(ids === '' ? [] : ids.split('\n'), query);
  }, [set, ids, asked]);
  useEffect(() => () => set.close(), [set]);
  return useSyncExternalStore(set.subscribe, set.found);
}

/** Of every open cluster, in tab order. */
export function useOpenStatuses(): readonly ClusterStatus[] {
  const { clusters } = useData();
  const open = useApp((state) => state.open);
  const handles = useStore(clusters.store, (state) => state.handles);
  return useStatuses(open.flatMap((clusterId) => handles.get(clusterId) ?? []));
}
