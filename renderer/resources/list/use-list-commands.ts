import type { RefObject } from 'react';
import { useData } from '../../data/context.tsx';
import { useCommand } from '../../data/hooks.ts';
import type { TableHandle } from '../../ui/table/types.ts';
import type { FilterHandle } from './filter-field.tsx';
import type { List } from './use-list.ts';

/** The list's part of what keys, menus and the palette ask of a page. */
export function useListCommands(
  list: List,
  filter: RefObject<FilterHandle | null>,
  table: RefObject<TableHandle | null>,
): void {
  const { actions } = useData();
  useCommand(list.clusterId, (command) => {
    switch (command.name) {
      case 'list.filter':
        filter.current?.focus();
        return true;
      case 'namespaces.set':
        list.setNamespaces(command.namespaces);
        table.current?.scrollToIndex(0);
        return true;
      case 'filter.set':
        if (command.kind !== list.kind) return false;
        list.setPrefs({ ...list.prefs, filter: command.filter });
        table.current?.scrollToIndex(0);
        return true;
      case 'list.focus':
        table.current?.focus();
        return true;
      case 'list.refresh':
        list.view?.retry();
        void actions
          .refresh(list.clusterId)
          .catch((error: Error) => actions.notice('warn', `Refresh failed: ${error.message}`, list.clusterId));
        return true;
      default:
        return false;
    }
  });
}
