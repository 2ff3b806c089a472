import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { AppState } from './app-store.ts';
import type { ClusterHandle, ClusterState } from './cluster-store.ts';
import type { CommandListener } from './commands.ts';
import { useData } from './context.tsx';
import { type NavState, type Place, START } from './nav.ts';
import type { Check } from './storage.ts';

export function useApp<T>(selector: (state: AppState) => T): T {
  return useStore(useData().app, selector);
}

export function useHandle(clusterId: string): ClusterHandle | undefined {
  return useStore(useData().clusters.store, ({ handles }) => handles.get(clusterId));
}

const never = (): (() => void) => () => {};

/** Of one open cluster; `undefined` when it is not open. The selector's answer must be stable for an unchanged state. */
export function useCluster<T>(clusterId: string, selector: (state: ClusterState) => T): T | undefined {
  const handle = useHandle(clusterId);
  return useSyncExternalStore(handle?.store.subscribe ?? never, () =>
    handle === undefined ? undefined : selector(handle.store.getState()),
  );
}

export interface Nav {
  readonly place: Place;
  go(place: Place): void;
  back(): void;
  forward(): void;
  readonly canBack: boolean;
  readonly canForward: boolean;
}

const nothing = (): void => {};

export function useNav(clusterId: string): Nav {
  const handle = useHandle(clusterId);
  const nav: NavState = useCluster(clusterId, (state) => state.nav) ?? START;
  return {
    place: nav.place,
    go: handle?.go ?? nothing,
    back: handle?.back ?? nothing,
    forward: handle?.forward ?? nothing,
    canBack: nav.back.length > 0,
    canForward: nav.forward.length > 0,
  };
}

/** State that outlives a switch of tabs and a restart, under `name:<clusterId>`. One user per key at a time. */
export function useStored<T>(
  name: string,
  clusterId: string,
  fallback: T,
  check: Check<T>,
): readonly [T, (value: T) => void] {
  const { storage } = useData();
  const key = `${name}:${clusterId}`;
  const [held, setHeld] = useState<{ key: string; value: T }>(() => ({
    key,
    value: storage.read(name, clusterId, fallback, check),
  }));
  let value = held.value;
  if (held.key !== key) {
    value = storage.read(name, clusterId, fallback, check);
    setHeld({ key, value });
  }
  const set = useCallback(
    (next: T) => {
      storage.write(name, clusterId, next);
      setHeld({ key, value: next });
    },
    [storage, name, clusterId, key],
  );
  return [value, set];
}

/** The page's side of the command bus; answers true when it took the command. */
export function useCommand(clusterId: string, listener: CommandListener): void {
  const { commands } = useData();
  const latest = useMemo<{ run: CommandListener }>(() => ({ run: () => false }), []);
  useEffect(() => {
    latest.run = listener;
  });
  useEffect(() => commands.on(clusterId, (command) => latest.run(command)), [commands, clusterId, latest]);
}
