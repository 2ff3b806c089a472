import type { ReactNode } from 'react';
import type { Row } from '../../../shared/contract/views.ts';
import { formatCell } from '../../../shared/kinds/format.ts';
import type { Cell, ColumnInfo, StateRole } from '../../../shared/kinds/spec.ts';
import { useTimeText } from '../../data/clock-hooks.ts';
import { MiddleEllipsis } from '../../ui/ellipsis.tsx';
import { StateGlyph } from '../../ui/glyph.tsx';
import type { TableColumn } from '../../ui/table/types.ts';
import styles from './cells.module.css';
import { guessedWidth, isRightAligned, isShown } from './layout.ts';
import type { ListPrefs } from './prefs.ts';

/** Columns whose text is the state in words: they take its colour where it asks for attention. */
const STATE_TITLES = new Set(['STATUS', 'PHASE', 'TYPE']);
const LOUD: ReadonlySet<StateRole> = new Set(['bad', 'warn', 'progress']);
const ROLE_WORDS: Readonly<Record<StateRole, string>> = {
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

/** What a change of tints: the data, not the ticking text. Restarts tint by their count. */
function cellValue(cell: Cell, column: ColumnInfo): unknown {
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
  readonly columns: readonly ColumnInfo[];
  readonly prefs: Pick<ListPrefs, 'wide' | 'columns'>;
  readonly namespace: boolean;
}

/** NAME takes the room that is left; without it (events) the message, else the last text. */
function growingColumn(columns: readonly ColumnInfo[], prefs: ListColumnsInput['prefs']): ColumnInfo | undefined {
  const shown = columns.filter((column) => isShown(column, prefs));
  const titled = (title: string) => shown.find((column) => column.title === title);
  return titled('NAME') ?? titled('MESSAGE') ?? shown.findLast((column) => column.format === 'text');
}

/** The table's columns: state glyph, NAMESPACE where it is shown, then those of the view that are on screen. */
export function listColumns({ clusterId, columns, prefs, namespace }: ListColumnsInput): readonly TableColumn<Row>[] {
  const growing = growingColumn(columns, prefs);
  const cells = columns.flatMap((column, at): readonly TableColumn<Row>[] => {
    if (!isShown(column, prefs)) return [];
    const name = column.title === 'NAME';
    return [
      {
        id: column.id,
        title: column.title,
        width: name ? 190 : guessedWidth(column),
        minWidth: name ? 160 : 48,
        grow: column === growing,
        strong: name,
        align: isRightAligned(column) ? 'end' : 'start',
        sortable: true,
        render: (row) => cellNode(clusterId, row, at, column),
        ...(column.format === 'age' ? {} : { value: (row: Row) => cellValue(row.cells[at] ?? null, column) }),
        ...(column.format === 'text' ? { label: (row: Row) => staticText(row.cells[at] ?? null, column) } : {}),
      },
    ];
  });
  return [GLYPH, ...(namespace ? [NAMESPACE] : []), ...cells];
}
