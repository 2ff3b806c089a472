import { z } from 'zod';
import type { ErrorInfo } from '../errors.ts';
import type { ClusterStatus } from './clusters.ts';
import { appMethod, clusterMethod } from './define.ts';

/** What the cluster's nodes use, and have, in cores or bytes. */
export interface FleetUsage {
  readonly used: number;
  /** Sum of what the nodes can allocate; `null` where it was not read (many nodes, or not allowed). */
  readonly capacity: number | null;
}

/** One reading of the usage, for the line over time. */
export interface FleetSample {
  /** Epoch ms. */
  readonly at: number;
  readonly cpu: number;
  readonly memory: number;
}

/** Something of one cluster that a person should look at. */
export interface FleetProblem {
  readonly clusterId: string;
  /** KindInfo id: `pods`, `nodes`. */
  readonly kind: 'pods' | 'nodes';
  readonly namespace: string;
  readonly name: string;
  readonly state: 'warn' | 'bad';
  readonly reason: string;
  /** Epoch ms since when, as far as it is known. */
  readonly since: number | null;
}

/** A warning event of one cluster. */
export interface FleetWarning {
  readonly clusterId: string;
  readonly uid: string;
  readonly namespace: string;
  readonly reason: string;
  readonly message: string;
  /** What it is about; `kind` as in the object (`Pod`). */
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly count: number;
  /** Epoch ms. */
  readonly firstSeen: number | null;
  readonly lastSeen: number | null;
}

/** What one cluster's row of the fleet shows, read at `at`. `null` is "not known": denied, or not served there. */
export interface FleetFigures {
  readonly clusterId: string;
  readonly clusterName: string;
  /** Epoch ms. */
  readonly at: number;
  readonly nodes: number | null;
  readonly pods: number | null;
  readonly cpu: FleetUsage | null;
  readonly memory: FleetUsage | null;
  /** Oldest first; bounded. */
  readonly history: readonly FleetSample[];
  /** Worst first; bounded. */
  readonly problems: readonly FleetProblem[];
  /** There are more than were read. */
  readonly moreProblems: boolean;
  /** Newest first; bounded. */
  readonly warnings: readonly FleetWarning[];
  readonly moreWarnings: boolean;
  /** What this user may not read there (`pods`, `nodes`, `events`). */
  readonly denied: readonly string[];
}

export interface FleetCluster {
  readonly clusterId: string;
  readonly status: ClusterStatus;
  /** `null` when they cannot be read; `error` says why. */
  readonly figures: FleetFigures | null;
  readonly error: ErrorInfo | null;
}

export const fleetMethods = {
  /**
   * Figures of one open cluster by a few small reads on its heartbeat's connection: no engine is started for it. At most as old as
   * 15 s. The cluster's own reason when it is not connected now; it is not waited for.
   */
  'fleet.cluster': clusterMethod<FleetFigures>()({}),
  /** The same of several (default: every open one), side by side: a cluster that fails or hangs (10 s) is one entry that says so. */
  'fleet.get': appMethod<{ readonly key: string; readonly clusters: readonly FleetCluster[] }>()({
    clusterIds: z.array(z.string().min(1)).optional(),
  }),
} as const;
