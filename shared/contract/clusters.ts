import { z } from 'zod';
import type { ErrorInfo } from '../errors.ts';
import { appMethod, clusterMethod } from './define.ts';

/** One life, one union (`electron/core/cluster/lifecycle.ts` holds the only transition table). */
export type ClusterState =
  | 'connecting'
  | 'consent_required'
  | 'signing_in'
  | 'connected'
  | 'loading'
  | 'loading_slow'
  | 'ready'
  | 'reconnecting'
  | 'unreachable'
  | 'auth_failed'
  | 'closed';

export type AuthErrorClass =
  | 'rejected'
  | 'no-credentials'
  | 'plugin-not-found'
  | 'plugin-failed'
  | 'plugin-timeout'
  | 'plugin-needs-terminal'
  | 'plugin-output'
  | 'expired'
  | 'certificate'
  | 'unsupported';

/** What the sign-in overlay shows: a plain reason, the command and the tail of its stderr, a countdown. */
export interface AuthProblem {
  readonly errorClass: AuthErrorClass;
  readonly message: string;
  /** The plugin's argv as one line for display, environment left out. */
  readonly command?: string;
  readonly stderrTail?: string;
  readonly attempt: number;
  /** Epoch ms of the next automatic try; `null` while one runs or when only the user can start it. */
  readonly nextTryAt: number | null;
  readonly state: 'recovering' | 'invalid';
}

/** What the consent dialog shows before a kubeconfig's program runs (`SAFETY.md` §1). */
export interface ConsentRequest {
  /** Remembered decision key: hash over resolved path, args, env, file and the binary's hash. */
  readonly key: string;
  readonly file: string;
  readonly command: string;
  /** Absolute path that would run; `null` when it cannot be found. */
  readonly resolvedPath: string | null;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  /** True when something changed since an earlier consent. */
  readonly changed: boolean;
  /**
   * The other programs the same answer covers: those of the files that `KUBECONFIG` and `~/.kube/config` name are asked for
   * once, all together. Absent when the answer is about this one alone.
   */
  readonly together?: readonly Pick<ConsentRequest, 'file' | 'command' | 'resolvedPath' | 'args' | 'env'>[];
}

export interface ClusterStatus {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly file: string;
  readonly server: string;
  readonly state: ClusterState;
  /** Epoch ms since when `state` holds. */
  readonly since: number;
  /** Plain sentence for every state that is not the happy path. */
  readonly reason?: string;
  readonly error?: ErrorInfo;
  readonly auth?: AuthProblem;
  readonly consent?: ConsentRequest;
  /** `gitVersion` of the server, e.g. `v1.36.3`. */
  readonly version?: string;
  readonly health: 'unknown' | 'healthy' | 'degraded';
  /** Epoch ms of the next automatic try while unreachable. */
  readonly nextTryAt?: number;
  /** Median round trip of recent heartbeats, ms. */
  readonly latencyMs?: number;
  /** Server clock minus local clock, ms; ages are computed with it. */
  readonly clockOffsetMs: number;
  /** Set when the cluster is guarded. */
  readonly guard: 'none' | 'confirm' | 'read-only';
  readonly eventsPerSecond?: number;
}

export const clusterMethods = {
  /** The open clusters in tab order. */
  'clusters.list': appMethod<{ readonly clusters: readonly ClusterStatus[] }>()({}),
  /**
   * Opens a context as a tab (idempotent). `replace` closes another open context of the same name first. When another
   * file's context of that name is open and `onDuplicate` is `ask`, nothing opens and `duplicateOf` names it.
   */
  'clusters.open': clusterMethod<{ readonly status: ClusterStatus | null; readonly duplicateOf: string | null }>()({
    onDuplicate: z.enum(['ask', 'both', 'replace']).default('ask'),
  }),
  'clusters.close': clusterMethod<null>()({}),
  'clusters.status': clusterMethod<ClusterStatus>()({}),
  /** New tab order; ids not open are ignored, open ones left out keep their place at the end. */
  'clusters.reorder': appMethod<null>()({ order: z.array(z.string()) }),
  /** Retry now: sign-in or connection, whichever is failing. May run a sign-in plugin that waits for a person. */
  'clusters.retry': clusterMethod<null>()({}),
  'clusters.consent': clusterMethod<null>()({ key: z.string(), allow: z.boolean() }),
  /** Which cluster's tab this window shows (or none): decides fidelity tiers and whose counts are polled. */
  'clusters.visible': appMethod<null>()({ clusterId: z.string().nullable() }),
  /** Manual refresh of one cluster: probe now, wake its reflectors. */
  'clusters.refresh': clusterMethod<null>()({}),
  /** The machine woke up or its network changed: probe every open cluster, with jitter. */
  'clusters.wake': appMethod<null>()({}),
} as const;
