import type { ReactNode } from 'react';
import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { Cell, ColumnInfo, StateRole } from '../../../shared/kinds/spec.ts';
import { useTimeText } from '../../data/clock-hooks.ts';
import { MiddleEllipsis } from '../../ui/ellipsis.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import type { TableColumn } from '../../ui/table/types.ts';
import styles from './cells.module.css';
import { type ListColumn, NAMESPACE_COLUMN } from './columns-model.ts';
import { guessedWidth, hasBar, isRightAligned } from './layout.ts';
import { UsageCell, usageWords } from './usage-cell.tsx';

/** Columns whose text is the state in words: they take its colour where it asks for attention. */
const STATE_TITLES = new Set(['STATUS', 'PHASE', 'TYPE']);
const LOUD: ReadonlySet<StateRole> = new Set(['bad', 'warn', 'progress']);
export const ROLE_WORDS: Readonly<Record<StateRole, string>> = {
  ok: 'Healthy',
  progress: 'In progress',
  warn: 'Warning',
  bad: 'Failed',
  off: 'Off or completed',
  unknown: 'Unknown',
};

/** Does the text change as time passes? Only these cells listen to the clock. */
function ticks(cell: Cell, column: ColumnInfo): boolean {
  if (column.format === 'age') return typeof cell === 'number';
  if (!Array.isArray(cell)) return false;
  if (column.format === 'restarts') return typeof cell[1] === 'number' && cell[0] !== 0;
  return column.format === 'duration' && cell[0] !== null && cell[1] === null;
}

interface CellProps {
  readonly clusterId: string;
  readonly cell: Cell;
  readonly column: ColumnInfo;
}

function TickingCell({ clusterId, cell, column }: CellProps): ReactNode {
  const text = useTimeText(clusterId, (now) => formatCell(cell, column.format, { now }));
  if (column.format !== 'restarts') return text;
  const at = text.indexOf(' ');
  return (
    <>
      {text.slice(0, at)}
      <span className={styles.aside}>{text.slice(at)}</span>
    </>
  );
}

/** A cell that does not tick needs no clock. */
const staticText = (cell: Cell, column: ColumnInfo): string => formatCell(cell, column.format, { now: 0 });

function cellNode(clusterId: string, row: Row, at: number, column: ColumnInfo): ReactNode {
  const cell = row.cells[at] ?? null;
  if (ticks(cell, column)) return <TickingCell clusterId={clusterId} cell={cell} column={column} />;
  if (hasBar(column)) return <UsageCell cell={cell} column={column} />;
  const text = staticText(cell, column);
  if (column.title === 'NAME') return <MiddleEllipsis text={text} />;
  if (STATE_TITLES.has(column.title) && LOUD.has(row.state)) {
    return (
      <span className={styles.state} data-state={row.state}>
        {text}
      </span>
    );
  }
  return text;
}

/** What a change of tints: the data, not the ticking text. Restarts tint by their count; what is measured changes all the time. */
function cellValue(cell: Cell, column: ColumnInfo): unknown {
  if (hasBar(column)) return null;
  if (!Array.isArray(cell)) return cell;
  return column.format === 'restarts' ? cell[0] : cell.join('\u0000');
}

const GLYPH: TableColumn<Row> = {
  id: 'state',
  title: 'State',
  hideTitle: true,
  width: 32,
  minWidth: 32,
  resizable: false,
  sortable: true,
  render: (row) => <StateGlyph state={row.state} label={ROLE_WORDS[row.state]} />,
};

const NAMESPACE: TableColumn<Row> = {
  id: 'namespace',
  title: 'NAMESPACE',
  width: 140,
  minWidth: 72,
  sortable: true,
  render: (row) => <span className={styles.namespace}>{row.namespace}</span>,
  label: (row) => row.namespace,
};

export interface ListColumnsInput {
  readonly clusterId: string;
  /** Of the list, in order; those that are shown are drawn. */
  readonly columns: readonly ListColumn[];
  /** Of the rows: where each column's cells are. */
  readonly held: readonly ColumnInfo[];
}

/** NAME takes the room that is left; without it (events) the message, else the last text. Pinned columns keep their width. */
function growingColumn(columns: readonly ListColumn[]): ListColumn | undefined {
  const free = columns.filter((column) => column.shown && !column.pinned);
  const titled = (title: string) => free.find(({ info }) => info.title === title);
  return titled('NAME') ?? titled('MESSAGE') ?? free.findLast(({ info }) => info.format === 'text');
}

const PINNED_NAME = 280;
/** Below it the table scrolls sideways: what is looked for must be readable. */
const LEAST_NAME = 220;

/** The table's columns: state glyph, then those that are shown; one whose cells are not there yet is empty. */
export function listColumns({ clusterId, columns, held }: ListColumnsInput): readonly TableColumn<Row>[] {
  const growing = growingColumn(columns);
  const shown = columns.filter((column) => column.shown);
  const anyPinned = shown.some((column) => column.pinned);
  const cells = shown.map(({ id, info, pinned }): TableColumn<Row> => {
    if (id === NAMESPACE_COLUMN) return { ...NAMESPACE, movable: true, pinned };
    const at = held.findIndex((one) => one.id === id);
    const column = held[at] ?? info;
    const name = column.title === 'NAME';
    return {
      id,
      title: column.title,
      width: name ? (pinned ? PINNED_NAME : LEAST_NAME) : guessedWidth(column),
      minWidth: name ? LEAST_NAME : 48,
      grow: id === growing?.id,
      strong: name,
      align: isRightAligned(column) ? 'end' : 'start',
      sortable: true,
      movable: true,
      pinned,
      note: column.problem,
      render: (row) => cellNode(clusterId, row, at, column),
      ...(column.format === 'age' ? {} : { value: (row: Row) => cellValue(row.cells[at] ?? null, column) }),
      ...labelOf(column, at),
    };
  });
  return [{ ...GLYPH, pinned: anyPinned }, ...cells];
}

function labelOf(column: ColumnInfo, at: number): Pick<TableColumn<Row>, 'label'> {
  if (column.format === 'text') return { label: (row) => staticText(row.cells[at] ?? null, column) };
  if (!hasBar(column)) return {};
  return { label: (row) => usageWords(row.cells[at] ?? null, column) };
}
