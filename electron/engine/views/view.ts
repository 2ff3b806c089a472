import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type {
  Facet,
  Freshness,
  UsageProblem,
  ViewPatchEvent,
  ViewSnapshot,
  ViewWindow,
} from '../../../shared/contract/views.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import type { ViewQuery } from '../protocol.ts';
import { Order } from '../store/order.ts';
import type { Change, Collection, Follower } from './collection.ts';
import { ViewColumns } from './columns.ts';
import { facetsOf } from './facets.ts';
import { makeFilter, type RowFilter } from './filtering.ts';
import { Groups } from './groups.ts';
import { HEAD, type Lines, PlainLines } from './lines.ts';
import { type Sorting, sortingOf, sortRows } from './sorting.ts';
import { SentWindow } from './window.ts';

type Snapshot = Omit<ViewSnapshot, 'clusterId'>;

export interface ViewEvents {
  readonly rows: (snapshot: Snapshot) => void;
  readonly patch: (patch: ViewPatchEvent) => void;
  readonly freshness: (freshness: Freshness) => void;
}

export interface SourcesState {
  readonly freshness: Freshness;
  /** A first list is under way; about how many rows it will have, when known. */
  readonly loading: { readonly about: number | null } | null;
  readonly relisting: boolean;
  /** Why nothing is known of what the objects use; null while it is, or nobody asked. */
  readonly usageProblem: UsageProblem | null;
}

export interface UidsAnswer {
  readonly seq: number;
  readonly uids: readonly string[];
}

/** A window larger than this is not sent again for every page of a first list. */
const LARGE_WINDOW = 2000;

/**
 * One ordered, filtered look at a collection. At most one message is under way: the next leaves when it is acknowledged, and then
 * says how things are by then. No timer anywhere: an event that changes the window leaves in the same turn.
 */
export class View implements Follower {
  readonly #id: string;
  readonly #kind: KindInfo;
  readonly #collection: Collection;
  readonly #events: ViewEvents;
  /** How fresh the sources this view reads are, and whether they have all been read once. */
  readonly #sourcesOf: () => SourcesState;
  readonly #sent: SentWindow;
  readonly #own = new Order();
  readonly #secret: boolean;
  #query: ViewQuery;
  #columns: ViewColumns;
  #groups: Groups | null = null;
  /** The lines of the groups are to be laid out again. */
  #unlaid = false;
  #filter: RowFilter | null = null;
  #filterProblem: Snapshot['filterProblem'] = null;
  #namespaces: ReadonlySet<string> | null = null;
  #sorting: Sorting | null = null;
  #seq: number;
  #waitingFor: number | null = null;
  #dirty = false;
  #wholeNext = false;
  #nextProgress = 0;
  #lastFreshness = '';
  readonly #now: () => number;

  constructor(
    id: string,
    kind: KindInfo,
    collection: Collection,
    query: ViewQuery,
    seq: number,
    sourcesOf: () => SourcesState,
    events: ViewEvents,
    now: () => number,
  ) {
    this.#now = now;
    this.#id = id;
    this.#kind = kind;
    this.#collection = collection;
    this.#events = events;
    this.#sourcesOf = sourcesOf;
    this.#sent = new SentWindow();
    this.#query = query;
    this.#seq = seq;
    this.#secret = kindById(kind.id)?.secret === true;
    this.#columns = this.#findColumns(query);
    this.#apply(query, true);
  }

  get query(): ViewQuery {
    return this.#query;
  }

  /** Changes filter, sort, window or namespaces; `snapshot()` then answers with the new window. */
  update(change: Partial<ViewQuery>): void {
    const before = this.#query;
    const query = { ...before, ...change };
    this.#query = query;
    const sameRows =
      query.filter === before.filter &&
      query.sort === before.sort &&
      query.namespaces === before.namespaces &&
      query.wide === before.wide &&
      query.extra === before.extra &&
      query.group === before.group;
    this.#unlaid = true;
    if (!sameRows) this.#apply(query, false);
  }

  /** The window as it is now; counts as sent, and needs no acknowledgement (it is the answer of a call). */
  snapshot(): Snapshot {
    const snapshot = this.#makeSnapshot();
    this.#waitingFor = null;
    this.#lastFreshness = JSON.stringify(snapshot.freshness);
    return snapshot;
  }

