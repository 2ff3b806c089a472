import { useCallback } from 'react';
import type { Facet } from '../../../shared/contract/views.ts';
import { useData } from '../../data/context.tsx';
import type { List } from './use-list.ts';

const NONE: readonly Facet[] = [];

/** Asks the engine which values there are; `null`: what is worth a choice. An empty answer when the view is gone meanwhile. */
export function useFacets({ clusterId, view }: Pick<List, 'clusterId' | 'view'>) {
  const { api } = useData();
  return useCallback(
    async (of: readonly string[] | null): Promise<readonly Facet[]> => {
      const viewId = view?.viewId ?? null;
      if (viewId === null) return NONE;
      const reply = await api.ask('views.facets', {
        clusterId,
        viewId,
        limit: 1_000,
        ...(of === null ? {} : { of: [...of] }),
      });
      return reply.ok ? reply.value.facets : NONE;
    },
    [api, clusterId, view],
  );
}
