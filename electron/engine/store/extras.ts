import type { ExtraReader } from '../../../shared/kinds/extra.ts';
import type { Cell, KubeObject } from '../../../shared/kinds/spec.ts';
import { type CellColumn, columnFor } from './cells.ts';

/** An extra column as a store holds it. */
export type HeldExtra = Pick<ExtraReader, 'id' | 'format' | 'source'>;

/** One that is read from the object as it comes in. */
export interface ObjectExtra {
  readonly id: string;
  readonly value: (object: KubeObject) => Cell;
}

export interface ExtraCells {
  readonly cells: CellColumn;
}

/** What virtual columns read. */
interface RowTexts {
  labels(row: number): string;
  owner(row: number): string;
}

/** Labels and owners stand in every row already: columns of them hold nothing, and have their cells at once. */
export function extraCells({ source, format }: HeldExtra, rows: RowTexts): ExtraCells {
  switch (source.type) {
    case 'label':
      return { cells: derived((row) => labelCell(labelOf(rows.labels(row), source.key), format)) };
    case 'owner':
      return { cells: derived((row) => rows.owner(row) || '<none>') };
    case 'object':
      return { cells: columnFor(format) };
  }
}

const derived = (get: (row: number) => Cell): CellColumn => ({ get, set: () => false, clear: () => {} });

function labelCell(value: string | undefined, format: HeldExtra['format']): Cell {
  if (value === undefined) return '<none>';
  if (format !== 'number' || value.trim() === '' || !Number.isFinite(Number(value))) return value;
  return Number(value);
}

/** The value of a label in `key=value` lines. */
export function labelOf(lines: string, key: string): string | undefined {
  const start = `${key}=`;
  for (let at = 0; at < lines.length; ) {
    const end = lines.indexOf('\n', at);
    const stop = end < 0 ? lines.length : end;
    if (lines.startsWith(start, at)) return lines.slice(at + start.length, stop);
    at = stop + 1;
  }
  return undefined;
}

/** Those of a list that are read from objects. */
export const objectExtras = (extras: readonly HeldExtra[]): readonly ObjectExtra[] =>
  extras.flatMap(({ id, source }) => (source.type === 'object' ? [{ id, value: source.value }] : []));
