import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { Icon } from '../icon.tsx';
import styles from './table.module.css';
import type { TableColumn, TableSort } from './types.ts';
import { MIN_COLUMN, widthOf } from './widths.ts';

const STEP = 16;

export interface HeaderProps<R> {
  readonly columns: readonly TableColumn<R>[];
  readonly sort: TableSort | null | undefined;
  readonly onSort: ((column: string) => void) | undefined;
  readonly widths: Readonly<Record<string, number>>;
  /** While dragging, and once more with `done` when the width is to be kept. */
  readonly onWidth: (id: string, width: number, done: boolean) => void;
}

/** The row of titles: one tab stop, arrows between titles, Enter sorts, Alt with an arrow makes a column wider or narrower. */
export function TableHeader<R>({ columns, sort, onSort, widths, onWidth }: HeaderProps<R>) {
  const [stop, setStop] = useState<string | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const first = columns.find((column) => column.sortable === true)?.id;
  const stopAt = columns.some((column) => column.id === stop && column.sortable) ? stop : first;

  const onKeyDown = (event: KeyboardEvent, column: TableColumn<R>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    // What is typed in the header is not for the rows: only Tab and the application's own keys go on.
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) {
      onWidth(column.id, Math.max(column.minWidth ?? MIN_COLUMN, widthOf(column, widths) + step * STEP), true);
      return;
    }
    const buttons = [...(row.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => event.currentTarget.isSameNode(button));
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, its rows are named by aria-activedescendant
    <div role="row" aria-rowindex={1} className={styles.header} ref={row}>
      {columns.map((column, at) => {
        const direction = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={at + 1}
            data-column={column.id}
            data-align={column.align ?? 'start'}
            className={styles.title}
            {...(column.sortable ? { 'aria-sort': direction } : {})}
          >
            {column.sortable ? (
              <button
                type="button"
                className={styles.sort}
                tabIndex={column.id === stopAt ? 0 : -1}
                onFocus={() => setStop(column.id)}
                onClick={() => onSort?.(column.id)}
                onKeyDown={(event) => onKeyDown(event, column)}
              >
                <span className={column.hideTitle ? 'sr-only' : styles.titleText}>{column.title}</span>
                {direction === 'none' ? null : (
                  <Icon name={direction === 'ascending' ? 'arrow-up' : 'arrow-down'} size={12} />
                )}
              </button>
            ) : (
              <span className={column.hideTitle ? 'sr-only' : styles.titleText}>{column.title}</span>
            )}
            {column.resizable === false ? null : <Grip column={column} widths={widths} onWidth={onWidth} />}
          </div>
        );
      })}
    </div>
  );
}

/** The right edge of a title; for the pointer only, the keyboard has Alt and the arrows. */
function Grip<R>({
  column,
  onWidth,
}: Pick<HeaderProps<R>, 'widths' | 'onWidth'> & { readonly column: TableColumn<R> }) {
  const from = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const widthAt = (event: PointerEvent): number | null =>
    from.current === null
      ? null
      : Math.max(column.minWidth ?? MIN_COLUMN, Math.round(from.current.width + event.clientX - from.current.x));
  const move = (event: PointerEvent, done: boolean) => {
    const width = widthAt(event);
    if (width !== null) onWidth(column.id, width, done);
    if (done) from.current = null;
  };
  return (
    <span
      aria-hidden="true"
      className={styles.grip}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, width: event.currentTarget.parentElement?.offsetWidth ?? column.width };
      }}
      onPointerMove={(event) => move(event, false)}
      onPointerUp={(event) => move(event, true)}
      onPointerCancel={() => {
        from.current = null;
      }}
    />
  );
}
