import { useMemo } from 'react';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { kindByWord, resolveKind } from '../../../shared/kinds/index.ts';
import { type FindQuery, namesCluster, parseFind, targetOf } from '../../../shared/search/grammar.ts';
import { useData } from '../../data/context.tsx';
import type { Data } from '../../data/data.ts';
import { useApp } from '../../data/hooks.ts';
import type { ClusterFound, SearchAsk } from '../../data/search/cluster-search.ts';
import { useOpenStatuses, useSearch } from '../../data/search/search-hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { ALIVE } from '../../data/view-state.ts';

export interface FoundCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly status: ClusterStatus;
  /** `null` while it cannot answer. */
  readonly found: ClusterFound | null;
}

export interface Found {
  readonly query: FindQuery;
  /** Words to be marked. */
  readonly words: readonly string[];
  readonly clusters: readonly FoundCluster[];
}

/** What a text finds in every open cluster (or those named after `@`). */
export function useFound(text: string, events: boolean, limit: number): Found {
  const settings = useApp((state) => state.settings);
  const data = useData();
  const query = useMemo(() => parseFind(text), [text]);
  const ask = useMemo(() => askOf(data, query, events, limit), [data, query, events, limit]);
  const wanted = useOpenStatuses().filter(({ clusterId }) => namesCluster(query, displayName(clusterId, settings)));
  const found = useSearch(
    wanted.map(({ clusterId }) => clusterId),
    ask,
  );
  return {
    query,
    words: ask?.text.split(/\s+/).filter(Boolean) ?? [],
    clusters: wanted.map((status) => ({
      clusterId: status.clusterId,
      name: displayName(status.clusterId, settings),
      status,
      found: ALIVE.has(status.state) ? (found.find((one) => one.clusterId === status.clusterId) ?? null) : null,
    })),
  };
}

/** `deploy web` searches deployments; a word that is no kind every cluster knows is searched as it is. */
function askOf(data: Data, query: FindQuery, events: boolean, limit: number): SearchAsk | null {
  const { kind, name } = targetOf(query, (word) => kindByWord(word) ?? customKind(data, word));
  // A kind's name alone is a word as well: `gateway` finds what is called so.
  const byKind =
    kind !== null && (name !== '' || query.namespace !== null || query.selector !== null || query.kindsOnly);
  const text = byKind ? name : query.words.join(' ');
  if (text === '' && query.selector === null && !byKind) return null;
  return {
    text,
    events,
    limit,
    depth: 'all',
    ...(byKind && kind !== null ? { kinds: [kind.id] } : {}),
    ...(query.namespace === null ? {} : { namespace: query.namespace }),
    ...(query.selector === null ? {} : { labelSelector: query.selector }),
  };
}

/** A kind that some open cluster serves. */
function customKind(data: Data, word: string): { readonly id: string } | undefined {
  for (const { store } of data.clusters.all()) {
    const found = resolveKind(store.getState().catalog?.kinds ?? [], word);
    if (found !== undefined) return found;
  }
  return undefined;
}
