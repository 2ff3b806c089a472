import type { Row } from '../../../shared/contract/views.ts';
import { copyText } from '../../ui/copy.tsx';
import type { MenuEntry } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { type ActionItem, menuItem } from '../actions/use-actions.ts';
import { kubectlGet } from './kubectl.ts';
import type { List } from './use-list.ts';

/** What can be done with a row; the same entries by right click, by `.`, and by their keys. */
export interface RowActions {
  readonly open: (row: Row, tab?: string) => void;
  readonly openOwner: (row: Row) => void;
  /** Its address, for this window or another one. */
  readonly copyLink: (row: Row) => void;
  readonly filterNamespace: (namespace: string) => void;
  readonly compare: (row: Row) => void;
  /** The context's name, for kubectl. */
  readonly context: string;
}

export async function copy(text: string, what: string): Promise<void> {
  const done = await copyText(text);
  toast(
    done
      ? { level: 'ok', message: `Copied ${what}.` }
      : { level: 'warn', message: 'The browser did not allow to copy.' },
  );
}

export function copyKubectl(list: List, row: Row, context: string): void {
  const kind = list.info ?? list.state.kind;
  if (kind === null) return;
  void copy(kubectlGet(context, kind, row.namespace, [row.name]), 'the kubectl command');
}

/** `items`: what can be done with the row, or with the selection that it is part of. */
export function rowMenu(list: List, row: Row, actions: RowActions, items: readonly ActionItem[]): readonly MenuEntry[] {
  const namespaced = row.namespace !== '';
  return [
    {
      type: 'item',
      id: 'open',
      label: 'Details',
      icon: 'panel-right',
      shortcut: 'row.open',
      onSelect: () => actions.open(row),
    },
    {
      type: 'item',
      id: 'yaml',
      label: 'YAML',
      icon: 'file-code',
      shortcut: 'row.yaml',
      onSelect: () => actions.open(row, 'yaml'),
    },
    {
      type: 'item',
      id: 'events',
      label: 'Events',
      icon: 'scroll-text',
      onSelect: () => actions.open(row, 'events'),
    },
    {
      type: 'item',
      id: 'owner',
      label: 'Go to its owner',
      icon: 'share-2',
      shortcut: 'row.owner',
      onSelect: () => actions.openOwner(row),
    },
    {
      type: 'item',
      id: 'compare',
      label: 'Compare with…',
      icon: 'git-compare',
      onSelect: () => actions.compare(row),
    },
    ...(items.length === 0 ? [] : [{ type: 'separator' as const }, ...items.map(menuItem)]),
    { type: 'separator' },
    {
      type: 'item',
      id: 'name',
      label: 'Copy name',
      icon: 'copy',
      shortcut: 'row.copy',
      onSelect: () => void copy(row.name, row.name),
    },
    ...(namespaced
      ? [
          {
            type: 'item' as const,
            id: 'path',
            label: 'Copy namespace and name',
            icon: 'copy',
            onSelect: () => void copy(`${row.namespace}/${row.name}`, `${row.namespace}/${row.name}`),
          },
        ]
      : []),
    {
      type: 'item',
      id: 'kubectl',
      label: 'Copy as kubectl',
      icon: 'square-terminal',
      onSelect: () => copyKubectl(list, row, actions.context),
    },
    { type: 'item', id: 'link', label: 'Copy link', icon: 'link', onSelect: () => actions.copyLink(row) },
    ...(namespaced
      ? [
          { type: 'separator' as const },
          {
            type: 'item' as const,
            id: 'namespace',
            label: `Only namespace ${row.namespace}`,
            icon: 'list-filter',
            onSelect: () => actions.filterNamespace(row.namespace),
          },
        ]
      : []),
  ];
}
