import { type CSSProperties, memo, type ReactNode, useState } from 'react';
import { cx } from '../cx.ts';
import { Skeleton } from '../skeleton.tsx';
import styles from './table.module.css';
import type { TableColumn } from './types.ts';

export interface RowProps<R> {
  readonly id: string;
  readonly row: R | undefined;
  readonly rowKey: string | null;
  /** Index in the list, -1 for one that left. */
  readonly index: number;
  /** Place on display; the row's offset in the layer is this times its height. */
  readonly place: number;
  readonly offset: number;
  readonly columns: readonly TableColumn<R>[];
  /** Offsets of the pinned columns, by id. */
  readonly pins: ReadonlyMap<string, number>;
  /** Drawn over the whole width in place of the cells. */
  readonly head: ReactNode | null;
  readonly selected: boolean;
  readonly current: boolean;
  readonly dim: boolean;
  readonly actions: ReactNode;
}

/** Where a pinned cell stays when the table scrolls sideways. */
export const pinStyle = (pin: number | undefined): CSSProperties | undefined =>
  pin === undefined ? undefined : { left: pin };

interface CellProps {
  readonly column: TableColumn<never>;
  readonly at: number;
  readonly pin: number | undefined;
  readonly label: string | undefined;
  readonly children: ReactNode;
  readonly tint?: string | undefined;
}

function CellBox({ column, at, pin, label, children, tint }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div
      role="gridcell"
      aria-colindex={at + 1}
      data-column={column.id}
      data-align={column.align ?? 'start'}
      data-strong={column.strong ? '' : undefined}
      data-glyph={column.hideTitle ? '' : undefined}
      data-pinned={pin === undefined ? undefined : ''}
      style={pinStyle(pin)}
      className={cx(styles.cell, tint)}
      {...(label === undefined ? {} : { title: label, 'aria-label': label })}
    >
      {children}
    </div>
  );
}

/** A cell that shows that its value changed. Two animations of the same look, so that the next change starts it anew. */
function TintCell({ value, ...rest }: CellProps & { readonly value: unknown }) {
  const [seen, setSeen] = useState({ value, changes: 0 });
  if (!Object.is(seen.value, value)) setSeen({ value, changes: seen.changes + 1 });
  const tint = seen.changes === 0 ? undefined : seen.changes % 2 === 0 ? styles.tintA : styles.tintB;
  return <CellBox {...rest} tint={tint} />;
}

interface CellsProps<R> {
  readonly row: R;
  readonly columns: readonly TableColumn<R>[];
  readonly pins: ReadonlyMap<string, number>;
}

function Cells<R>({ row, columns, pins }: CellsProps<R>) {
  return columns.map((column, at) => {
    const shared = {
      column: column as TableColumn<never>,
      at,
      pin: pins.get(column.id),
      label: column.label?.(row),
    };
    return column.value === undefined ? (
      <CellBox key={column.id} {...shared}>
        {column.render(row)}
      </CellBox>
    ) : (
      <TintCell key={column.id} {...shared} value={column.value(row)}>
        {column.render(row)}
      </TintCell>
    );
  });
}

const skeletonWidths = ['58%', '72%', '46%', '64%'];

function SkeletonCells<R>({ columns, pins, place }: Omit<CellsProps<R>, 'row'> & { readonly place: number }) {
  return columns.map((column, at) => (
    <CellBox key={column.id} column={column as TableColumn<never>} at={at} pin={pins.get(column.id)} label={undefined}>
      {column.hideTitle ? null : <Skeleton width={skeletonWidths[(place + at) % 4] ?? '50%'} />}
    </CellBox>
  ));
}

/** The head of a group: one cell, which stays in sight sideways. */
function HeadCell({ span, children }: { readonly span: number; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="gridcell" aria-colindex={1} aria-colspan={span} className={styles.head}>
      <span>{children}</span>
    </div>
  );
}

function RowView<R>(props: RowProps<R>) {
  const { id, row, rowKey, index, place, offset, columns, pins, head, selected, current, dim, actions } = props;
  const left = index < 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, this row is named by aria-activedescendant
    <div
      role="row"
      id={id}
      aria-rowindex={left ? undefined : index + 2}
      aria-selected={head === null ? selected : undefined}
      data-key={rowKey ?? undefined}
      data-index={left ? undefined : index}
      data-current={current ? '' : undefined}
      data-left={left ? '' : undefined}
      aria-disabled={left ? true : undefined}
      aria-busy={row === undefined ? true : undefined}
      data-head={head === null ? undefined : ''}
      className={cx(styles.row, dim && styles.dim)}
      style={{ top: offset }}
    >
      {row === undefined ? (
        <SkeletonCells columns={columns} pins={pins} place={place} />
      ) : head === null ? (
        <Cells row={row} columns={columns} pins={pins} />
      ) : (
        <HeadCell span={columns.length}>{head}</HeadCell>
      )}
      {actions === null ? null : (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div role="gridcell" aria-colindex={columns.length + 1} className={styles.actions}>
          <span>{actions}</span>
        </div>
      )}
    </div>
  );
}

export const TableRow = memo(RowView) as typeof RowView;
