import type { ViewFold, ViewGroup, ViewSort } from '../../../shared/contract/views.ts';
import { extraColumn, viewFold, viewGroup } from '../../../shared/contract/views.ts';
import type { ExtraColumn } from '../../../shared/kinds/extra.ts';
import type { Check } from '../../data/storage.ts';

/** What a list remembers, per cluster and kind, through a switch of tabs and a restart. */
export interface ListPrefs {
  readonly filter: string;
  readonly sort: ViewSort | null;
  readonly wide: boolean;
  /** Columns switched by hand, by id; the others follow `wide`. */
  readonly columns: Readonly<Record<string, boolean>>;
  /** Pixels, by column id; set when a user drags, and once from the first rows. */
  readonly widths: Readonly<Record<string, number>>;
  /** Ids in the order a person put them; what is not named stands where it stands by itself. */
  readonly order: readonly string[];
  /** Ids of columns that stay in sight at the left. */
  readonly pinned: readonly string[];
  /** Columns a person made. */
  readonly user: readonly UserColumn[];
  readonly group: ViewGroup | null;
  readonly fold: ViewFold;
}

export type UserColumn = Extract<ExtraColumn, { readonly title: string }>;
export const isUserColumn = (column: ExtraColumn): column is UserColumn => 'title' in column;

export const OPEN_FOLD: ViewFold = { all: false, except: [] };

export const DEFAULT_PREFS: ListPrefs = {
  filter: '',
  sort: null,
  wide: false,
  columns: {},
  widths: {},
  order: [],
  pinned: [],
  user: [],
  group: null,
  fold: OPEN_FOLD,
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function mapOf<T>(value: unknown, check: (item: unknown) => item is T): Readonly<Record<string, T>> {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => check(entry[1])));
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isWidth = (value: unknown): value is number => typeof value === 'number' && value >= 24 && value <= 2_000;

export const checkPrefs: Check<ListPrefs> = (value) => {
  if (!isObject(value)) return undefined;
  const { filter, sort, wide, columns, widths, order, pinned, user, group, fold } = value;
  return {
    filter: typeof filter === 'string' ? filter : '',
    sort:
      isObject(sort) && typeof sort.column === 'string'
        ? { column: sort.column, descending: sort.descending === true }
        : null,
    wide: wide === true,
    columns: mapOf(columns, isBoolean),
    widths: mapOf(widths, isWidth),
    order: textsOf(order),
    pinned: textsOf(pinned),
    user: (Array.isArray(user) ? user : []).flatMap((item) => {
      const column = extraColumn.safeParse(item);
      return column.success && isUserColumn(column.data) ? [column.data] : [];
    }),
    group: viewGroup.safeParse(group).data ?? null,
    fold: viewFold.safeParse(fold).data ?? OPEN_FOLD,
  };
};

/** Where one was in a list: written on every scroll, never a reason to draw. */
export interface ListPlace {
  /** Pixels from the top. */
  readonly top: number;
  /** uid of the current row. */
  readonly cursor: string | null;
  /** Rows there were, so that the scroll bar is right before the first answer. */
  readonly total: number;
}

export const DEFAULT_PLACE: ListPlace = { top: 0, cursor: null, total: 0 };

export const checkPlace: Check<ListPlace> = (value) => {
  if (!isObject(value)) return undefined;
  const { top, cursor, total } = value;
  return {
    top: typeof top === 'number' && top >= 0 ? top : 0,
    cursor: typeof cursor === 'string' ? cursor : null,
    total: typeof total === 'number' && total >= 0 ? total : 0,
  };
};

/** `null`: all namespaces. */
export const checkNamespaces: Check<readonly string[] | null> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') && value.length > 0 ? value : undefined;

export const checkUids: Check<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;

/** The order after a click on a header: ascending, descending, the default order again. */
export function nextSort(sort: ViewSort | null, column: string): ViewSort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

/** A named filter of one kind, and those used last. */
export interface Filters {
  readonly saved: readonly { readonly name: string; readonly filter: string }[];
  /** The latest first. */
  readonly recent: readonly string[];
}

export const NO_FILTERS: Filters = { saved: [], recent: [] };
const MOST_RECENT = 12;

export const checkFilters: Check<Filters> = (value) => {
  if (!isObject(value)) return undefined;
  const saved = (Array.isArray(value.saved) ? value.saved : []).flatMap((item: unknown) =>
    isObject(item) && typeof item.name === 'string' && typeof item.filter === 'string'
      ? [{ name: item.name, filter: item.filter }]
      : [],
  );
  return { saved, recent: textsOf(value.recent).slice(0, MOST_RECENT) };
};

/** A filter that was used stands first among the recent ones, once. */
export function remembered(filters: Filters, filter: string): Filters {
  const used = filter.trim();
  if (used === '' || filters.recent[0] === used) return filters;
  return { ...filters, recent: [used, ...filters.recent.filter((one) => one !== used)].slice(0, MOST_RECENT) };
}

/** A filter under a name; one of that name is replaced. */
export function named(filters: Filters, name: string, filter: string): Filters {
  const others = filters.saved.filter((one) => one.name !== name);
  return { ...filters, saved: [...others, { name, filter: filter.trim() }] };
}
