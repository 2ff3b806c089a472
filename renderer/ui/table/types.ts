import type { KeyboardEvent, ReactNode, Ref } from 'react';
import type { ColumnWidth } from './widths.ts';

export interface TableColumn<R> extends ColumnWidth {
  readonly title: string;
  readonly align?: 'start' | 'end';
  /** Drawn in the text's first colour: what a person looks for. */
  readonly strong?: boolean;
  readonly sortable?: boolean;
  readonly resizable?: boolean;
  /** May change places with others. */
  readonly movable?: boolean;
  /** Stays in sight at the left when the table scrolls sideways; pinned columns come first. */
  readonly pinned?: boolean;
  /** Said with the title on hover: why the column is empty. */
  readonly note?: string | undefined;
  /** The title is for assistive technology only (the column of state glyphs). */
  readonly hideTitle?: boolean;
  readonly render: (row: R) => ReactNode;
  /** Compared with Object.is for the same row key: a change tints the cell for 800 ms. Without it the cell never tints. */
  readonly value?: (row: R) => unknown;
  /** The whole text of a cell that may be cut: spoken, and shown on hover. */
  readonly label?: (row: R) => string;
}

export interface TableSort {
  readonly column: string;
  readonly descending: boolean;
}

export interface TableHandle {
  readonly focus: () => void;
  readonly scrollToIndex: (index: number) => void;
  /** Makes a row current, loading it first where necessary. */
  readonly moveCursor: (index: number) => void;
}

export interface VirtualTableProps<R> {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  readonly rowCount: number;
  /** Pixels; the same for every row. */
  readonly rowHeight: number;
  /** `undefined`: not loaded yet, drawn as a skeleton of the same height. */
  readonly getRow: (index: number) => R | undefined;
  readonly rowKey: (row: R) => string;
  /** Changes whenever `getRow` would answer differently. */
  readonly version: number | string;
  /** Rows on screen and a few more, both inclusive; called when they change. */
  readonly onRange?: ((first: number, last: number) => void) | undefined;
  /** Where a key is among the loaded rows. Lets the current row follow its object, and rows that left fade in place. */
  readonly indexOf?: ((key: string) => number | undefined) | undefined;
  readonly sort?: TableSort | null | undefined;
  readonly onSort?: ((column: string) => void) | undefined;
  readonly cursor?: string | null | undefined;
  readonly onCursor?: ((key: string | null, index: number) => void) | undefined;
  readonly selected?: ReadonlySet<string> | undefined;
  readonly onToggle?: ((key: string, index: number) => void) | undefined;
  /** Both inclusive, in any order; may reach beyond the loaded rows. */
  readonly onSelectRange?: ((from: number, to: number) => void) | undefined;
  readonly onActivate?: ((row: R, index: number) => void) | undefined;
  readonly onMenu?: ((row: R, index: number, at: { readonly x: number; readonly y: number }) => void) | undefined;
  /** Keys before the table's own; true when it was one of yours. */
  readonly onKey?: ((event: KeyboardEvent, row: R | undefined) => boolean) | undefined;
  /** Shown at the right of the row under the pointer; moves nothing. */
  readonly rowActions?: ((row: R) => ReactNode) | undefined;
  /** What is shown is not current. */
  readonly muted?: boolean | undefined;
  readonly dimRow?: ((row: R) => boolean) | undefined;
  /** Offset in pixels to begin with; kept by the caller through `onTop`. */
  readonly initialTop?: number | undefined;
  readonly onTop?: ((px: number) => void) | undefined;
  readonly widths?: Readonly<Record<string, number>> | undefined;
  /** The order of the movable columns that a person asked for. */
  readonly onOrder?: ((ids: readonly string[]) => void) | undefined;
  /** A double click on a title's edge: as wide as what is shown. */
  readonly onFit?: ((column: string) => void) | undefined;
  /** What is drawn over the whole width in place of cells, for rows that are heads of groups; null for others. */
  readonly headOf?: ((row: R) => ReactNode | null) | undefined;
  readonly onWidths?: ((widths: Readonly<Record<string, number>>) => void) | undefined;
  readonly handle?: Ref<TableHandle> | undefined;
  readonly testId?: string | undefined;
}
