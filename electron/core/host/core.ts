import type { AppEvent } from '../../../shared/contract/events.ts';
import type { TerminalDesk } from '../auth/terminal/desk.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Permissions } from '../features/permissions/permissions.ts';
import type { ContextCatalog } from '../kubeconfig/catalog.ts';
import type { HostPorts } from '../ports.ts';
import type { CallContext, HostOptions } from '../types.ts';
import type { DemoFleet } from './demo.ts';
import type { LogBuffer } from './log-buffer.ts';
import type { Selection } from './selection.ts';

/** What the features' handlers get: the host's parts, by name. There is no "active cluster" among them. */
export interface Core {
  readonly ports: HostPorts;
  readonly options: HostOptions;
  readonly log: LogBuffer;
  readonly contexts: ContextCatalog;
  readonly selection: Selection;
  readonly demo: DemoFleet;
  /** Remembers an answer to a consent request; `invalid` when nobody asked for that key. */
  consent(key: string, allow: boolean): Promise<void>;
  /** The open cluster. `cluster-closed` when its context is known but not open, `not-found` otherwise. */
  cluster(clusterId: string): Cluster;
  permissions(cluster: Cluster): Permissions;
  /** Where this cluster's sign-in program finds a terminal. */
  terminals(cluster: Cluster): TerminalDesk;
  /** The caller's signal, or one that is never aborted. */
  signal(from: CallContext): AbortSignal;
  emit<T extends AppEvent['topic']>(topic: T, payload: Extract<AppEvent, { topic: T }>['payload']): void;
}
