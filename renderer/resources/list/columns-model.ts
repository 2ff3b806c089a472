import { type ExtraColumn, extraColumnId, extraTitle } from '../../../shared/kinds/extra.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import { isShown } from './layout.ts';
import { isUserColumn, type ListPrefs } from './prefs.ts';

/** One column of a list as a person chooses among them. */
export interface ListColumn {
  readonly id: string;
  readonly info: ColumnInfo;
  /** Set where the engine is asked for it beside the kind's own. */
  readonly extra: ExtraColumn | null;
  readonly shown: boolean;
  readonly pinned: boolean;
}

export interface ColumnsInput {
  /** The kind's own columns. */
  readonly base: readonly ColumnInfo[];
  /** The NAMESPACE column is of use. */
  readonly namespace: boolean;
  /** CPU and MEMORY can be had. */
  readonly usage: boolean;
  readonly prefs: ListPrefs;
}

export const NAMESPACE_COLUMN = 'namespace';
const NAMESPACE: ColumnInfo = {
  id: NAMESPACE_COLUMN,
  title: 'NAMESPACE',
  format: 'text',
  wide: false,
  extra: false,
};

const USAGE: readonly ExtraColumn[] = [{ type: 'cpu' }, { type: 'memory' }];
const OWNER: ExtraColumn = { type: 'owner' };

const formatOf = (column: ExtraColumn): ColumnInfo['format'] => {
  if (isUserColumn(column)) return column.format;
  return column.type === 'owner' ? 'text' : column.type;
};

/** What an extra column is before the engine has answered with it, and under which id it will. */
export function extraInfo(column: ExtraColumn): ColumnInfo {
  const title = extraTitle(column);
  return { id: extraColumnId(title), title, format: formatOf(column), wide: false, extra: true };
}

/** Ids that extra columns have in this list: the others among a view's columns are the kind's own. */
export const extraIds = (prefs: Pick<ListPrefs, 'user'>): ReadonlySet<string> =>
  new Set([...USAGE, OWNER, ...prefs.user].map((column) => extraInfo(column).id));

/** All columns there are to choose from, in the order of the table: pinned ones first, then as ordered by hand, then by themselves. */
export function columnsOfList({ base, namespace, usage, prefs }: ColumnsInput): readonly ListColumn[] {
  const offered = [...(usage ? USAGE : []), OWNER, ...prefs.user].filter(
    (column) => !base.some((info) => info.id === extraInfo(column).id),
  );
  const own = (info: ColumnInfo): ListColumn => ({
    id: info.id,
    info,
    extra: null,
    shown: info.title === 'NAME' || isShown(info, prefs),
    pinned: prefs.pinned.includes(info.id),
  });
  const extra = (column: ExtraColumn): ListColumn => {
    const info = extraInfo(column);
    const byHand = Object.hasOwn(prefs.columns, info.id) ? prefs.columns[info.id] : undefined;
    const shown = byHand ?? column.type !== 'owner';
    return { id: info.id, info, extra: column, shown, pinned: prefs.pinned.includes(info.id) };
  };
  // What is used stands before AGE, where there is one; what a person made after everything.
  const ageAt = base.findIndex((info) => info.id === 'age');
  const cut = ageAt < 0 ? base.length : ageAt;
  const standing = [
    ...(namespace ? [own(NAMESPACE)] : []),
    ...base.slice(0, cut).map(own),
    ...offered.filter((column) => !isUserColumn(column)).map(extra),
    ...base.slice(cut).map(own),
    ...offered.filter(isUserColumn).map(extra),
  ];
  const ordered = inOrder(standing, prefs.order);
  return [...ordered.filter((column) => column.pinned), ...ordered.filter((column) => !column.pinned)];
}

/** Those named in `order` as it says; each other after the one it follows by itself. */
export function inOrder<T extends { readonly id: string }>(
  columns: readonly T[],
  order: readonly string[],
): readonly T[] {
  if (order.length === 0) return columns;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const result = order.flatMap((id) => byId.get(id) ?? []);
  const placed = new Set(result.map((column) => column.id));
  columns.forEach((column, at) => {
    if (placed.has(column.id)) return;
    const before = columns[at - 1];
    const after = before === undefined ? -1 : result.findIndex((one) => one.id === before.id);
    result.splice(after + 1, 0, column);
    placed.add(column.id);
  });
  return result;
}

/** Why a title cannot be given to a column; null when it can. */
export function titleProblem(title: string, taken: readonly ListColumn[], own: string | null): string | null {
  const name = title.trim();
  if (name === '') return 'A column needs a title.';
  if (name.length > 60) return 'A title has at most 60 characters.';
  const id = extraColumnId(name);
  const other = taken.find((column) => column.id === id && column.id !== own);
  return other === undefined ? null : `There is a column ${other.info.title} already.`;
}
