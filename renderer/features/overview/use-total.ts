import { useMemo } from 'react';
import { useView } from '../../data/view-hooks.ts';
import type { ViewQuery } from '../../data/view-state.ts';

/** An exact, live number of objects that a filter lets through. */
export type Total =
  | { readonly state: 'known'; readonly total: number; readonly stale: boolean }
  | { readonly state: 'waiting' }
  | { readonly state: 'denied' };

const NO_ROWS = { offset: 0, limit: 0 };

/** Counted by the engine: a view whose window holds no row. */
export function useTotal(clusterId: string, kind: string, filter: string): Total {
  const query = useMemo<ViewQuery>(() => ({ kind, namespaces: null, filter, sort: null }), [kind, filter]);
  const { state } = useView(clusterId, `total\n${filter}`, query, NO_ROWS);
  if (state.freshness.state === 'denied') return { state: 'denied' };
  if (state.status !== 'open' || state.loading !== null || state.freshness.state === 'connecting') {
    return { state: 'waiting' };
  }
  return { state: 'known', total: state.total, stale: state.freshness.state !== 'live' };
}
