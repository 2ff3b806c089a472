import { parseClusterId } from '../../../shared/identity.ts';
import type { MenuEntry } from '../../ui/menu.tsx';

export interface TabMenuParts {
  readonly id: string;
  readonly open: readonly string[];
  readonly close: (ids: readonly string[]) => void;
  readonly move: (step: -1 | 1) => void;
  readonly refresh: () => void;
  readonly copy: (text: string) => void;
}

/** What can be done with one tab. */
export function tabMenu({ id, open, close, move, refresh, copy }: TabMenuParts): readonly MenuEntry[] {
  const at = open.indexOf(id);
  const others = open.filter((other) => other !== id);
  const right = open.slice(at + 1);
  return [
    {
      type: 'item',
      id: 'close',
      label: 'Close',
      icon: 'x',
      shortcut: 'cluster.close',
      onSelect: () => close([id]),
    },
    {
      type: 'item',
      id: 'close-others',
      label: 'Close others',
      disabled: others.length === 0,
      onSelect: () => close(others),
    },
    {
      type: 'item',
      id: 'close-right',
      label: 'Close to the right',
      disabled: right.length === 0,
      onSelect: () => close(right),
    },
    { type: 'item', id: 'close-all', label: 'Close all', onSelect: () => close(open) },
    { type: 'separator' },
    { type: 'item', id: 'left', label: 'Move left', icon: 'chevron-left', disabled: at <= 0, onSelect: () => move(-1) },
    {
      type: 'item',
      id: 'right',
      label: 'Move right',
      icon: 'chevron-right',
      disabled: right.length === 0,
      onSelect: () => move(1),
    },
    { type: 'separator' },
    { type: 'item', id: 'refresh', label: 'Refresh', icon: 'refresh-cw', onSelect: refresh },
    {
      type: 'item',
      id: 'copy',
      label: 'Copy context name',
      icon: 'copy',
      onSelect: () => copy(parseClusterId(id)?.context ?? id),
    },
  ];
}