  ack(seq: number): void {
    if (this.#waitingFor === null || seq < this.#waitingFor) return;
    this.#waitingFor = null;
    this.flush();
  }

  /** Of all rows, of the lines from `from` to before `to` (heads are none), or of one group. */
  uids(range: { readonly from?: number; readonly to?: number; readonly group?: string }): UidsAnswer {
    const { store } = this.#collection;
    const { from = 0, to = Number.MAX_SAFE_INTEGER, group } = range;
    const all = this.#order.view();
    const lines = this.#lines();
    let rows = range.from === undefined && range.to === undefined ? all : lines.view().subarray(from, to);
    if (group !== undefined) rows = this.#groups?.rowsOf(group, all) ?? new Int32Array(0);
    return {
      seq: this.#seq,
      uids: Array.from(
        rows.filter((row) => row < HEAD),
        (row) => store.uid(row),
      ),
    };
  }

  facets(of: readonly string[] | null, limit: number): readonly Facet[] {
    const { store, base } = this.#collection;
    const namespaces = this.#namespaces;
    const all = base.view();
    const rows = namespaces === null ? all : all.filter((row) => namespaces.has(store.namespace(row)));
    const matches = (row: number): boolean => this.#filter === null || this.#filter.matches(row);
    return facetsOf({ store, columns: this.#columns, rows, matches, of, limit });
  }

  /** Time has passed: a filter such as `age:<2h` may let other rows through. */
  tick(): void {
    if (this.#filter?.timeDependent !== true) return;
    this.#rebuild();
    this.#dirty = true;
    this.flush();
  }

  // What the collection calls.

  before(row: number, change: Change): void {
    this.#dirty = true;
    this.#unlaid = true;
    this.#groups?.forget(row);
    if (this.#shared || (change === 'changed' && this.#stays())) return;
    this.#own.remove(row, this.#compare);
  }

  after(row: number, change: Change): void {
    this.#dirty = true;
    this.#unlaid = true;
    if (this.#shared || change === 'removed' || (change === 'changed' && this.#stays())) return;
    if (this.#matches(row)) this.#own.insert(row, this.#compare);
  }

  added(rows: Int32Array): void {
    this.#dirty = true;
    this.#unlaid = true;
    if (this.#shared) return;
    const matching = rows.filter((row) => this.#matches(row));
    this.#own.merge(this.#sorting === null ? matching : sortRows(matching, this.#sorting), this.#compare);
  }

  retain(keep: (row: number) => boolean): void {
    this.#dirty = true;
    this.#unlaid = true;
    this.#groups?.forgetAll();
    if (!this.#shared) this.#own.retain(keep);
  }

  reset(): void {
    this.#apply(this.#query, true);
    this.#wholeNext = true;
    this.#dirty = true;
  }

  extras(): void {
    if ((this.#query.extra?.length ?? 0) === 0) return;
    this.#apply(this.#query, false);
    this.#wholeNext = true;
    this.#dirty = true;
  }

  /** What is said beside the rows is another now. */
  retold(): void {
    if ((this.#query.extra?.length ?? 0) === 0) return;
    this.#wholeNext = true;
    this.#dirty = true;
    this.flush();
  }

  measured(): void {
    if ((this.#query.extra?.length ?? 0) === 0) return;
    this.#dirty = true;
    // Places and memberships hold but where they depend on what was measured.
    if (this.#filter === null && (this.#sorting === null || !this.#isMeasured(this.#sorting.column))) return;
    this.#rebuild();
  }

  listed(changed: boolean): void {
    if (changed) this.#wholeNext = true;
    this.#dirty ||= changed;
  }

  freshness(): void {
    const { freshness } = this.#sourcesOf();
    const text = JSON.stringify(freshness);
    if (text === this.#lastFreshness) return;
    this.#lastFreshness = text;
    this.#events.freshness(freshness);
  }

  flush(): void {
    if (!this.#dirty || this.#waitingFor !== null) return;
    const { loading, relisting } = this.#sourcesOf();
    // A relist that is under way is shown when it is complete; a first list page by page, unless the window is huge.
    if (relisting) return;
    if (loading !== null) {
      const loaded = this.#collection.store.size;
      if (loaded === 0 || loaded < this.#nextProgress) return;
      this.#nextProgress = this.#afterProgress(loaded);
      this.#wholeNext = true;
    } else {
      this.#nextProgress = 0;
    }
    this.#dirty = false;
    if (this.#wholeNext) {
      this.#sendWhole();
      return;
    }
    this.#sendPatch();
  }

  /**
   * At how many rows a first list is shown again: often while the window fills, then each time it has grown by a fifth. A stream brings
   * its rows in hundreds of small pieces, and showing each would cost more than reading it.
   */
  #afterProgress(loaded: number): number {
    const { limit } = this.#query.window;
    if (limit > LARGE_WINDOW) return Number.POSITIVE_INFINITY;
    return loaded < limit ? loaded * 2 : Math.max(loaded + 400, loaded * 1.2);
  }

  #sendWhole(): void {
    this.#wholeNext = false;
    const snapshot = this.#makeSnapshot();
    this.#waitingFor = snapshot.seq;
    this.#events.rows(snapshot);
  }

  #sendPatch(): void {
    const unfiltered = this.#collection.count(this.#namespaces);
    const lines = this.#lines();
    const difference = this.#sent.difference(lines, this.#query.window, unfiltered);
    if (difference === null) return;
    this.#seq++;
    this.#waitingFor = this.#seq;
    const total = this.#order.length;
    const more = this.#groups === null ? {} : { lines: lines.length };
    this.#events.patch({ viewId: this.#id, seq: this.#seq, total, ...more, unfiltered, ...difference });
  }

  #makeSnapshot(): Snapshot {
    const { freshness, loading, usageProblem } = this.#sourcesOf();
    const lines = this.#lines();
    const window: ViewWindow = this.#query.window;
    this.#seq++;
    this.#wholeNext = false;
    this.#dirty = false;
    const unfiltered = this.#collection.count(this.#namespaces);
    return {
      viewId: this.#id,
      kind: this.#kind,
      columns: this.#columns.infos,
      seq: this.#seq,
      total: this.#order.length,
      ...(this.#groups === null ? {} : { lines: lines.length }),
      unfiltered,
      loading: loading === null ? null : { loaded: unfiltered, about: loading.about },
      window,
      rows: this.#sent.take(lines, window, unfiltered),
      freshness,
      filterProblem: this.#filterProblem,
      ...(usageProblem === null ? {} : { usageProblem }),
    };
  }

  #lines(): Lines {
    if (this.#groups === null) return new PlainLines(this.#collection.store, this.#order, this.#columns.extra);
    if (this.#unlaid) this.#groups.build(this.#order.view(), this.#query.fold);
    this.#unlaid = false;
    return this.#groups;
  }

  #findColumns(query: ViewQuery): ViewColumns {
    return new ViewColumns(this.#collection.store, this.#kind.id, this.#secret, query.extra ?? []);
  }

  #isMeasured(column: number): boolean {
    const format = this.#columns.infos[column]?.format;
    return format === 'cpu' || format === 'memory';
  }

  /** Without filter, namespaces and sort it is the collection's own order, shared by all such views. */
  get #shared(): boolean {
    return this.#filter === null && this.#namespaces === null && this.#sorting === null;
  }
  get #order(): Order {
    return this.#shared ? this.#collection.base : this.#own;
  }
  get #compare(): Sorting['compare'] {
    return this.#sorting?.compare ?? this.#collection.compare;
  }
  /** A change of a row's cells cannot move it or change whether it matches. */
  #stays(): boolean {
    return this.#filter === null && (this.#sorting === null || this.#sorting.column === -1);
  }
  #matches(row: number): boolean {
    if (this.#namespaces !== null && !this.#namespaces.has(this.#collection.store.namespace(row))) return false;
    return this.#filter === null || this.#filter.matches(row);
  }

  #apply(query: ViewQuery, columnsToo: boolean): void {
    const { store } = this.#collection;
    this.#namespaces = query.namespaces === null ? null : new Set(query.namespaces);
    this.#columns = this.#findColumns(query);
    this.#groups = query.group ? new Groups(store, query.group, this.#columns.extra) : null;
    this.#sorting = sortingOf(store, this.#columns, query.sort);
    const made = makeFilter(query.filter, store, this.#columns, query.wide === true, this.#now);
    this.#filterProblem = made.problem;
    // A wrong filter leaves the last right one in force.
    if (made.problem === null || columnsToo) this.#filter = made.filter;
    this.#rebuild();
  }

  #rebuild(): void {
    this.#unlaid = true;
    if (this.#shared) {
      this.#own.assign(new Int32Array(0));
      return;
    }
    const all = this.#collection.base.view();
    const matching = this.#filter === null && this.#namespaces === null ? all : all.filter((row) => this.#matches(row));
    this.#own.assign(this.#sorting === null ? matching : sortRows(matching, this.#sorting));
  }
}
