import { memo, type ReactNode, useState } from 'react';
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
  readonly selected: boolean;
  readonly current: boolean;
  readonly dim: boolean;
  readonly actions: ReactNode;
}

interface CellProps {
  readonly column: TableColumn<never>;
  readonly at: number;
  readonly label: string | undefined;
  readonly children: ReactNode;
  readonly tint?: string | undefined;
}

function CellBox({ column, at, label, children, tint }: CellProps) {
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

function Cells<R>({ row, columns }: { readonly row: R; readonly columns: readonly TableColumn<R>[] }) {
  return columns.map((column, at) => {
    const shared = { column: column as TableColumn<never>, at, label: column.label?.(row) };
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

function SkeletonCells<R>({ columns, place }: { readonly columns: readonly TableColumn<R>[]; readonly place: number }) {
  return columns.map((column, at) => (
    <CellBox key={column.id} column={column as TableColumn<never>} at={at} label={undefined}>
      {column.hideTitle ? null : <Skeleton width={skeletonWidths[(place + at) % 4] ?? '50%'} />}
    </CellBox>
  ));
}

function RowView<R>(props: RowProps<R>) {
  const { id, row, rowKey, index, place, offset, columns, selected, current, dim, actions } = props;
  const left = index < 0;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid is not laid out as a table
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus, this row is named by aria-activedescendant
    <div
      role="row"
      id={id}
      aria-rowindex={left ? undefined : index + 2}
      aria-selected={selected}
      data-key={rowKey ?? undefined}
      data-index={left ? undefined : index}
      data-current={current ? '' : undefined}
      data-left={left ? '' : undefined}
      aria-disabled={left ? true : undefined}
      aria-busy={row === undefined ? true : undefined}
      className={cx(styles.row, dim && styles.dim)}
      style={{ top: offset }}
    >
      {row === undefined ? <SkeletonCells columns={columns} place={place} /> : <Cells row={row} columns={columns} />}
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
