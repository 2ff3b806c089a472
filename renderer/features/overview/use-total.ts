import { useMemo } from 'react';
import { useNamespaces, useView } from '../../data/view-hooks.ts';
import type { ViewQuery } from '../../data/view-state.ts';

/** An exact, live number of objects that a filter lets through. */
export type Total =
  | { readonly state: 'known'; readonly total: number; readonly stale: boolean }
  | { readonly state: 'waiting' }
  | { readonly state: 'denied' };

/** The namespaces that an overview counts in; `null`: all. */
export type Scope = readonly string[] | null;

/** All namespaces; for a user who may not even list them, those that are known to be theirs. */
export function useScope(clusterId: string): Scope {
  const { names, state } = useNamespaces(clusterId);
  return state === 'denied' && names.length > 0 ? names : null;
}

const NO_ROWS = { offset: 0, limit: 0 };

/** Counted by the engine: a view whose window holds no row. */
export function useTotal(clusterId: string, kind: string, filter: string, namespaces: Scope): Total {
  const query = useMemo<ViewQuery>(() => ({ kind, namespaces, filter, sort: null }), [kind, filter, namespaces]);
  const { state } = useView(clusterId, `total\n${filter}`, query, NO_ROWS);
  const { freshness } = state;
  if (freshness.state === 'denied') {
    // Denied for the whole cluster, but read where one may: a number of that.
    const some = (freshness.namespaces ?? []).length > 0;
    return some ? { state: 'known', total: state.total, stale: false } : { state: 'denied' };
  }
  if (state.status !== 'open' || state.loading !== null || freshness.state === 'connecting') {
    return { state: 'waiting' };
  }
  return { state: 'known', total: state.total, stale: freshness.state !== 'live' };
}
