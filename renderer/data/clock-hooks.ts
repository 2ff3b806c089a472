import { useSyncExternalStore } from 'react';
import { useData } from './context.tsx';

/** Epoch ms of the server's clock, once a second while mounted. For one reader of a page; cells take `useTimeText`. */
export function useNow(clusterId: string): number {
  const { clock, clusters } = useData();
  return useSyncExternalStore(clock.subscribe, () => clock.now() + offsetOf(clusters.get(clusterId)));
}

/** A text that depends on the server's clock: renders again only when the text itself changes. */
export function useTimeText(clusterId: string, format: (now: number) => string): string {
  const { clock, clusters } = useData();
  return useSyncExternalStore(clock.subscribe, () => format(clock.now() + offsetOf(clusters.get(clusterId))));
}

type Handle = { readonly store: { getState(): { readonly status: { readonly clockOffsetMs: number } } } };

const offsetOf = (handle: Handle | undefined): number => handle?.store.getState().status.clockOffsetMs ?? 0;
