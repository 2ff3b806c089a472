import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { movedIndex } from './range.ts';
import type { VirtualTableProps } from './types.ts';

interface Scroll {
  readonly show: (index: number) => void;
  readonly page: () => number;
}

interface TableKeys {
  /** -1 when no row is current or it is not among the loaded ones. */
  readonly currentIndex: number;
  readonly moveTo: (index: number, extend: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onRowClick: (event: MouseEvent, index: number) => void;
}

/** Current row, ranges and keys. A row that is not loaded yet becomes current when it arrives. */
export function useTableKeys<R>(props: VirtualTableProps<R>, scroll: Scroll): TableKeys {
  const { rowCount, getRow, rowKey, cursor, version, onCursor } = props;
  const [pending, setPending] = useState<number | null>(null);
  /** Where the current row was last seen: movement goes on from there when its object is gone. */
  const last = useRef(-1);
  const anchor = useRef<number | null>(null);

  const held = cursor === null || cursor === undefined ? undefined : findIndex(props, cursor, last.current);
  useEffect(() => {
    if (held !== undefined) last.current = held;
  }, [held]);
  const currentIndex = pending ?? held ?? -1;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` says that rows arrived
  useEffect(() => {
    if (pending === null) return;
    const row = getRow(pending);
    if (row === undefined && pending < rowCount) return;
    setPending(null);
    if (row !== undefined) onCursor?.(rowKey(row), pending);
  }, [pending, version, getRow, rowKey, rowCount, onCursor]);

  const moveTo = (index: number, extend: boolean) => {
    const from = anchor.current ?? (currentIndex >= 0 ? currentIndex : index);
    anchor.current = extend ? from : null;
    last.current = index;
    scroll.show(index);
    const row = getRow(index);
    if (row === undefined) setPending(index);
    else {
      setPending(null);
      onCursor?.(rowKey(row), index);
    }
    if (extend) props.onSelectRange?.(from, index);
  };

  const openMenu = (element: HTMLElement, row: R) => {
    const box = element.querySelector('[data-current]')?.getBoundingClientRect();
    if (box !== undefined) props.onMenu?.(row, currentIndex, { x: box.left + 64, y: box.bottom });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const row = currentIndex < 0 ? undefined : getRow(currentIndex);
    if (props.onKey?.(event, row) === true) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const from = currentIndex >= 0 ? currentIndex : last.current;
    const next = movedIndex(event.key, from, scroll.page(), rowCount);
    if (next !== null) moveTo(next, event.shiftKey && event.key !== 'G');
    else if (event.key === ' ') {
      // Never the browser's own scrolling by a page.
      if (row !== undefined) props.onToggle?.(rowKey(row), currentIndex);
    } else if (event.key === 'Enter' && row !== undefined) props.onActivate?.(row, currentIndex);
    else if ((event.key === '.' || event.key === 'ContextMenu') && row !== undefined)
      openMenu(event.currentTarget, row);
    else return;
    event.preventDefault();
  };

  const onRowClick = (event: MouseEvent, index: number) => {
    const row = getRow(index);
    if (row === undefined || isControl(event.target)) return;
    if (event.shiftKey) return moveTo(index, true);
    moveTo(index, false);
    if (event.ctrlKey || event.metaKey) props.onToggle?.(rowKey(row), index);
    else props.onActivate?.(row, index);
  };

  return { currentIndex, moveTo, onKeyDown, onRowClick };
}

/** A button or link in a cell does its own thing. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button, a, input, label') !== null;
}

function findIndex<R>(
  { indexOf, getRow, rowKey }: VirtualTableProps<R>,
  key: string,
  hint: number,
): number | undefined {
  if (indexOf !== undefined) return indexOf(key);
  const row = hint < 0 ? undefined : getRow(hint);
  return row !== undefined && rowKey(row) === key ? hint : undefined;
}
