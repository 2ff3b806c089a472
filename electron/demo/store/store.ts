import type { KubeObject } from '../types.ts';
import { type Change, Collection, PlainStored, type Stored } from './collection.ts';

/** `pods`, `deployments.apps`: names a resource whatever its version. */
export type ResourceName = string;

export interface StoreOptions {
  /** Changes remembered per resource; older ones are 410 Expired. null: 100,000 for pods, whose versions are small, 10,000 for others. */
  readonly watchCacheSize: number | null;
  readonly firstVersion: number;
}

/** All objects at one moment. */
export interface SavePoint {
  readonly rv: number;
  readonly objects: ReadonlyMap<ResourceName, readonly Stored[]>;
}

/** One etcd: every collection shares one resourceVersion that only grows. */
export class Store {
  readonly #collections = new Map<ResourceName, Collection>();
  readonly #options: StoreOptions;
  #rv: number;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#rv = options.firstVersion;
  }

  /** The newest resourceVersion given out. */
  get rv(): number {
    return this.#rv;
  }

  nextVersion(): number {
    return ++this.#rv;
  }

  collection(resource: ResourceName): Collection {
    let found = this.#collections.get(resource);
    if (!found) {
      const size = this.#options.watchCacheSize ?? (resource === 'pods' ? 100_000 : 10_000);
      found = new Collection(size, this.#options.firstVersion);
      this.#collections.set(resource, found);
    }
    return found;
  }

  resources(): Iterable<[ResourceName, Collection]> {
    return this.#collections;
  }

  /** Fills before anyone watches. */
  load(resource: ResourceName, object: KubeObject): Stored {
    const stored = new PlainStored(object, this.nextVersion());
    this.collection(resource).load(stored);
    return stored;
  }

  put(resource: ResourceName, make: (rv: number) => Stored): Change {
    return this.collection(resource).put(make(this.nextVersion()));
  }

  putObject(resource: ResourceName, object: KubeObject): Change {
    return this.put(resource, (rv) => new PlainStored(object, rv));
  }

  remove(resource: ResourceName, namespace: string, name: string): Change | null {
    if (!this.collection(resource).get(namespace, name)) return null;
    return this.collection(resource).remove(namespace, name, this.nextVersion());
  }

  /** Forgets changes up to this resourceVersion, everywhere. */
  compact(rv: number): void {
    for (const collection of this.#collections.values()) collection.compact(rv);
  }

  /** The watch cache of a server just started. */
  forgetHistory(): void {
    for (const collection of this.#collections.values()) collection.forget(this.#rv);
  }

  savePoint(): SavePoint {
    const objects = [...this.#collections].map(
      ([name, collection]) => [name, [...collection.scan(null, null)]] as const,
    );
    return { rv: this.#rv, objects: new Map(objects) };
  }

  /** Back to what was, resourceVersion included; the watch cache is empty. Nobody is told: whoever watches is cut off first. */
  restore(point: SavePoint): void {
    this.#rv = point.rv;
    for (const [name, collection] of this.#collections) collection.replace(point.objects.get(name) ?? [], point.rv);
  }
}
