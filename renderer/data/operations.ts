import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { Operation } from '../../shared/contract/operations.ts';
import type { ClusterHandle } from './cluster-store.ts';

/** The operations of several clusters, newest first, live; the same array while none of them changed. */
export function useAllOperations(handles: readonly ClusterHandle[]): readonly Operation[] {
  const held = useRef<{ readonly of: readonly ReadonlyMap<string, Operation>[]; readonly all: readonly Operation[] }>({
    of: [],
    all: [],
  });
  const subscribe = useCallback(
    (changed: () => void) => {
      const ends = handles.map((handle) => handle.store.subscribe(changed));
      return () => {
        for (const end of ends) end();
      };
    },
    [handles],
  );
  return useSyncExternalStore(subscribe, () => {
    const now = handles.map((handle) => handle.store.getState().operations);
    const { of } = held.current;
    if (now.length !== of.length || now.some((operations, at) => operations !== of[at]))
      held.current = { of: now, all: newestFirst(now) };
    return held.current.all;
  });
}

export const newestFirst = (of: readonly ReadonlyMap<string, Operation>[]): readonly Operation[] =>
  of.flatMap((operations) => [...operations.values()]).sort((a, b) => b.startedAt - a.startedAt);

/** What is being done on a cluster now; closing it would end this half way. */
export const runningOn = (handle: ClusterHandle | undefined): readonly Operation[] =>
  [...(handle?.store.getState().operations.values() ?? [])].filter(({ state }) => state === 'running');
