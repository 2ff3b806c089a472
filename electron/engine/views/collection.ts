import type { Freshness } from '../../../shared/contract/views.ts';
import type { ColumnInfo } from '../../../shared/kinds/spec.ts';
import type { Item } from '../read/json-list.ts';
import type { Intake } from '../reflect/types.ts';
import { type HeldExtra, type ObjectExtra, objectExtras } from '../store/extras.ts';
import { type CompareRows, Order } from '../store/order.ts';
import { emptyRow, identify, type Projector, projectExtras } from '../store/project.ts';
import { type RowData, RowStore } from '../store/rows.ts';
import { defaultCompare } from './sorting.ts';

/** A view as its collection sees it. Calls come in pairs around every change of a row, so that orders can be searched. */
export interface Follower {
  /** The row is about to change or go; `affects` tells whether its place or membership may. */
  before(row: number, change: Change): void;
  after(row: number, change: Change): void;
  /** New rows, many at once, in the default order. */
  added(rows: Int32Array): void;
  /** Rows that are about to go, many at once. */
  retain(keep: (row: number) => boolean): void;
  /** The columns changed: everything is another now. */
  reset(): void;
  /** Other extra columns are held: what a view refers to may be found elsewhere, or found at last. */
  extras(): void;
  /** Cells of extra columns changed for many rows at once, outside of any object's change. */
  measured(): void;
  /** End of a burst. */
  flush(): void;
  /** A list ended; `changed`: it brought anything new. */
  listed(changed: boolean): void;
  freshness(): void;
}
export type Change = 'added' | 'changed' | 'removed';

/** What one list or watch of this kind covers: all namespaces (`''`) or one. */
export interface Source {
  readonly namespace: string;
  freshness: Freshness;
  listing: boolean;
  synced: boolean;
  /** About how many rows its list will have; null when not known. */
  about: number | null;
}

/** More removals than this at once are done in one pass. */
const BULK = 64;

/** The rows of one kind (and selectors) of this cluster, kept by any number of reflectors, followed by any number of views. */
export class Collection {
  readonly #followers = new Set<Follower>();
  readonly #sources = new Map<string, Source>();
  readonly #perNamespace = new Map<string, number>();
  readonly #onEvent: () => void;
  readonly #onListing: (rows: number) => void;
  #projector: Projector;
  #store: RowStore;
  #compare: CompareRows;
  readonly #base = new Order();
  #extras: readonly HeldExtra[] = [];
  #fresh: number[] = [];
  #stamp = 0;
  #lists = 0;

  /** `onListing`: a piece of a first list is in; about how many rows it will have, at least as many as there are. */
  constructor(projector: Projector, onEvent: () => void, onListing: (rows: number) => void = () => {}) {
    this.#projector = projector;
    this.#onEvent = onEvent;
    this.#onListing = onListing;
    this.#store = new RowStore(projector.columns);
    this.#compare = defaultCompare(this.#store);
  }

  get store(): RowStore {
    return this.#store;
  }
  /** All rows in the default order (namespace, then name). */
  get base(): Order {
    return this.#base;
  }
  get compare(): CompareRows {
    return this.#compare;
  }
  get columns(): readonly ColumnInfo[] {
    return this.#store.columns;
  }
  get sources(): ReadonlyMap<string, Source> {
    return this.#sources;
  }

  /** Lists read so far. */
  get lists(): number {
    return this.#lists;
  }

