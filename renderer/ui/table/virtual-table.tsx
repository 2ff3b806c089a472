import {
  type CSSProperties,
  type MouseEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useState,
} from 'react';
import { atPlace, placeOf } from './ghosts.ts';
import { TableHeader } from './header.tsx';
import { TableRow } from './row.tsx';
import styles from './table.module.css';
import type { VirtualTableProps } from './types.ts';
import { useGhosts } from './use-ghosts.ts';
import { useTableKeys } from './use-table-keys.ts';
import { useVirtualScroll } from './use-virtual-scroll.ts';
import { gridTemplate, minimumWidth, pinnedOffsets } from './widths.ts';

/** Pixels; `--thead-h`. */
const HEADER = 30;
const NO_WIDTHS: Readonly<Record<string, number>> = {};

/**
 * A table of any length at constant row height: only the rows in view are in the page. It knows nothing of what it shows;
 * rows are asked for by index, and the current row and the selection are keys, so that they follow an object, not a place.
 */
export function VirtualTable<R>(props: VirtualTableProps<R>) {
  const { columns, rowCount, rowHeight, getRow, rowKey, indexOf, onRange, testId } = props;
  const id = useId();
  const [hovered, setHovered] = useState<number | null>(null);
  const [dragged, setDragged] = useState<Readonly<Record<string, number>>>(NO_WIDTHS);
  const widths = { ...props.widths, ...dragged };
  const pinsNow = pinnedOffsets(columns, widths);
  // The same map for the same offsets: rows are drawn again only when one moved.
  const pinsKey = [...pinsNow].join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of it
  const pins = useMemo(() => pinsNow, [pinsKey]);
  const ghosts = useGhosts<R>(props);
  const scroll = useVirtualScroll({
    count: rowCount + ghosts.list.length,
    rowHeight,
    headerHeight: HEADER,
    initialTop: props.initialTop ?? 0,
    onTop: props.onTop,
  });
  const { range, base } = scroll;
  const keys = useTableKeys(props, {
    show: (index) => scroll.show(placeOf(index, ghosts.list)),
    page: scroll.rowsPerPage,
  });

  useEffect(() => {
    if (range.last >= range.first) onRange?.(range.first, Math.min(range.last, Math.max(0, rowCount - 1)));
  }, [range.first, range.last, rowCount, onRange]);

  const rows: ReactNode[] = [];
  const shown: { at: number; key: string; row: R }[] = [];
  let currentId: string | undefined;
  for (let place = range.first; place <= range.last; place += 1) {
    const what = atPlace(place, ghosts.list);
    const index = 'ghost' in what ? -1 : what.index;
    if (index >= rowCount) break;
    const row = 'ghost' in what ? what.ghost.row : getRow(index);
    const key = row === undefined ? null : rowKey(row);
    if (key !== null && row !== undefined && index >= 0) shown.push({ at: place, key, row });
    const current = index >= 0 && index === keys.currentIndex;
    const rowId = `${id}-${key ?? `#${place}`}`;
    if (current) currentId = rowId;
    rows.push(
      <TableRow
        key={key ?? `#${place}`}
        id={rowId}
        row={row}
        rowKey={key}
        index={index}
        place={place}
        offset={(place - base) * rowHeight}
        columns={columns}
        pins={pins}
        head={row === undefined ? null : (props.headOf?.(row) ?? null)}
        selected={key !== null && (props.selected?.has(key) ?? false)}
        current={current}
        dim={row !== undefined && (props.dimRow?.(row) ?? false)}
        actions={place === hovered && row !== undefined && index >= 0 ? (props.rowActions?.(row) ?? null) : null}
      />,
    );
  }
  ghosts.commit(shown, indexOf);

  const setWidth = useCallback(
    (column: string, width: number, done: boolean) => {
      setDragged(done ? NO_WIDTHS : { [column]: width });
      if (done) props.onWidths?.({ ...props.widths, [column]: width });
    },
    [props.onWidths, props.widths],
  );
  useImperativeHandle(props.handle, () => ({
    focus: () => scroll.scroller.current?.focus({ preventScroll: true }),
    scrollToIndex: (index: number) => scroll.show(index),
    moveCursor: (index: number) => keys.moveTo(index, false),
  }));

  const onPointerMove = (event: PointerEvent) => {
    const place = placeAt(event.target, base, rowHeight);
    // Over the titles nobody is about to click a row: what a sort moves away is not drawn on.
    if (place !== null) ghosts.pointerMoved();
    if (place !== hovered) setHovered(place);
  };
  const indexAt = (event: MouseEvent): number | null => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    return row === null ? null : Number(row.dataset.index);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    <div
      ref={scroll.scroller}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-multiselectable={props.selected !== undefined}
      aria-activedescendant={currentId}
      aria-busy={rowCount > 0 && rows.length > 0 && shown.length === 0 ? true : undefined}
      data-testid={testId}
      data-muted={props.muted ? '' : undefined}
      className={styles.table}
      style={
        {
          '--cols': gridTemplate(columns, widths),
          '--min-width': `${minimumWidth(columns, widths)}px`,
          '--row': `${rowHeight}px`,
        } as CSSProperties
      }
      onScroll={() => {
        ghosts.clear();
        scroll.onScroll();
      }}
      onKeyDown={keys.onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => {
        ghosts.clear();
        setHovered(null);
      }}
      onClick={(event) => {
        const index = indexAt(event);
        if (index !== null) keys.onRowClick(event, index);
      }}
      onContextMenu={(event) => {
        const index = indexAt(event);
        const row = index === null ? undefined : getRow(index);
        if (index === null || row === undefined || props.onMenu === undefined) return;
        event.preventDefault();
        keys.moveTo(index, false);
        props.onMenu(row, index, { x: event.clientX, y: event.clientY });
      }}
    >
      <TableHeader
        columns={columns}
        pins={pins}
        sort={props.sort}
        onSort={props.onSort}
        widths={widths}
        onWidth={setWidth}
        onOrder={props.onOrder}
        onFit={props.onFit}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div role="rowgroup" className={styles.body} style={{ height: Math.max(0, scroll.height) }}>
        <div ref={scroll.layer} role="presentation" className={styles.layer}>
          {rows}
        </div>
      </div>
    </div>
  );
}

function placeAt(target: EventTarget, base: number, rowHeight: number): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[role="row"][data-index]') : null;
  return row === null ? null : Math.round(Number.parseFloat(row.style.top) / rowHeight) + base;
}
