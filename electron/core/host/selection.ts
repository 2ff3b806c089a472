import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { PortolanError } from '../../../shared/errors.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Clock } from '../ports.ts';

/**
 * Restored clusters that no window shows are opened one after the other at this distance, ms, so that a start is no stampede. By
 * time and not by completion: one that hangs or waits for a sign-in delays no other.
 */
export const restoreEveryMs = 40;

export interface SelectionOptions {
  readonly clock: Clock;
  readonly make: (clusterId: string) => Cluster;
  /** Keeps the open clusters, in tab order, for the next start. */
  readonly keep: (open: readonly string[]) => Promise<unknown>;
  readonly emit: (
    topic: 'kubeconfig:changing' | 'kubeconfig:changed' | 'kubeconfig:selection-changed',
    payload: { readonly open: readonly string[] },
  ) => void;
  readonly onError: (message: string) => void;
}

/**
 * The open clusters: the host's map, in tab order. Clusters open and close independently of each other; nothing here waits for
 * a server. One window shows one cluster at a time, or none.
 */
export class Selection {
  readonly #options: SelectionOptions;
  #clusters = new Map<string, Cluster>();
  readonly #shown = new Map<string, string | null>();
  readonly #closing = new Set<Promise<void>>();
  /** Being restored, not opened yet: they have their tab already, their connection follows. */
  #waiting: Cluster[] = [];
  #cancelRestore: () => void = () => {};

  constructor(options: SelectionOptions) {
    this.#options = options;
  }

  get(clusterId: string): Cluster | undefined {
    return this.#clusters.get(clusterId);
  }

  get all(): readonly Cluster[] {
    return [...this.#clusters.values()];
  }

  get ids(): readonly string[] {
    return [...this.#clusters.keys()];
  }

  statuses(): readonly ClusterStatus[] {
    return this.all.map((cluster) => cluster.status());
  }

  /** Opens a tab; an open one answers with itself. The connection goes its own way: its state says how. */
  open(clusterId: string, interactive: boolean): Cluster {
    const there = this.#clusters.get(clusterId);
    if (there !== undefined) {
      this.#startNow(there);
      return there;
    }
    const cluster = this.#add(clusterId);
    this.#options.emit(this.#clusters.size === 1 ? 'kubeconfig:changed' : 'kubeconfig:selection-changed', {
      open: this.ids,
    });
    this.#keep();
    void cluster.open(interactive);
    return cluster;
  }

  /** Reopens what was open last time: all tabs at once, the connections shortly after each other, one that is shown first. */
  restore(ids: readonly string[]): void {
    for (const id of ids) if (!this.#clusters.has(id)) this.#waiting.push(this.#add(id));
    if (this.#clusters.size > 0) this.#options.emit('kubeconfig:changed', { open: this.ids });
    this.#restoreNext();
  }

  async close(clusterId: string): Promise<void> {
    const cluster = this.#clusters.get(clusterId);
    if (cluster === undefined) return;
    this.#waiting = this.#waiting.filter((one) => one !== cluster);
    this.#clusters.delete(clusterId);
    for (const [windowId, shown] of this.#shown) if (shown === clusterId) this.#shown.set(windowId, null);
    if (this.#clusters.size === 0) this.#options.emit('kubeconfig:changing', { open: [] });
    const closed = this.#end(cluster);
    if (this.#clusters.size > 0) this.#options.emit('kubeconfig:selection-changed', { open: this.ids });
    this.#keep();
    await closed;
  }

  /** New tab order; unknown ids are ignored, open ones left out keep their order at the end. */
  reorder(order: readonly string[]): void {
    const known = [...new Set(order)].filter((id) => this.#clusters.has(id));
    const rest = this.ids.filter((id) => !known.includes(id));
    const next = [...known, ...rest];
    if (next.every((id, at) => id === this.ids[at])) return;
    const clusters = this.#clusters;
    this.#clusters = new Map(
      next.flatMap((id) => {
        const cluster = clusters.get(id);
        return cluster === undefined ? [] : [[id, cluster] as const];
      }),
    );
    this.#options.emit('kubeconfig:selection-changed', { open: this.ids });
    this.#keep();
  }

  /** The window shows this cluster's tab, or none. A cluster that is still to be restored goes first. */
  show(windowId: string, clusterId: string | null): void {
    if (clusterId !== null && !this.#clusters.has(clusterId)) {
      throw new PortolanError('cluster-closed', 'This cluster is not open.', { clusterId });
    }
    this.#shown.set(windowId, clusterId);
    for (const cluster of this.#clusters.values()) cluster.setVisible(windowId, cluster.clusterId === clusterId);
    const shown = clusterId === null ? undefined : this.#clusters.get(clusterId);
    if (shown !== undefined) this.#startNow(shown);
  }

  closeWindow(windowId: string): void {
    this.#shown.delete(windowId);
    for (const cluster of this.#clusters.values()) cluster.closeWindow(windowId);
  }

  /** Ends all clusters, and waits for those that are ending already. */
  async dispose(): Promise<void> {
    this.#waiting = [];
    this.#cancelRestore();
    for (const cluster of this.#clusters.values()) void this.#end(cluster);
    this.#clusters.clear();
    await Promise.all([...this.#closing]);
  }

  #add(clusterId: string): Cluster {
    const cluster = this.#options.make(clusterId);
    this.#clusters.set(clusterId, cluster);
    for (const [windowId, shown] of this.#shown) if (shown !== null) cluster.views.setVisible(windowId, false);
    return cluster;
  }

  #end(cluster: Cluster): Promise<void> {
    const closed = cluster
      .close()
      .catch((error: unknown) => this.#options.onError(error instanceof Error ? error.message : String(error)))
      .finally(() => this.#closing.delete(closed));
    this.#closing.add(closed);
    return closed;
  }

  #startNow(cluster: Cluster): void {
    if (!this.#waiting.includes(cluster)) return;
    this.#waiting = this.#waiting.filter((one) => one !== cluster);
    void cluster.open(false);
  }

  #restoreNext(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    void next.open(false);
    this.#cancelRestore = this.#options.clock.setTimeout(() => this.#restoreNext(), restoreEveryMs);
  }

  #keep(): void {
    this.#options.keep(this.ids).catch((error: unknown) => {
      this.#options.onError(`Open tabs were not saved: ${error instanceof Error ? error.message : String(error)}`);
    });
  }
}