  /** Rows in these namespaces (null: all). */
  count(namespaces: ReadonlySet<string> | null): number {
    if (namespaces === null) return this.#store.size;
    let count = 0;
    for (const namespace of namespaces) count += this.#perNamespace.get(namespace) ?? 0;
    return count;
  }

  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => void this.#followers.delete(follower);
  }
  get followed(): boolean {
    return this.#followers.size > 0;
  }

  /** Another set of columns (a Table's became known, or changed): rows start afresh. */
  useProjector(projector: Projector): void {
    this.#projector = projector;
    this.#store = new RowStore(projector.columns);
    this.#store.holdExtras(this.#extras);
    this.#compare = defaultCompare(this.#store);
    this.#base.assign(new Int32Array(0));
    this.#perNamespace.clear();
    this.#fresh = [];
    for (const follower of this.#followers) follower.reset();
  }

  get extras(): readonly HeldExtra[] {
    return this.#extras;
  }

  /** Which extra columns are held from now on; rows get their cells as objects come in through an intake made after this. */
  holdExtras(extras: readonly HeldExtra[]): void {
    this.#extras = extras;
    this.#store.holdExtras(extras);
    for (const follower of this.#followers) follower.extras();
  }

  /** `write` changes cells of extra columns and answers whether any is another now. */
  measure(write: (store: RowStore) => boolean): void {
    this.#settle();
    if (!write(this.#store)) return;
    for (const follower of this.#followers) follower.measured();
    this.flush();
  }

  addSource(namespace: string): Source {
    const source: Source = {
      namespace,
      freshness: { state: 'connecting' },
      listing: false,
      synced: false,
      about: null,
    };
    this.#sources.set(namespace, source);
    return source;
  }

  /** Its rows go unless another source covers them. */
  dropSource(namespace: string): void {
    this.#sources.delete(namespace);
    if (this.#sources.has('')) return;
    this.#removeWhere((row) => !this.#sources.has(this.#store.namespace(row)));
    this.flush();
  }

  setFreshness(source: Source, freshness: Freshness): void {
    source.freshness = freshness;
    for (const follower of this.#followers) follower.freshness();
  }

  /**
   * Where the reflector of one source writes to: it reads what the extra columns of this moment need. `beside`: another one still keeps
   * this source current, so that its list is shown as it comes in, and not waited for.
   */
  intake(source: Source, beside = false): Intake {
    const extras = objectExtras(this.#extras);
    let waited = !beside;
    let startedAt = 0;
    let clockAtStart = 0;
    return {
      begin: () => {
        startedAt = ++this.#stamp;
        clockAtStart = this.#store.clock;
        source.listing = waited;
      },
      item: (item) => this.#item(item, extras),
      batchEnd: (remaining) => {
        if (source.listing && remaining !== null && !source.synced) source.about = this.#store.size + remaining;
        this.#settle();
        this.flush();
        if (source.listing && !source.synced) this.#onListing(source.about ?? this.#store.size);
      },
      commit: () => {
        this.#settle();
        this.#removeWhere((row) => this.#store.stamp(row) < startedAt && covers(source, this.#store.namespace(row)));
        source.listing = false;
        waited = true;
        source.about = null;
        this.#lists++;
        const first = !source.synced;
        source.synced = true;
        for (const follower of this.#followers) follower.listed(first || this.#store.clock !== clockAtStart);
        this.flush();
      },
      abandon: () => {
        source.listing = false;
        this.#settle();
        this.flush();
      },
      put: (object) => {
        this.#onEvent();
        this.#settle();
        this.#put(object, extras);
      },
      clear: () => {
        this.#settle();
        const elsewhere = (namespace: string): boolean => source.namespace === '' && this.#sources.has(namespace);
        this.#removeWhere((row) => {
          const namespace = this.#store.namespace(row);
          return covers(source, namespace) && !elsewhere(namespace);
        });
        source.synced = true;
        source.listing = false;
        for (const follower of this.#followers) follower.listed(true);
        this.flush();
      },
      remove: (object) => {
        this.#onEvent();
        this.#settle();
        this.#take(object);
      },
    };
  }

  flush(): void {
    for (const follower of this.#followers) follower.flush();
  }

  #item(item: Item, extras: readonly ObjectExtra[]): void {
    const data = this.#project('object' in item ? item.object : { metadata: null, problem: item.problem }, extras);
    const row = this.#store.find(data.uid);
    if (row >= 0) {
      this.#change(row, data);
      return;
    }
    const added = this.#store.add(data);
    this.#store.touch(added, ++this.#stamp);
    this.#counted(data.namespace, 1);
    this.#fresh.push(added);
  }

  #project(object: unknown, extras: readonly ObjectExtra[]): RowData {
    const data = this.#projector.project(object);
    projectExtras(data, object, extras);
    return data;
  }

  #put(object: unknown, extras: readonly ObjectExtra[]): void {
    const data = this.#project(object, extras);
    const row = this.#store.find(data.uid);
    if (row >= 0) {
      this.#change(row, data);
      return;
    }
    const added = this.#store.add(data);
    this.#store.touch(added, ++this.#stamp);
    this.#counted(data.namespace, 1);
    this.#base.insert(added, this.#compare);
    for (const follower of this.#followers) follower.after(added, 'added');
  }

  #change(row: number, data: RowData): void {
    this.#store.touch(row, ++this.#stamp);
    if (!this.#store.differs(row, data)) return;
    // A row of the page under way is in no order yet.
    if (this.#fresh.length > 0) this.#settle();
    for (const follower of this.#followers) follower.before(row, 'changed');
    this.#store.update(row, data);
    for (const follower of this.#followers) follower.after(row, 'changed');
  }

  #take(object: unknown): void {
    const data = emptyRow();
    if (identify(data, object) !== null) return;
    const row = this.#store.find(data.uid);
    if (row >= 0) this.#removeRow(row);
  }

  #removeRow(row: number): void {
    for (const follower of this.#followers) follower.before(row, 'removed');
    this.#base.remove(row, this.#compare);
    this.#counted(this.#store.namespace(row), -1);
    this.#store.remove(row);
    for (const follower of this.#followers) follower.after(row, 'removed');
  }

  #removeWhere(gone: (row: number) => boolean): void {
    const rows = this.#base.view().filter(gone);
    if (rows.length <= BULK) {
      for (const row of rows) this.#removeRow(row);
      return;
    }
    const marked = new Uint8Array(this.#store.limit);
    for (const row of rows) marked[row] = 1;
    const keep = (row: number): boolean => marked[row] !== 1;
    for (const follower of this.#followers) follower.retain(keep);
    this.#base.retain(keep);
    for (const row of rows) {
      this.#counted(this.#store.namespace(row), -1);
      this.#store.remove(row);
    }
  }

  /** Puts the rows that arrived since the last time into every order. */
  #settle(): void {
    if (this.#fresh.length === 0) return;
    const rows = Int32Array.from(this.#fresh);
    this.#fresh = [];
    this.#base.merge(rows, this.#compare);
    for (const follower of this.#followers) follower.added(rows);
  }

  #counted(namespace: string, by: number): void {
    const count = (this.#perNamespace.get(namespace) ?? 0) + by;
    if (count === 0) this.#perNamespace.delete(namespace);
    else this.#perNamespace.set(namespace, count);
  }
}

const covers = (source: Source, namespace: string): boolean =>
  source.namespace === '' || source.namespace === namespace;
