import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { Icon } from '../icon.tsx';
import { dropAt, placed, stepped, type TitleBox } from './reorder.ts';
import { pinStyle } from './row.tsx';
import styles from './table.module.css';
import type { TableColumn, TableSort } from './types.ts';
import { MIN_COLUMN, widthOf } from './widths.ts';

const STEP = 16;
/** Pixels a title is moved before it is dragged and not clicked. */
const DRAG_FROM = 6;

export interface HeaderProps<R> {
  readonly columns: readonly TableColumn<R>[];
  /** Offsets of the pinned columns, by id. */
  readonly pins: ReadonlyMap<string, number>;
  readonly sort: TableSort | null | undefined;
  readonly onSort: ((column: string) => void) | undefined;
  readonly widths: Readonly<Record<string, number>>;
  /** While dragging, and once more with `done` when the width is to be kept. */
  readonly onWidth: (id: string, width: number, done: boolean) => void;
  readonly onOrder: ((ids: readonly string[]) => void) | undefined;
  readonly onFit: ((column: string) => void) | undefined;
}

interface Dragging {
  readonly id: string;
  /** Where the insertion line stands, in pixels of the header; null: nothing would change. */
  readonly x: number | null;
}

/**
 * The row of titles: one tab stop, arrows between titles, Enter sorts, Alt with an arrow makes a column wider or narrower, Alt and Shift
 * with an arrow moves it. A title is dragged to its place; nothing moves before it is dropped.
 */
export function TableHeader<R>(props: HeaderProps<R>) {
  const { columns, pins, sort, onSort, widths, onWidth, onOrder } = props;
  const [stop, setStop] = useState<string | null>(null);
  const [dragging, setDragging] = useState<Dragging | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const first = columns.find((column) => column.sortable === true)?.id;
  const stopAt = columns.some((column) => column.id === stop && column.sortable) ? stop : first;
  const movable = columns.filter((column) => column.movable === true).map((column) => column.id);

  const onKeyDown = (event: KeyboardEvent, column: TableColumn<R>) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    // What is typed in the header is not for the rows: only Tab and the application's own keys go on.
    if (event.key === 'Enter' || event.key === ' ') event.stopPropagation();
    if (step === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey && event.shiftKey) {
      const next = stepped(movable, column.id, step);
      if (next !== null) onOrder?.(next);
      return;
    }
    if (event.altKey) {
      onWidth(column.id, Math.max(column.minWidth ?? MIN_COLUMN, widthOf(column, widths) + step * STEP), true);
      return;
    }
    const buttons = [...(row.current?.querySelectorAll('button') ?? [])];
    const at = buttons.findIndex((button) => event.currentTarget.isSameNode(button));
    buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)]?.focus();
  };
  const drag = useTitleDrag(row, movable, (id, before) => onOrder?.(placed(movable, id, before)), setDragging);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, its rows are named by aria-activedescendant
    <div role="row" aria-rowindex={1} className={styles.header} ref={row}>
      {columns.map((column, at) => {
        const direction = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none';
        const pin = pins.get(column.id);
        const canMove = column.movable === true && onOrder !== undefined;
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={at + 1}
            data-column={column.id}
            data-align={column.align ?? 'start'}
            data-pinned={pin === undefined ? undefined : ''}
            data-dragged={dragging?.id === column.id ? '' : undefined}
            title={column.note}
            style={pinStyle(pin)}
            className={styles.title}
            {...(column.sortable ? { 'aria-sort': direction } : {})}
          >
            {column.sortable ? (
              <button
                type="button"
                className={styles.sort}
                tabIndex={column.id === stopAt ? 0 : -1}
                onFocus={() => setStop(column.id)}
                onClick={(event) => {
                  if (!drag.wasDragged(event.detail)) onSort?.(column.id);
                }}
                onKeyDown={(event) => onKeyDown(event, column)}
                {...(canMove ? drag.handlers(column.id) : {})}
              >
                <span className={column.hideTitle ? 'sr-only' : styles.titleText}>{column.title}</span>
                {direction === 'none' ? null : (
                  <Icon name={direction === 'ascending' ? 'arrow-up' : 'arrow-down'} size={12} />
                )}
              </button>
            ) : (
              <span className={column.hideTitle ? 'sr-only' : styles.titleText}>{column.title}</span>
            )}
            {column.resizable === false ? null : (
              <Grip column={column} widths={widths} onWidth={onWidth} onFit={props.onFit} />
            )}
          </div>
        );
      })}
      {dragging === null || dragging.x === null ? null : (
        <span aria-hidden="true" className={styles.dropLine} style={{ left: dragging.x }} data-testid="drop-line" />
      )}
    </div>
  );
}

