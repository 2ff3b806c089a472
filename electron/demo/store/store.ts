import type { KubeObject } from '../types.ts';
import { type Change, Collection, PlainStored, type Stored, TooOldError } from './collection.ts';

/** `pods`, `deployments.apps`: names a resource whatever its version. */
export type ResourceName = string;

export interface StoreOptions {
  /** Changes remembered per resource; older ones are 410 Expired. */
  readonly watchCacheSize: number;
  readonly firstVersion: number;
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
      found = new Collection(this.#options.watchCacheSize, this.#options.firstVersion);
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

  /** The watch cache of a server just started. */
  forgetHistory(): void {
    for (const collection of this.#collections.values()) collection.forget(this.#rv);
  }

  /** Continues at another resourceVersion: smaller ones are what a restored backup shows. */
  rewindTo(rv: number): void {
    this.#rv = rv;
  }
}

export { TooOldError };
