import { type ActionId, actions } from '../../../shared/actions/actions.ts';

/**
 * Every key of the product, once. Keys, palette, menus and the page of shortcuts all read this list; what a shortcut does
 * is in `commands.ts` under the same id. Those `in: 'list'` or `'field'` are handled where the focus is.
 */
export interface Shortcut {
  readonly id: string;
  /** As a command: "Close Current Cluster Tab". */
  readonly title: string;
  readonly group: 'Application' | 'Clusters' | 'Moving around' | 'Lists';
  readonly in: 'app' | 'list';
  readonly keys: readonly string[];
  /** Where a browser keeps `keys` for itself. */
  readonly webKeys?: readonly string[];
  /** Cannot be given other keys: their meaning is in their order or number. */
  readonly fixed?: true;
  /** Said on the page of shortcuts in a browser. */
  readonly webNote?: string;
}

/** Keys of actions on the current row or the selection, as `shared/actions` declares them. */
const ofActions = actions.flatMap(({ id, label, keys }) =>
  keys === undefined
    ? []
    : [
        {
          id: `action.${id}` as `action.${ActionId}`,
          title: label.replace('…', ''),
          group: 'Lists' as const,
          in: 'list' as const,
          keys,
        },
      ],
);

const numbers = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

export const shortcuts = [
  { id: 'palette.open', title: 'Search or run a command', group: 'Application', in: 'app', keys: ['Mod+K', ':'] },
  {
    id: 'search.open',
    title: 'Search all clusters',
    group: 'Application',
    in: 'app',
    keys: ['Mod+Shift+F'],
  },
  { id: 'settings.open', title: 'Settings', group: 'Application', in: 'app', keys: ['Mod+,'] },
  { id: 'help.open', title: 'Keyboard shortcuts', group: 'Application', in: 'app', keys: ['?'] },
  {
    id: 'escape',
    title: 'Close the innermost thing',
    group: 'Application',
    in: 'app',
    keys: ['Escape'],
    fixed: true,
  },
  {
    id: 'cluster.close',
    title: 'Close Current Cluster Tab',
    group: 'Clusters',
    in: 'app',
    keys: ['Mod+W'],
    webKeys: ['Alt+W'],
    webNote: 'A browser keeps Ctrl/Cmd+W for itself; here Alt+W closes the cluster.',
  },
  {
    id: 'tab.number',
    title: 'Go to cluster tab 1 … 9',
    group: 'Clusters',
    in: 'app',
    fixed: true,
    keys: numbers.map((n) => `Mod+${n}`),
    webKeys: [...numbers.map((n) => `Mod+${n}`), ...numbers.map((n) => `Alt+${n}`)],
    webNote: 'Most browsers keep Ctrl/Cmd with a number for themselves; Alt with the number works.',
  },
  {
    id: 'tab.next',
    title: 'Next cluster tab',
    group: 'Clusters',
    in: 'app',
    keys: ['Ctrl+Tab', 'Ctrl+PageDown'],
    webKeys: ['Alt+PageDown'],
  },
  {
    id: 'tab.previous',
    title: 'Previous cluster tab',
    group: 'Clusters',
    in: 'app',
    keys: ['Ctrl+Shift+Tab', 'Ctrl+PageUp'],
    webKeys: ['Alt+PageUp'],
  },
  {
    id: 'fleet.open',
    title: 'Fleet: all open clusters',
    group: 'Clusters',
    in: 'app',
    keys: ['Mod+Shift+L'],
    webKeys: ['Alt+L'],
  },
  {
    id: 'contexts.open',
    title: 'Manage contexts',
    group: 'Clusters',
    in: 'app',
    keys: ['Mod+Shift+K'],
    webKeys: ['Alt+K'],
  },
  { id: 'tab.left', title: 'Move cluster tab left', group: 'Clusters', in: 'app', keys: ['Mod+Shift+ArrowLeft'] },
  { id: 'tab.right', title: 'Move cluster tab right', group: 'Clusters', in: 'app', keys: ['Mod+Shift+ArrowRight'] },
  { id: 'cluster.refresh', title: 'Refresh', group: 'Clusters', in: 'app', keys: ['Mod+R'] },
  { id: 'sidebar.toggle', title: 'Show or shrink the sidebar', group: 'Moving around', in: 'app', keys: ['Mod+B'] },
  { id: 'bottom.toggle', title: 'Show or hide the bottom panel', group: 'Moving around', in: 'app', keys: ['Mod+J'] },
  { id: 'history.back', title: 'Back', group: 'Moving around', in: 'app', keys: ['['] },
  { id: 'history.forward', title: 'Forward', group: 'Moving around', in: 'app', keys: [']'] },
  { id: 'create.open', title: 'Create from YAML', group: 'Moving around', in: 'app', keys: ['n'] },
  {
    id: 'favourite.toggle',
    title: 'Add to favourites, or remove from them',
    group: 'Moving around',
    in: 'app',
    keys: ['*'],
  },
  { id: 'list.filter', title: 'Filter the list', group: 'Lists', in: 'app', keys: ['/'] },
  {
    id: 'row.move',
    title: 'Move to the next or previous row',
    group: 'Lists',
    in: 'list',
    keys: ['j', 'k', 'ArrowDown', 'ArrowUp'],
    fixed: true,
  },
  { id: 'row.page', title: 'Move by a page', group: 'Lists', in: 'list', keys: ['PageDown', 'PageUp'], fixed: true },
  {
    id: 'row.ends',
    title: 'Move to the first or last row',
    group: 'Lists',
    in: 'list',
    keys: ['Home', 'End'],
    fixed: true,
  },
  { id: 'row.open', title: 'Details', group: 'Lists', in: 'list', keys: ['Enter'] },
  { id: 'row.yaml', title: 'YAML', group: 'Lists', in: 'list', keys: ['y'] },
  { id: 'row.select', title: 'Select or unselect a row', group: 'Lists', in: 'list', keys: ['Space'] },
  {
    id: 'row.range',
    title: 'Select a range',
    group: 'Lists',
    in: 'list',
    keys: ['Shift+ArrowDown', 'Shift+ArrowUp'],
    fixed: true,
  },
  { id: 'row.menu', title: 'Actions of a row', group: 'Lists', in: 'list', keys: ['.'] },
  { id: 'row.copy', title: 'Copy the name', group: 'Lists', in: 'list', keys: ['c'] },
  { id: 'row.owner', title: 'Go to the owner', group: 'Lists', in: 'list', keys: ['o'] },
  { id: 'list.faulty', title: 'Only what needs attention', group: 'Lists', in: 'list', keys: ['!'] },
  {
    id: 'group.fold',
    title: 'Fold or unfold a group (on its head)',
    group: 'Lists',
    in: 'list',
    keys: ['ArrowLeft', 'ArrowRight'],
  },
  {
    id: 'filter.recall',
    title: 'Saved and recent filters (in the filter field)',
    group: 'Lists',
    in: 'list',
    keys: ['Alt+ArrowDown'],
  },
  {
    id: 'column.move',
    title: 'Move a column (on its title)',
    group: 'Lists',
    in: 'list',
    keys: ['Alt+Shift+ArrowLeft', 'Alt+Shift+ArrowRight'],
  },
  {
    id: 'column.width',
    title: 'Make a column narrower or wider (on its title)',
    group: 'Lists',
    in: 'list',
    keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'],
    fixed: true,
  },
  ...ofActions,
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcuts)[number]['id'];

const byId = new Map<string, Shortcut>(shortcuts.map((shortcut) => [shortcut.id, shortcut]));

export function shortcutOf(id: ShortcutId): Shortcut {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`No shortcut ${id}`);
  return found;
}
