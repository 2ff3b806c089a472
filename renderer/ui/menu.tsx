import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import { Fragment, type ReactElement, useMemo } from 'react';
import { cx } from './cx.ts';
import { Icon } from './icon.tsx';
import { Kbd } from './kbd.tsx';
import styles from './menu.module.css';

export interface MenuItem {
  readonly type: 'item';
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  readonly keys?: string;
  /** A shortcut's id, as for `Kbd`. */
  readonly shortcut?: string;
  readonly detail?: string;
  /** A text is the reason, shown with the item: a disabled action says why. */
  readonly disabled?: boolean | string;
  readonly danger?: boolean;
  /** Present (true or false): the item is a check mark. */
  readonly checked?: boolean;
  readonly onSelect: () => void;
}

export type MenuEntry =
  | MenuItem
  | { readonly type: 'separator' }
  | { readonly type: 'label'; readonly label: string }
  | {
      readonly type: 'submenu';
      readonly id: string;
      readonly label: string;
      readonly icon?: string;
      readonly items: readonly MenuEntry[];
    };

function ItemBody({ entry }: { readonly entry: MenuItem }) {
  const reason = typeof entry.disabled === 'string' ? entry.disabled : entry.detail;
  return (
    <>
      <span className={styles.icon}>{entry.icon === undefined ? null : <Icon name={entry.icon} size={14} />}</span>
      <span className={styles.label}>{entry.label}</span>
      {reason === undefined ? null : <span className={styles.detail}>{reason}</span>}
      {entry.checked ? <Icon name="check" size={14} className={styles.check} /> : null}
      <Kbd keys={entry.keys} shortcut={entry.shortcut} bare />
    </>
  );
}

function Item({ entry }: { readonly entry: MenuItem }) {
  const disabled = entry.disabled !== undefined && entry.disabled !== false;
  const className = cx(styles.item, entry.danger && styles.danger);
  if (entry.checked !== undefined) {
    return (
      <Base.CheckboxItem
        checked={entry.checked}
        disabled={disabled}
        onCheckedChange={entry.onSelect}
        className={className}
        data-item={entry.id}
        closeOnClick
      >
        <ItemBody entry={entry} />
      </Base.CheckboxItem>
    );
  }
  return (
    <Base.Item disabled={disabled} onClick={entry.onSelect} className={className} data-item={entry.id}>
      <ItemBody entry={entry} />
    </Base.Item>
  );
}

function Entry({ entry }: { readonly entry: MenuEntry }) {
  switch (entry.type) {
    case 'separator':
      return <Base.Separator className={styles.separator} />;
    case 'label':
      return <div className={styles.groupLabel}>{entry.label}</div>;
    case 'item':
      return <Item entry={entry} />;
    case 'submenu':
      return (
        <Base.SubmenuRoot>
          <Base.SubmenuTrigger className={styles.item} data-item={entry.id}>
            <span className={styles.icon}>
              {entry.icon === undefined ? null : <Icon name={entry.icon} size={14} />}
            </span>
            <span className={styles.label}>{entry.label}</span>
            <Icon name="chevron-right" size={14} className={styles.check} />
          </Base.SubmenuTrigger>
          <Base.Portal role="region" aria-label={entry.label}>
            <Base.Positioner className={styles.positioner} sideOffset={2} alignOffset={-5}>
              <Base.Popup className={styles.popup}>
                <Entries items={entry.items} />
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.SubmenuRoot>
      );
  }
}

function Entries({ items }: { readonly items: readonly MenuEntry[] }) {
  return items.map((entry, at) => (
    <Fragment key={'id' in entry ? entry.id : `#${at}`}>
      <Entry entry={entry} />
    </Fragment>
  ));
}

export interface MenuProps {
  /** Name of the menu for assistive technology. */
  readonly label: string;
  readonly trigger: ReactElement;
  readonly items: readonly MenuEntry[];
  readonly align?: 'start' | 'center' | 'end';
  readonly onOpenChange?: (open: boolean) => void;
}

export function Menu({ label, trigger, items, align = 'start', onOpenChange }: MenuProps) {
  return (
    <Base.Root modal={false} onOpenChange={(open) => onOpenChange?.(open)}>
      <Base.Trigger render={trigger} />
      <Base.Portal role="region" aria-label={label}>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4}>
          <Base.Popup className={styles.popup} aria-label={label}>
            <Entries items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface ContextMenuProps {
  readonly label: string;
  readonly items: readonly MenuEntry[] | (() => readonly MenuEntry[]);
  readonly children: ReactElement;
}

/** Right click (or the menu key) on one element. */
export function ContextMenu({ label, items, children }: ContextMenuProps) {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={children} />
      <BaseContextMenu.Portal role="region" aria-label={label}>
        <BaseContextMenu.Positioner className={styles.positioner}>
          <BaseContextMenu.Popup className={styles.popup} aria-label={label}>
            <Entries items={typeof items === 'function' ? items() : items} />
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  );
}

export interface PointMenuProps {
  /** Viewport point at which it opens; `null` closes it. */
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly onClose: () => void;
}

/** A menu at a point: tables open it by right click and by key, over rows that come and go. Focus returns by itself. */
export function PointMenu({ at, label, items, onClose }: PointMenuProps) {
  const x = at?.x ?? 0;
  const y = at?.y ?? 0;
  const anchor = useMemo(() => ({ getBoundingClientRect: () => new DOMRect(x, y, 0, 0) }), [x, y]);
  return (
    <Base.Root open={at !== null} onOpenChange={(open) => !open && onClose()} modal={false}>
      <Base.Portal role="region" aria-label={label}>
        <Base.Positioner anchor={anchor} className={styles.positioner} align="start" sideOffset={2} key={`${x},${y}`}>
          <Base.Popup className={styles.popup} aria-label={label}>
            <Entries items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
