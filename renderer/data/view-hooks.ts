import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Catalog, KindCount, KindInfo } from '../../shared/contract/catalog.ts';
import type { ViewWindow } from '../../shared/contract/views.ts';
import { useData } from './context.tsx';
import { useApp, useCluster, useHandle } from './hooks.ts';
import { LiveObject, type ObjectRef, type ObjectState } from './live-object.ts';
import type { LiveView } from './live-view.ts';
import { viewKey } from './view-registry.ts';
import { initialViewState, type ViewQuery, type ViewState } from './view-state.ts';

export interface UsedView {
  readonly state: ViewState;
  /** `null` when the cluster is not open. */
  readonly view: LiveView | null;
}

const NO_VIEW = initialViewState({ offset: 0, limit: 0 });
const never = (): (() => void) => () => {};

/**
 * One live view of one cluster. `slot` names the place that shows it: the same slot, kind and selectors find the same view, with
 * its rows held, after a switch of tabs. `window` is where it opens when it is new.
 */
export function useView(clusterId: string, slot: string, query: ViewQuery, window?: ViewWindow): UsedView {
  const handle = useHandle(clusterId);
  const key = viewKey(slot, query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the identity; the rest changes inside the view
  const view = useMemo(() => handle?.views.get(slot, query, window) ?? null, [handle, key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  useEffect(() => handle?.views.retain(slot, query), [handle, key]);
  const { namespaces, filter, sort, wide = false, extra, group, fold } = query;
  useEffect(() => {
    const more = {
      ...(extra === undefined ? {} : { extra }),
      ...(group === undefined ? {} : { group }),
      ...(fold === undefined ? {} : { fold }),
    };
    view?.setQuery({ namespaces, filter, sort, wide, ...more });
  }, [view, namespaces, filter, sort, wide, extra, group, fold]);
  const state = useSyncExternalStore(view?.subscribe ?? never, () => view?.state ?? NO_VIEW);
  return { state, view };
}

export interface UsedObject {
  readonly state: ObjectState | null;
  /** Reads it now. */
  read(): void;
}

/** One object, whole and live; `null` while its cluster is not open. */
export function useObject(clusterId: string, ref: ObjectRef, uid: string | null): UsedObject {
  const { api, timing } = useData();
  const handle = useHandle(clusterId);
  const { kind, namespace, name } = ref;
  const query: ViewQuery = useMemo(
    () => ({
      kind,
      namespaces: namespace === '' ? null : [namespace],
      filter: '',
      sort: null,
      fieldSelector: `metadata.name=${name}`,
    }),
    [kind, namespace, name],
  );
  const slot = `object\n${namespace}`;
  const live = useMemo(() => {
    if (handle === undefined) return null;
    const view = handle.views.get(slot, query, { offset: 0, limit: 1 });
    return new LiveObject({ api, timing }, clusterId, { kind, namespace, name }, view, uid);
  }, [handle, api, timing, clusterId, slot, query, kind, namespace, name, uid]);
  useEffect(() => {
    if (handle === undefined || live === null) return undefined;
    const release = handle.views.retain(slot, query);
    live.open();
    return () => {
      live.close();
      release();
    };
  }, [handle, live, slot, query]);
  const state = useSyncExternalStore(live?.subscribe ?? never, () => live?.state ?? null);
  return { state, read: () => void live?.read() };
}

export function useCatalog(clusterId: string): Catalog | null {
  return useCluster(clusterId, (state) => state.catalog) ?? null;
}

/** What the catalogue says of a kind, by KindInfo id. */
export function useKindInfo(clusterId: string, kind: string): KindInfo | null {
  const catalog = useCatalog(clusterId);
  return useMemo(() => catalog?.kinds.find((info) => info.id === kind) ?? null, [catalog, kind]);
}

const NO_COUNTS: ReadonlyMap<string, KindCount> = new Map();

export function useCounts(clusterId: string): ReadonlyMap<string, KindCount> {
  return useCluster(clusterId, (state) => state.counts) ?? NO_COUNTS;
}

export interface Namespaces {
  /** In natural order; those the user typed when they may not be listed. */
  readonly names: readonly string[];
  /** `denied`: this user may not list namespaces, and types them. */
  readonly state: 'loading' | 'known' | 'denied' | 'failed';
}

const NAMESPACES: ViewQuery = { kind: 'namespaces', namespaces: null, filter: '', sort: null };
const NAMESPACE_WINDOW: ViewWindow = { offset: 0, limit: 10_000 };
const NONE: readonly string[] = [];

export function useNamespaces(clusterId: string): Namespaces {
  const { state } = useView(clusterId, 'namespaces', NAMESPACES, NAMESPACE_WINDOW);
  const typed = useApp(({ settings }) => settings.clusters[clusterId]?.namespaces) ?? NONE;
  return useMemo(() => {
    const { freshness, rows, status, loading } = state;
    if (freshness.state === 'denied') {
      const names = [...new Set([...(freshness.namespaces ?? NONE), ...typed])].sort();
      return { names, state: 'denied' };
    }
    const names = rows.map((row) => row.name);
    if (status === 'failed') return { names: [...typed], state: 'failed' };
    return {
      names,
      state: status === 'open' && loading === null && freshness.state !== 'connecting' ? 'known' : 'loading',
    };
  }, [state, typed]);
}
