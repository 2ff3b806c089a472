import type { KubeObject, Labels } from '../types.ts';

/**
 * One version of one object. Immutable: a change is a new Stored, so a list or a watch holds a consistent picture by
 * holding references. Most are compact and render on demand; 150,000 pods are never objects all at once.
 */
export interface Stored {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly rv: number;
  labels(): Labels;
  render(): KubeObject;
  /** A selectable field without rendering; undefined: look into the rendered object. */
  field?(path: string): string | undefined;
  /** The same version under another resourceVersion (a DELETED event carries the deletion's). */
  at(rv: number): Stored;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

export interface Change {
  readonly type: ChangeType;
  readonly rv: number;
  readonly stored: Stored;
  readonly previous: Stored | null;
}

/** A whole object, kept as it is. */
export class PlainStored implements Stored {
  readonly #object: KubeObject;
  readonly rv: number;

  constructor(object: KubeObject, rv: number) {
    this.#object = object;
    this.rv = rv;
  }

  get namespace(): string {
    return this.#object.metadata.namespace ?? '';
  }
  get name(): string {
    return this.#object.metadata.name;
  }
  get uid(): string {
    return this.#object.metadata.uid;
  }
  labels(): Labels {
    return this.#object.metadata.labels ?? {};
  }
  render(): KubeObject {
    const metadata = { ...this.#object.metadata, resourceVersion: String(this.rv) };
    return { ...this.#object, metadata };
  }
  at(rv: number): Stored {
    return new PlainStored(this.#object, rv);
  }
}

/** Names of one namespace, kept nearly sorted: additions wait in the tail and are sorted in when somebody reads. */
class Shard {
  readonly byName = new Map<string, Stored>();
  #names: string[] = [];
  #sorted = true;
  readonly #stale = new Set<string>();

  set(stored: Stored): void {
    const { name } = stored;
    if (!this.byName.has(name) && !this.#stale.delete(name)) {
      const last = this.#names.at(-1);
      if (last !== undefined && last > name) this.#sorted = false;
      this.#names.push(name);
    }
    this.byName.set(name, stored);
  }

  delete(name: string): void {
    if (this.byName.delete(name)) this.#stale.add(name);
  }

  /** In byte order; may hold names that are gone, so callers look each one up. */
  names(): readonly string[] {
    if (this.#stale.size > 64 && this.#stale.size * 4 > this.#names.length) {
      this.#names = this.#names.filter((name) => this.byName.has(name));
      this.#stale.clear();
    }
    if (!this.#sorted) {
      this.#names.sort(compareNames);
      this.#sorted = true;
    }
    return this.#names;
  }
}

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** etcd orders whole keys `namespace/name`, so `a-b/x` comes before `a/x`. */
const compareNamespaces = (a: string, b: string): number => compareNames(`${a}/`, `${b}/`);

export interface ListKey {
  readonly namespace: string;
  readonly name: string;
}

/** Thrown when a resourceVersion is no longer in the watch cache: the server answers 410. */
export class TooOldError extends Error {
  readonly oldest: number;
  constructor(oldest: number) {
    super('too old resource version');
    this.oldest = oldest;
  }
}

/** All objects of one resource, and the last changes of it: the part of etcd and of the watch cache that clients can see. */
export class Collection {
  readonly #shards = new Map<string, Shard>();
  readonly #listeners = new Set<(change: Change) => void>();
  #history: Change[] = [];
  #count = 0;
  /** Everything after this resourceVersion is still known. */
  #oldest: number;
  readonly capacity: number;

  constructor(capacity: number, oldest: number) {
    this.capacity = capacity;
    this.#oldest = oldest;
  }

  get size(): number {
    return this.#count;
  }
  get listeners(): number {
    return this.#listeners.size;
  }

  count(namespace: string | null): number {
    return namespace === null ? this.#count : (this.#shards.get(namespace)?.byName.size ?? 0);
  }

  get(namespace: string, name: string): Stored | undefined {
    return this.#shards.get(namespace)?.byName.get(name);
  }

  /** Puts without telling watchers: for filling a world before anyone looks. */
  load(stored: Stored): void {
    this.#place(stored);
  }

  put(stored: Stored): Change {
    const previous = this.#place(stored);
    return this.#record({ type: previous ? 'MODIFIED' : 'ADDED', rv: stored.rv, stored, previous });
  }

  remove(namespace: string, name: string, rv: number): Change | null {
    const shard = this.#shards.get(namespace);
    const previous = shard?.byName.get(name);
    if (!shard || !previous) return null;
    shard.delete(name);
    this.#count--;
    return this.#record({ type: 'DELETED', rv, stored: previous.at(rv), previous });
  }

  #place(stored: Stored): Stored | null {
    let shard = this.#shards.get(stored.namespace);
    if (!shard) {
      shard = new Shard();
      this.#shards.set(stored.namespace, shard);
    }
    const previous = shard.byName.get(stored.name) ?? null;
    shard.set(stored);
    if (!previous) this.#count++;
    return previous;
  }

  #record(change: Change): Change {
    this.#history.push(change);
    if (this.#history.length > this.capacity * 1.25) this.#trim(this.#history.length - this.capacity);
    for (const listener of this.#listeners) listener(change);
    return change;
  }

  #trim(count: number): void {
    const last = this.#history[count - 1];
    if (last) this.#oldest = last.rv;
    this.#history = this.#history.slice(count);
  }

  /** Forgets changes up to this resourceVersion; versions since the last of them stay good. */
  compact(rv: number): void {
    let count = 0;
    while (count < this.#history.length && (this.#history[count]?.rv ?? 0) <= rv) count++;
    if (count > 0) this.#trim(count);
  }

  /** Forgets all changes up to now, as a restarted server has. */
  forget(rv: number): void {
    this.#history = [];
    this.#oldest = rv;
  }

  /** Holds exactly these objects from now on, without telling anyone. */
  replace(objects: readonly Stored[], rv: number): void {
    this.#shards.clear();
    this.#count = 0;
    for (const stored of objects) this.#place(stored);
    this.forget(rv);
  }

  /** Changes after `rv`, oldest first. Throws TooOldError. */
  since(rv: number): readonly Change[] {
    if (rv < this.#oldest) throw new TooOldError(this.#oldest);
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#history[middle]?.rv ?? 0) <= rv) low = middle + 1;
      else high = middle;
    }
    return this.#history.slice(low);
  }

  /** Called synchronously with every change from now on. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Objects in key order as they were at `rv` (absent: now), after the key `after`. */
  *scan(namespace: string | null, after: ListKey | null, rv?: number): Generator<Stored> {
    const past = rv === undefined ? EMPTY_PAST : this.#past(rv);
    const all = new Set([...this.#shards.keys(), ...past.keys()]);
    const namespaces = namespace === null ? [...all].sort(compareNamespaces) : [namespace];
    for (const ns of namespaces) {
      const order = after ? compareNamespaces(ns, after.namespace) : 1;
      if (order < 0) continue;
      yield* this.#scanShard(ns, order === 0 && after ? after.name : null, past.get(ns));
    }
  }

  *#scanShard(ns: string, after: string | null, past: ReadonlyMap<string, Stored | null> | undefined) {
    const shard = this.#shards.get(ns);
    let names = shard?.names() ?? [];
    if (past) {
      const gone = [...past].filter(([name, was]) => was && !shard?.byName.has(name)).map(([name]) => name);
      if (gone.length > 0) names = [...new Set([...names, ...gone])].sort(compareNames);
    }
    for (let i = after === null ? 0 : upperBound(names, after); i < names.length; i++) {
      const name = names[i] ?? '';
      const was = past?.get(name);
      const stored = was === undefined ? shard?.byName.get(name) : was;
      if (stored) yield stored;
    }
  }

  /** What each key that changed after `rv` held at `rv`: null when it did not exist. */
  #past(rv: number): ReadonlyMap<string, ReadonlyMap<string, Stored | null>> {
    const past = new Map<string, Map<string, Stored | null>>();
    for (const { stored, previous } of this.since(rv)) {
      let shard = past.get(stored.namespace);
      if (!shard) {
        shard = new Map();
        past.set(stored.namespace, shard);
      }
      if (!shard.has(stored.name)) shard.set(stored.name, previous);
    }
    return past;
  }
}

const EMPTY_PAST: ReadonlyMap<string, ReadonlyMap<string, Stored | null>> = new Map();

function upperBound(names: readonly string[], after: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((names[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
