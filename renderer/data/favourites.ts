import type { ObjectRef } from './live-object.ts';
import type { Check, ViewStorage } from './storage.ts';

/** What a person keeps at hand in one cluster. */
export type Favourite =
  | { readonly type: 'kind'; readonly kind: string }
  | ({ readonly type: 'object' } & ObjectRef)
  /** A list as it was: its filter and namespaces (`null`: all). */
  | {
      readonly type: 'view';
      readonly kind: string;
      readonly filter: string;
      readonly namespaces: readonly string[] | null;
    };

export interface Recent extends ObjectRef {
  /** Epoch ms of this machine. */
  readonly at: number;
}

const MOST_RECENT = 20;

export const favouriteKey = (one: Favourite): string => JSON.stringify(one);

export const isFavourite = (list: readonly Favourite[], one: Favourite): boolean =>
  list.some((other) => favouriteKey(other) === favouriteKey(one));

export const toggledFavourite = (list: readonly Favourite[], one: Favourite): readonly Favourite[] =>
  isFavourite(list, one) ? list.filter((other) => favouriteKey(other) !== favouriteKey(one)) : [...list, one];

/** Puts one in the place of another, which steps aside. */
export function movedFavourite(list: readonly Favourite[], from: number, to: number): readonly Favourite[] {
  const one = list[from];
  if (one === undefined || to < 0 || to >= list.length || from === to) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, one);
}

/** The newest first, each once. */
export function seen(list: readonly Recent[], ref: ObjectRef, at: number): readonly Recent[] {
  const { kind, namespace, name } = ref;
  const others = list.filter((one) => one.kind !== kind || one.namespace !== namespace || one.name !== name);
  return [{ kind, namespace, name, at }, ...others].slice(0, MOST_RECENT);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

function favouriteOf(value: unknown): Favourite | null {
  const { type, kind, namespace, name, filter, namespaces } = fields(value);
  if (!isText(kind)) return null;
  if (type === 'kind') return { type, kind };
  if (type === 'object' && isText(namespace) && isText(name)) return { type, kind, namespace, name };
  if (type !== 'view' || !isText(filter)) return null;
  return { type, kind, filter, namespaces: Array.isArray(namespaces) ? namespaces.filter(isText) : null };
}

const checkFavourites: Check<readonly Favourite[]> = (value) =>
  Array.isArray(value) ? value.flatMap((one) => favouriteOf(one) ?? []) : undefined;

const checkRecents: Check<readonly Recent[]> = (value) =>
  Array.isArray(value)
    ? value.flatMap((one) => {
        const { kind, namespace, name, at } = fields(one);
        if (!isText(kind) || !isText(namespace) || !isText(name) || typeof at !== 'number') return [];
        return [{ kind, namespace, name, at }];
      })
    : undefined;

export const readFavourites = (storage: ViewStorage, clusterId: string): readonly Favourite[] =>
  storage.read('favourites', clusterId, [], checkFavourites);
export const readRecents = (storage: ViewStorage, clusterId: string): readonly Recent[] =>
  storage.read('recents', clusterId, [], checkRecents);
