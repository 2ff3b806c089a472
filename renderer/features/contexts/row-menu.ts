import type { Settings } from '../../../shared/settings.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import type { ContextRow, FileRow } from './rows.ts';

type Guard = NonNullable<Settings['clusters'][string]['guard']>;

/** What can be done with one known context. */
export interface ContextActions {
  open(row: ContextRow): void;
  close(row: ContextRow): void;
  edit(row: ContextRow): void;
  rename(row: ContextRow): void;
  look(row: ContextRow): void;
  exportFile(row: ContextRow): void;
  remove(row: ContextRow): void;
  favourite(row: ContextRow): void;
  hide(row: ContextRow): void;
  color(row: ContextRow, color: number | null): void;
  guard(row: ContextRow, guard: Guard | null): void;
  copyName(row: ContextRow): void;
  copyPath(row: FileRow): void;
  /** Stops reading a path that was added by hand; the file stays. */
  forget(source: string): void;
}

export const COLOR_NAMES = ['Violet', 'Pink', 'Teal', 'Indigo', 'Olive', 'Brown', 'Magenta', 'Grey'] as const;

const GUARDS: readonly { readonly guard: Guard | null; readonly label: string }[] = [
  { guard: null, label: 'As the patterns say' },
  { guard: 'none', label: 'Not guarded' },
  { guard: 'confirm', label: 'Changes need its name typed' },
  { guard: 'read-only', label: 'Read-only' },
];

export function fileMenu(row: FileRow, actions: ContextActions): readonly MenuEntry[] {
  const { source } = row;
  return [
    { type: 'item', id: 'path', label: 'Copy path', icon: 'copy', onSelect: () => actions.copyPath(row) },
    ...(source === null
      ? []
      : ([
          { type: 'separator' },
          {
            type: 'item',
            id: 'forget',
            label: source === row.file ? 'Do not read this file any more' : 'Do not read its folder any more',
            icon: 'eye-off',
            onSelect: () => actions.forget(source),
          },
        ] satisfies MenuEntry[])),
  ];
}

export function contextMenu(row: ContextRow, actions: ContextActions): readonly MenuEntry[] {
  const { info, marks, status } = row;
  const item = (
    id: string,
    label: string,
    icon: string,
    run: (row: ContextRow) => void,
    shortcut?: string,
  ): MenuEntry => ({
    type: 'item',
    id,
    label,
    icon,
    ...(shortcut === undefined ? {} : { shortcut }),
    onSelect: () => run(row),
  });
  const opening: MenuEntry =
    info.status === 'invalid' && status === null
      ? { type: 'item', id: 'open', label: 'Open', icon: 'log-in', disabled: 'It cannot be used.', onSelect: () => {} }
      : item('open', status === null ? 'Open' : 'Go to its tab', 'log-in', actions.open, 'row.open');
  return [
    opening,
    ...(status === null ? [] : [item('close', 'Close its tab', 'log-out', actions.close)]),
    { type: 'separator' },
    item('edit', 'Edit its entry…', 'pencil', actions.edit, 'e'),
    item('rename', 'Rename in its file…', 'file-text', actions.rename),
    item('look', 'Name, icon and tags…', 'tag', actions.look),
    {
      type: 'submenu',
      id: 'color',
      label: 'Colour',
      icon: 'palette',
      items: [
        {
          type: 'item',
          id: 'color-auto',
          label: 'Chosen by Portolan',
          checked: marks.color === undefined,
          onSelect: () => actions.color(row, null),
        },
        ...COLOR_NAMES.map(
          (label, color): MenuEntry => ({
            type: 'item',
            id: `color-${color}`,
            label,
            checked: marks.color === color,
            onSelect: () => actions.color(row, color),
          }),
        ),
      ],
    },
    {
      type: 'submenu',
      id: 'guard',
      label: 'Guard',
      icon: 'shield',
      items: GUARDS.map(
        ({ guard, label }): MenuEntry => ({
          type: 'item',
          id: `guard-${guard ?? 'pattern'}`,
          label,
          checked: (marks.guard ?? null) === guard,
          onSelect: () => actions.guard(row, guard),
        }),
      ),
    },
    item('favourite', marks.favourite === true ? 'No favourite any more' : 'Favourite', 'star', actions.favourite),
    item(
      'hide',
      marks.hidden === true ? 'Show it again' : 'Hide',
      marks.hidden === true ? 'eye' : 'eye-off',
      actions.hide,
    ),
    { type: 'separator' },
    item('copy', 'Copy context name', 'copy', actions.copyName, 'row.copy'),
    item('export', 'Export as a kubeconfig…', 'download', actions.exportFile),
    { type: 'separator' },
    {
      type: 'item',
      id: 'remove',
      label: 'Remove from its file…',
      icon: 'trash-2',
      danger: true,
      shortcut: 'action.delete',
      onSelect: () => actions.remove(row),
    },
  ];
}
