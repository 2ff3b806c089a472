import { useCallback, useMemo } from 'react';
import { useData } from '../../data/context.tsx';
import { useStored } from '../../data/hooks.ts';
import { checkUids } from './prefs.ts';
import type { List } from './use-list.ts';

export interface Selection {
  readonly uids: ReadonlySet<string>;
  readonly toggle: (uid: string) => void;
  /** Adds the rows from one index to another, both inclusive, in any order; asks the engine for what is beyond the window. */
  readonly addRange: (from: number, to: number) => Promise<void>;
  readonly selectAll: () => Promise<void>;
  /** All rows of a group, or none of them when all are selected. */
  readonly toggleGroup: (key: string) => Promise<void>;
  readonly clear: () => void;
}

const NONE: readonly string[] = [];

/** The selection follows objects, not places: it is a set of uids, and outlives sorting, filtering and a relist. */
export function useSelection(list: List): Selection {
  const { clusterId, kind, view, state, getRow } = list;
  const { api, actions } = useData();
  const [held, setHeld] = useStored<readonly string[]>(`selected.${kind}`, clusterId, NONE, checkUids);
  const uids = useMemo(() => new Set(held), [held]);
  const set = useCallback((next: ReadonlySet<string>) => setHeld([...next]), [setHeld]);

  const ask = useCallback(
    async (range: { from: number; to: number } | { group: string } | null): Promise<readonly string[]> => {
      const viewId = view?.viewId ?? null;
      if (viewId === null) return NONE;
      const reply = await api.ask('views.uids', { clusterId, viewId, ...(range ?? {}) });
      if (reply.ok) return reply.value.uids;
      actions.notice('warn', `The selection could not be read: ${reply.error.message}`, clusterId);
      return NONE;
    },
    [api, actions, clusterId, view],
  );

  const addRange = useCallback(
    async (from: number, to: number) => {
      const [first, last] = from <= to ? [from, to] : [to, from];
      const here: string[] = [];
      let complete = true;
      for (let index = first; index <= last; index++) {
        const row = getRow(index);
        if (row === undefined) complete = false;
        if (row === undefined) break;
        if (row.group === undefined) here.push(row.uid);
      }
      set(new Set([...uids, ...(complete ? here : await ask({ from: first, to: last + 1 }))]));
    },
    [getRow, ask, set, uids],
  );

  return {
    uids,
    toggle: useCallback(
      (uid) => {
        const next = new Set(uids);
        if (!next.delete(uid)) next.add(uid);
        set(next);
      },
      [uids, set],
    ),
    addRange,
    selectAll: useCallback(async () => {
      const all = state.total > 0 ? await ask(null) : NONE;
      set(new Set(all));
    }, [ask, set, state.total]),
    toggleGroup: useCallback(
      async (group) => {
        const rows = await ask({ group });
        const all = rows.every((uid) => uids.has(uid));
        set(new Set(all ? [...uids].filter((uid) => !rows.includes(uid)) : [...uids, ...rows]));
      },
      [ask, set, uids],
    ),
    clear: useCallback(() => set(new Set()), [set]),
  };
}
