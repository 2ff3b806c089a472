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
  readonly #picked: readonly {
    readonly id: string;
    readonly key: string;
    readonly at: number;
    readonly info: ColumnInfo;
  }[];
  readonly #namespace: string | null;

  constructor(kind: KindInfo, columns: readonly ColumnInfo[], view: Pick<ViewArgs, 'namespaces' | 'wide'>) {
    const several = view.namespaces === null || view.namespaces.length > 1;
    const first = kind.namespaced && several ? ['NAMESPACE'] : [];
    const ids = columnIds([...first, ...columns.map((column) => column.title)]);
    this.#namespace = first.length === 0 ? null : (ids[0] ?? null);
    this.#picked = columns
      .map((info, at) => ({ id: ids[at + first.length] ?? info.id, at, info }))
      .map((column) => ({ ...column, key: `${JSON.stringify(column.id)}:` }))
      .filter(({ info }) => !info.extra && (view.wide || !info.wide));
    const own = this.#picked.map(({ id, info }) => ({ id, title: info.title, wide: info.wide }));
    this.columns = this.#namespace === null ? own : [{ id: this.#namespace, title: 'NAMESPACE', wide: false }, ...own];
  }

  /** The same as JSON, keys in the same order, `index` before them when numbered: put together here, since a list of a hundred thousand is mostly this. */
  json({ index, uid, namespace, name, cells }: Row, now: number, numbered = false): string {
    let text = `{${numbered ? `"index":${index},` : ''}"uid":${quoted(uid)},"namespace":${quoted(namespace)},"name":${quoted(name)},"cells":{`;
    if (this.#namespace !== null) text += `${JSON.stringify(this.#namespace)}:${quoted(namespace)}`;
    let separator = this.#namespace === null ? '' : ',';
    for (const { key, at, info } of this.#picked) {
      text += separator + key + quoted(formatCell(cells[at] ?? null, info.format, { now }));
      separator = ',';
    }
    return `${text}}}`;
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

/** What JSON writes otherwise than it stands: quotes, backslashes, control characters, halves of surrogate pairs. */
const ODD = /["\\\u0000-\u001f\ud800-\udfff]/;
const quoted = (text: string): string => (ODD.test(text) ? JSON.stringify(text) : `"${text}"`);

/** `--sort` names a column by title or id, in any case. Unknown ones are bad usage. */
export function sortOf(view: ViewArgs, snapshot: ViewSnapshot): { column: string; descending: boolean } | null {
  if (view.sort === null) return null;
  const wanted = view.sort.column.toLowerCase().replace(/\s/g, '-');
  const ids = [...snapshot.columns.map((column) => column.id), 'namespace', 'name', 'state'];
  if (ids.includes(wanted)) return { column: wanted, descending: view.sort.descending };
  const known = snapshot.columns.filter((column) => !column.extra).map((column) => column.id);
  throw new UsageError(`There is no column ${JSON.stringify(view.sort.column)}: ${known.join(', ')}.`);
}
