import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { ClusterHandle, type ClusterParts } from './cluster-store.ts';

/** The open clusters of this window, by clusterId. A handle exists exactly while its cluster is open. */
export class ClusterSet {
  readonly store: StoreApi<{ readonly handles: ReadonlyMap<string, ClusterHandle> }>;
  readonly #parts: ClusterParts;

  constructor(parts: ClusterParts) {
    this.#parts = parts;
    this.store = createStore(() => ({ handles: new Map() }));
  }

  get(clusterId: string): ClusterHandle | undefined {
    return this.store.getState().handles.get(clusterId);
  }

  all(): readonly ClusterHandle[] {
    return [...this.store.getState().handles.values()];
  }

  /** Makes the handle, or tells the one that is there its newest status. */
  put(status: ClusterStatus): void {
    const held = this.get(status.clusterId);
    if (held !== undefined) {
      held.setStatus(status);
      return;
    }
    const handles = new Map(this.store.getState().handles);
    handles.set(status.clusterId, new ClusterHandle(this.#parts, status));
    this.store.setState({ handles });
  }

  drop(clusterId: string): void {
    const held = this.get(clusterId);
    if (held === undefined) return;
    const handles = new Map(this.store.getState().handles);
    handles.delete(clusterId);
    this.store.setState({ handles });
    held.dispose();
  }

  /** Drops what is not among `open`. */
  keepOnly(open: readonly string[]): void {
    for (const handle of this.all()) if (!open.includes(handle.clusterId)) this.drop(handle.clusterId);
  }

  dispose(): void {
    this.keepOnly([]);
  }
}