interface TitleDrag {
  readonly handlers: (id: string) => {
    readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    readonly onPointerCancel: () => void;
  };
  /** The click that ends a drag is none. `detail` 0: it came from the keyboard. */
  readonly wasDragged: (detail: number) => boolean;
}

function useTitleDrag(
  row: { readonly current: HTMLDivElement | null },
  movable: readonly string[],
  onDrop: (id: string, before: string | null) => void,
  show: (dragging: Dragging | null) => void,
): TitleDrag {
  const from = useRef<{ readonly id: string; readonly x: number; moved: boolean } | null>(null);
  const dragged = useRef(false);
  const boxes = (left: number): readonly TitleBox[] =>
    movable.flatMap((id) => {
      const title = row.current?.querySelector(`[role="columnheader"][data-column="${CSS.escape(id)}"]`);
      const box = title?.getBoundingClientRect();
      return box === undefined ? [] : [{ id, left: box.left - left, width: box.width }];
    });
  const at = (event: PointerEvent, id: string) => {
    const left = row.current?.getBoundingClientRect().left ?? 0;
    return dropAt(event.clientX - left, id, boxes(left));
  };
  const end = () => {
    from.current = null;
    show(null);
  };
  return {
    wasDragged: (detail) => detail !== 0 && dragged.current,
    handlers: (id) => ({
      onPointerDown: (event) => {
        dragged.current = false;
        if (event.button !== 0) return;
        // At once: a quick first movement would be another title's.
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { id, x: event.clientX, moved: false };
      },
      onPointerMove: (event) => {
        const start = from.current;
        if (start === null) return;
        if (!start.moved && Math.abs(event.clientX - start.x) < DRAG_FROM) return;
        start.moved = true;
        dragged.current = true;
        show({ id: start.id, x: at(event, start.id)?.x ?? null });
      },
      onPointerUp: (event) => {
        const start = from.current;
        const drop = start?.moved === true ? at(event, start.id) : null;
        end();
        if (start !== null && drop !== null) onDrop(start.id, drop.before);
      },
      onPointerCancel: end,
    }),
  };
}

type GripProps<R> = Pick<HeaderProps<R>, 'widths' | 'onWidth' | 'onFit'> & { readonly column: TableColumn<R> };

/** The right edge of a title; for the pointer only, the keyboard has Alt and the arrows. */
function Grip<R>({ column, onWidth, onFit }: GripProps<R>) {
  const from = useRef<{ readonly x: number; readonly width: number; moved: boolean } | null>(null);
  const widthAt = (event: PointerEvent): number | null =>
    from.current === null
      ? null
      : Math.max(column.minWidth ?? MIN_COLUMN, Math.round(from.current.width + event.clientX - from.current.x));
  const move = (event: PointerEvent, done: boolean) => {
    const start = from.current;
    if (start !== null && event.clientX !== start.x) start.moved = true;
    const width = widthAt(event);
    // A click alone, the first of two perhaps, gives no width.
    if (width !== null && start?.moved === true) onWidth(column.id, width, done);
    if (done) from.current = null;
  };
  return (
    <span
      aria-hidden="true"
      className={styles.grip}
      onDoubleClick={() => onFit?.(column.id)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const width = event.currentTarget.parentElement?.offsetWidth ?? column.width;
        from.current = { x: event.clientX, width, moved: false };
      }}
      onPointerMove={(event) => move(event, false)}
      onPointerUp={(event) => move(event, true)}
      onPointerCancel={() => {
        from.current = null;
      }}
    />
  );
}
