import { useCallback, useMemo, useState } from 'react';
import type { ActionId, ActionTarget } from '../../../shared/actions/actions.ts';
import type { Row } from '../../../shared/contract/views.ts';
import { useData } from '../../data/context.tsx';
import { beginAction, beginByKey } from '../actions/begin.ts';
import { type ActionItem, useActionItems, useActions } from '../actions/use-actions.ts';
import type { Exporter } from './use-export.ts';
import type { List } from './use-list.ts';
import type { Selection } from './use-selection.ts';

const targetOf = (kind: string, { namespace, name, uid }: Row): ActionTarget => ({ kind, namespace, name, uid });
const none: readonly ActionTarget[] = [];

export interface RowTargets {
  /** The objects of the open menu; none while it is closed or they are being read. */
  readonly items: readonly ActionItem[];
  /** A menu opens on this row, or closes. */
  readonly setMenuRow: (row: Row | null) => void;
  /** From a key or a button on a row: its permission is asked first. */
  readonly begin: (id: ActionId, row: Row, step?: 1 | -1) => void;
}

/** A row stands for the selection that it is part of, as in any list. */
export function useRowTargets(list: List, selection: Selection, exporter: Exporter): RowTargets {
  const data = useData();
  const { clusterId, kind } = list;
  const [targets, setTargets] = useState<readonly ActionTarget[]>(none);
  const items = useActions(clusterId, targets);
  const meant = async (row: Row): Promise<readonly ActionTarget[]> =>
    selection.uids.size > 1 && selection.uids.has(row.uid)
      ? selectedTargets(list, selection, exporter)
      : [targetOf(kind, row)];
  return {
    items,
    setMenuRow: (row) => {
      if (row === null) setTargets(none);
      else if (selection.uids.has(row.uid)) void meant(row).then(setTargets);
      else setTargets([targetOf(kind, row)]);
    },
    begin: (id, row, step) =>
      void meant(row).then((found) =>
        beginByKey(data, clusterId, { id, targets: found, ...(step === undefined ? {} : { step }) }),
      ),
  };
}

/** What can be done with everything that is selected. */
export function useSelectionActions(list: List, selection: Selection, exporter: Exporter): readonly ActionItem[] {
  const data = useData();
  const { clusterId } = list;
  const sample = useMemo(() => loadedTargets(list, selection), [list, selection]);
  const begin = useCallback(
    (id: ActionId) =>
      void selectedTargets(list, selection, exporter).then((targets) => beginAction(data, clusterId, { id, targets })),
    [list, selection, exporter, data, clusterId],
  );
  return useActionItems(clusterId, sample, selection.uids.size, begin);
}

const loadedTargets = ({ kind, state }: List, { uids }: Selection): readonly ActionTarget[] =>
  state.rows.filter(({ uid }) => uids.has(uid)).map((row) => targetOf(kind, row));

/** Those in the window are known here; only a selection that reaches beyond is asked for. */
async function selectedTargets(list: List, selection: Selection, exporter: Exporter): Promise<readonly ActionTarget[]> {
  const loaded = loadedTargets(list, selection);
  if (loaded.length === selection.uids.size) return loaded;
  return (await exporter.rowsOf(selection.uids)).map((row) => targetOf(list.kind, row));
}
