import type { KeyboardEvent } from 'react';
import type { ActionId } from '../../../shared/actions/actions.ts';
import type { Row } from '../../../shared/contract/views.ts';
import { useData } from '../../data/context.tsx';
import { useCluster, useHandle } from '../../data/hooks.ts';
import { actionOfPress } from '../actions/keys.ts';
import { openOwner } from '../owner.ts';
import { copy, type RowActions } from './row-menu.ts';
import type { List } from './use-list.ts';

export interface PaneActions extends RowActions {
  readonly namespaces: (namespaces: readonly string[] | null) => void;
}

export function useRowActions(list: List, toTop: () => void): PaneActions {
  const { clusterId, kind, setNamespaces } = list;
  const data = useData();
  const handle = useHandle(clusterId);
  const context = useCluster(clusterId, ({ status }) => status.clusterName) ?? '';
  const namespaces = (next: readonly string[] | null): void => {
    setNamespaces(next);
    toTop();
  };
  return {
    context,
    namespaces,
    open: (row, tab) => {
      const shown = handle?.store.getState().panel?.tab;
      handle?.openObject(kind, row.namespace, row.name, row.uid, tab ?? shown ?? 'summary');
    },
    openOwner: (row) => void openOwner(data, clusterId, { kind, namespace: row.namespace, name: row.name }),
    copyLink: (row) => {
      const object = { kind, namespace: row.namespace, name: row.name };
      data.commands.run(clusterId, { name: 'link.copy', object });
    },
    filterNamespace: (namespace) => namespaces([namespace]),
    compare: ({ namespace, name }) =>
      void data.commands.run(clusterId, { name: 'diff.open', left: { kind, namespace, name } }),
  };
}

type Begin = (id: ActionId, row: Row, step?: 1 | -1) => void;

/** Keys of actions on a row, as `shared/actions` declares them; only those that the kind has. */
export function actionKeyPressed(event: KeyboardEvent, row: Row, list: List, begin: Begin): boolean {
  const found = actionOfPress(event, list.info ?? list.state.kind);
  if (found !== null) begin(found.id, row, found.step);
  return found !== null;
}

/** Letters on a row, as the shortcut list names them. */
export function rowKeyPressed(event: KeyboardEvent, row: Row, actions: RowActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case 'y':
      actions.open(row, 'yaml');
      return true;
    case 'd':
      actions.open(row, 'summary');
      return true;
    case 'x':
      actions.open(row, 'data');
      return true;
    case 'o':
      actions.openOwner(row);
      return true;
    case 'c':
      void copy(row.name, row.name);
      return true;
    default:
      return false;
  }
}
