import type { Catalog, KindInfo } from '../../../shared/contract/catalog.ts';
import type { KindProgress } from '../../../shared/contract/search.ts';
import { resolveKind } from '../../../shared/kinds/index.ts';
import type { Feed } from '../feed.ts';
import type { SearchQuery } from '../protocol.ts';
import type { Source } from './kind-index.ts';
import type { Library, Shelf } from './library.ts';
import { kindWeight, readingWeight } from './ranking.ts';
import { RowSource } from './sources.ts';

/** Of larger held kinds the annotations and owners are not read: that would be the list of them a second time. */
const READ_BESIDE = 5_000;

/** Where to look for one query, what to read for it, and how far each kind is. Pure but for what the library holds. */
export interface Places {
  readonly sources: readonly Source[];
  /** Kinds to be read, in this order. */
  readonly wanted: readonly KindInfo[];
  readonly kinds: readonly KindProgress[];
}

interface Held {
  readonly feed: Feed;
  readonly rows: number;
}

export function placesOf(
  query: SearchQuery,
  catalog: Catalog,
  feeds: Iterable<Feed>,
  library: Library,
  reading: boolean,
): Places {
  const held = new Map<string, Held>();
  for (const feed of feeds) held.set(feed.kind.id, { feed, rows: feed.collection.store.size });
  const sources: Source[] = [];
  const wanted: KindInfo[] = [];
  const kinds: KindProgress[] = [];
  for (const kind of searched(query, catalog)) {
    const leftOut = whyNot(kind, query);
    if (leftOut !== null) {
      kinds.push({ kind: kind.id, state: 'left-out', objects: 0, about: null, reason: leftOut, shallow: false });
      continue;
    }
    const rows = held.get(kind.id) ?? null;
    const shelf = library.shelf(kind.id);
    sources.push(...sourcesOf(kind, rows, shelf));
    const deep = rows === null || !rows.feed.complete || rows.rows <= READ_BESIDE;
    if (deep && reading) wanted.push(kind);
    kinds.push(progressOf(kind, rows, shelf, reading));
  }
  return { sources: sources.sort((a, b) => a.weight - b.weight), wanted, kinds };
}

/** The kinds a query is about, in the order in which they are read. */
function searched(query: SearchQuery, catalog: Catalog): readonly KindInfo[] {
  if (query.kinds !== undefined) {
    const named = query.kinds.flatMap((word) => resolveKind(catalog.kinds, word) ?? []);
    return [...new Set(named)];
  }
  return catalog.kinds.toSorted((a, b) => readingWeight(a.id, a.custom) - readingWeight(b.id, b.custom));
}

const EVENTS = new Set(['events', 'events.events.k8s.io']);

function whyNot({ id, verbs }: KindInfo, { kinds, events }: SearchQuery): string | null {
  if (id === 'events.events.k8s.io') return 'The same objects as events.';
  if (EVENTS.has(id) && !events && kinds === undefined) return 'Searched when asked for.';
  // Without discovery nothing is known of verbs: the assumed kinds have them.
  if (verbs.length > 0 && !verbs.includes('watch') && kinds === undefined)
    return 'Computed by the server with every list.';
  return null;
}

function sourcesOf(kind: KindInfo, held: Held | null, shelf: Shelf | undefined): readonly Source[] {
  const index = shelf?.index ?? null;
  const weight = kindWeight(kind.id, kind.custom);
  if (held === null) {
    index?.hide(null);
    return index === null ? [] : [index];
  }
  const { store } = held.feed.collection;
  const rows = new RowSource(kind.id, weight, store, index);
  if (held.feed.complete || index === null) return [rows];
  index.hide(store);
  return [rows, index];
}

function progressOf(kind: KindInfo, held: Held | null, shelf: Shelf | undefined, reading: boolean): KindProgress {
  const read = shelf !== undefined && shelf.state !== 'waiting' && shelf.index !== null;
  if (held?.feed.complete === true) {
    const deep = read && shelf.state !== 'reading' && shelf.state !== 'failed';
    return { kind: kind.id, state: 'held', objects: held.rows, about: null, reason: '', shallow: !deep };
  }
  const base = { kind: kind.id, about: shelf?.about ?? null, shallow: false };
  if (shelf === undefined || (shelf.state === 'waiting' && !reading)) {
    const objects = held?.rows ?? 0;
    if (reading) return { ...base, state: 'waiting', objects, reason: '' };
    return { ...base, state: 'left-out', objects, reason: 'Not in memory.' };
  }
  return { ...base, state: shelf.state, objects: shelf.index?.limit ?? held?.rows ?? 0, reason: shelf.reason };
}
