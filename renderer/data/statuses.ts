import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import type { ClusterHandle } from './cluster-store.ts';

/** The statuses of several clusters, live; the same array while none of them changed. */
export function useStatuses(handles: readonly ClusterHandle[]): readonly ClusterStatus[] {
  const held = useRef<readonly ClusterStatus[]>([]);
  const key = handles.map(({ clusterId }) => clusterId).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same handles are the same subscription
  const subscribe = useCallback(
    (changed: () => void) => {
      const ends = handles.map((handle) => handle.store.subscribe(changed));
      return () => {
        for (const end of ends) end();
      };
    },
    [key],
  );
  return useSyncExternalStore(subscribe, () => {
    const now = handles.map((handle) => handle.store.getState().status);
    const same = now.length === held.current.length && now.every((status, at) => status === held.current[at]);
    if (!same) held.current = now;
    return held.current;
  });
}
