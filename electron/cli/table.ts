import type { KindInfo } from '../../shared/contract/catalog.ts';
import type { Row, ViewSnapshot } from '../../shared/contract/views.ts';
import { columnIds } from '../../shared/kinds/columns.ts';
import { formatCell } from '../../shared/kinds/format.ts';
import type { ColumnInfo } from '../../shared/kinds/spec.ts';
import { UsageError, type ViewArgs } from './args.ts';

export interface PrintedColumn {
  readonly id: string;
  readonly title: string;
  readonly wide: boolean;
}

export interface PrintedRow {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly cells: Readonly<Record<string, string>>;
}

/** What the command line prints of a view: kubectl's columns in kubectl's order, NAMESPACE first where several are shown. */
export class Table {
  readonly columns: readonly PrintedColumn[];
  readonly #picked: readonly { readonly id: string; readonly at: number; readonly info: ColumnInfo }[];
  readonly #namespace: string | null;

  constructor(kind: KindInfo, columns: readonly ColumnInfo[], view: Pick<ViewArgs, 'namespaces' | 'wide'>) {
    const several = view.namespaces === null || view.namespaces.length > 1;
    const first = kind.namespaced && several ? ['NAMESPACE'] : [];
    const ids = columnIds([...first, ...columns.map((column) => column.title)]);
    this.#namespace = first.length === 0 ? null : (ids[0] ?? null);
    this.#picked = columns
      .map((info, at) => ({ id: ids[at + first.length] ?? info.id, at, info }))
      .filter(({ info }) => !info.extra && (view.wide || !info.wide));
    const own = this.#picked.map(({ id, info }) => ({ id, title: info.title, wide: info.wide }));
    this.columns = this.#namespace === null ? own : [{ id: this.#namespace, title: 'NAMESPACE', wide: false }, ...own];
  }

  /** The row as text, formatted now (`now`: epoch ms of the server's clock) by the function that the table uses. */
  row(row: Row, now: number): PrintedRow {
    // Column titles come from the cluster (custom resources): no name of theirs may mean anything to JavaScript.
    const cells: Record<string, string> = Object.create(null);
    if (this.#namespace !== null) cells[this.#namespace] = row.namespace;
    for (const { id, at, info } of this.#picked) cells[id] = formatCell(row.cells[at] ?? null, info.format, { now });
    return { uid: row.uid, namespace: row.namespace, name: row.name, cells };
  }
}

/** `--sort` names a column by title or id, in any case. Unknown ones are bad usage. */
export function sortOf(view: ViewArgs, snapshot: ViewSnapshot): { column: string; descending: boolean } | null {
  if (view.sort === null) return null;
  const wanted = view.sort.column.toLowerCase().replace(/\s/g, '-');
  const ids = [...snapshot.columns.map((column) => column.id), 'namespace', 'name', 'state'];
  if (ids.includes(wanted)) return { column: wanted, descending: view.sort.descending };
  const known = snapshot.columns.filter((column) => !column.extra).map((column) => column.id);
  throw new UsageError(`There is no column ${JSON.stringify(view.sort.column)}: ${known.join(', ')}.`);
}
