import type { ReactNode } from 'react';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { isShown } from './layout.ts';
import type { ListPrefs } from './prefs.ts';

export interface ColumnsMenuProps {
  readonly columns: readonly ColumnInfo[];
  readonly prefs: ListPrefs;
  readonly onChange: (prefs: ListPrefs) => void;
}

/** Which columns are on screen; NAME always is. */
export function ColumnsMenu({ columns, prefs, onChange }: ColumnsMenuProps): ReactNode {
  const item = (column: ColumnInfo): MenuEntry => {
    const shown = isShown(column, prefs);
    return {
      type: 'item',
      id: column.id,
      label: column.title,
      checked: shown,
      onSelect: () => onChange({ ...prefs, columns: { ...prefs.columns, [column.id]: !shown } }),
    };
  };
  const hasWide = columns.some((column) => column.wide);
  const wide: readonly MenuEntry[] = hasWide
    ? [
        {
          type: 'item',
          id: 'wide',
          label: 'Wide (kubectl -o wide)',
          checked: prefs.wide,
          onSelect: () => onChange({ ...prefs, wide: !prefs.wide, columns: {} }),
        },
        { type: 'separator' },
      ]
    : [];
  const changed = prefs.wide || Object.keys(prefs.columns).length > 0 || Object.keys(prefs.widths).length > 0;
  const reset: readonly MenuEntry[] = [
    { type: 'separator' },
    {
      type: 'item',
      id: 'reset',
      label: 'Columns and widths as they were',
      disabled: !changed,
      onSelect: () => onChange({ ...prefs, wide: false, columns: {}, widths: {} }),
    },
  ];
  return (
    <Menu
      label="Columns"
      align="end"
      trigger={<IconButton label="Columns" icon="columns-3" bordered tooltip={false} data-testid="columns" />}
      items={[...wide, ...columns.filter((column) => column.title !== 'NAME').map(item), ...reset]}
    />
  );
}
