import type { Row } from '../../../shared/contract/views.ts';
import type { Cell, ColumnInfo } from '../../../shared/kinds/spec.ts';

/** A row of the events kind as people read it. */
export interface EventLine {
  readonly uid: string;
  readonly namespace: string;
  /** Epoch ms. */
  readonly lastSeen: number | null;
  readonly warning: boolean;
  readonly reason: string;
  readonly message: string;
  readonly object: string;
  readonly count: number;
}

/** Cells of an events row by column id; the columns are kubectl's. */
export function eventLine(columns: readonly ColumnInfo[], row: Row): EventLine {
  const cell = (id: string): Cell => row.cells[columns.findIndex((column) => column.id === id)] ?? null;
  const text = (id: string): string => String(cell(id) ?? '');
  const lastSeen = cell('last-seen');
  const count = cell('count');
  return {
    uid: row.uid,
    namespace: row.namespace,
    lastSeen: typeof lastSeen === 'number' ? lastSeen : null,
    warning: text('type') === 'Warning',
    reason: text('reason'),
    message: text('message'),
    object: text('object'),
    count: typeof count === 'number' ? count : Number(text('count')) || 1,
  };
}
