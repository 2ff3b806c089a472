import type { Row, ViewWindow } from '../../shared/contract/views.ts';
import type { ColumnInfo } from '../../shared/kinds/spec.ts';
import { LiveView, type ViewParts } from './live-view.ts';
import type { ViewQuery } from './view-state.ts';

/** A released view lives this long: long enough to come back from a look at another kind. */
const SHORT_MS = 10_000;
/** The last list of a tab, which is kept so that switching back shows it as it is now (`DESIGN.md` §4). */
const LONG_MS = 10 * 60_000;

export interface HeldRow {
  readonly row: Row;
  readonly columns: readonly ColumnInfo[];
}

interface Entry {
  readonly view: LiveView;
  readonly list: boolean;
  users: number;
  cancel: (() => void) | null;
}

/** `slot` keeps views of the same kind apart that ask different things (the list, the overview, events of one object). */
export const viewKey = (slot: string, query: ViewQuery): string =>
  [slot, query.kind, query.labelSelector ?? '', query.fieldSelector ?? ''].join('\n');

/**
 * The views of one cluster in this window. The first user opens one, the last starts a grace timer; a page that comes back in
 * time finds its rows held and live. One list at most is kept for long: the tab's last one.
 */
export class ViewRegistry {
  readonly #parts: ViewParts;
  readonly #clusterId: string;
  readonly #entries = new Map<string, Entry>();
  #disposed = false;

  constructor(parts: ViewParts, clusterId: string) {
    this.#parts = parts;
    this.#clusterId = clusterId;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** A row that any view of this kind holds now, with its columns: what is known of an object before it is read. */
  held(kind: string, uid: string): HeldRow | null {
    for (const { view } of this.#entries.values()) {
      if (view.query.kind !== kind) continue;
      const row = view.state.rows.find((candidate) => candidate.uid === uid);
      if (row !== undefined) return { row, columns: view.state.columns };
    }
    return null;
  }

  /** The view of this slot, opened when there is none. Without a `retain` it ends by itself after the grace. */
  get(slot: string, query: ViewQuery, window?: ViewWindow): LiveView {
    const key = viewKey(slot, query);
    const held = this.#entries.get(key);
    if (held !== undefined) return held.view;
    const view = new LiveView(this.#parts, this.#clusterId, query, window);
    const entry: Entry = { view, list: slot === 'list', users: 0, cancel: null };
    this.#entries.set(key, entry);
    if (entry.list) this.#shorten(entry);
    if (!this.#disposed) view.open();
    this.#grace(key, entry);
    return view;
  }

  /** Keeps it until the answer is called. */
  retain(slot: string, query: ViewQuery): () => void {
    const key = viewKey(slot, query);
    const view = this.get(slot, query);
    const entry = this.#entries.get(key);
    if (entry === undefined) return () => {};
    entry.users++;
    entry.cancel?.();
    entry.cancel = null;
    if (!this.#disposed) view.open();
    let done = false;
    return () => {
      if (done) return;
      done = true;
      entry.users--;
      if (entry.users === 0 && this.#entries.get(key) === entry) this.#grace(key, entry);
    };
  }

  dispose(): void {
    this.#disposed = true;
    for (const entry of this.#entries.values()) {
      entry.cancel?.();
      entry.view.close();
    }
    this.#entries.clear();
  }

  #grace(key: string, entry: Entry): void {
    entry.cancel?.();
    const ms = entry.list ? LONG_MS : SHORT_MS;
    entry.cancel = this.#parts.timing.setTimeout(() => this.#drop(key, entry), ms);
  }

  /** Another list came: those before it are no longer the tab's last one. */
  #shorten(newest: Entry): void {
    for (const [key, entry] of this.#entries) {
      if (!entry.list || entry === newest || entry.users > 0) continue;
      entry.cancel?.();
      entry.cancel = this.#parts.timing.setTimeout(() => this.#drop(key, entry), SHORT_MS);
    }
  }

  #drop(key: string, entry: Entry): void {
    entry.view.close();
    this.#entries.delete(key);
  }
}
