import type { Clock } from './clock.ts';
import type { KeyPair, Pki } from './pki.ts';

/** RBAC, small: what a user may do. `*` stands for all. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  /** Absent: cluster-wide, cluster-scoped kinds included. */
  readonly namespaces?: readonly string[];
}

export type SignIn =
  | { readonly kind: 'certificate'; readonly notAfter?: number }
  /** `expiresAt` in epoch ms by the server's clock: 401 afterwards. */
  | { readonly kind: 'token'; readonly token: string; readonly expiresAt?: number }
  | { readonly kind: 'basic'; readonly password: string }
  /** An exec plugin, as it stands in the kubeconfig; what it prints must be a token known to the server. */
  | { readonly kind: 'exec'; readonly command: string; readonly args: readonly string[]; readonly installHint?: string }
  | { readonly kind: 'none' };

export interface DemoUser {
  readonly name: string;
  readonly groups?: readonly string[];
  readonly signIn: SignIn;
  /** Absent: everything is allowed. */
  readonly rules?: readonly Rule[];
}

export interface WorldOptions {
  /** Default 1. */
  readonly seed: number;
  /** Pods at start, up to 150,000. Default 120. */
  readonly pods: number;
  /** Default: one per 100 pods, at least 3. */
  readonly nodes: number;
  /** Namespaces with workloads, beside the system's. Default by size. */
  readonly namespaces: number;
  /** A development cluster with trouble worth diagnosing. */
  readonly trouble: boolean;
  /** The contents change by themselves: rollouts, crashes, jobs, scaling. Default true. */
  readonly living: boolean;
  /** Extra changes a second, on random pods. Default 0. */
  readonly churn: number;
  /** Custom resources of one kind (`widgets.awkward.example.com`) beside the four awkward ones. Default 0. */
  readonly widgets: number;
  /** `generated`, or only what a real server was recorded with (`recorded`), or nothing but the system's namespaces. */
  readonly contents: 'generated' | 'recorded' | 'empty';
}

export interface DemoOptions extends Partial<WorldOptions> {
  /** Context, cluster and CA name. Default `demo`. */
  readonly name?: string;
  /** Default 0: any free port. Always on 127.0.0.1. */
  readonly port?: number;
  /** Offer HTTP/2 by ALPN beside HTTP/1.1. Default true. */
  readonly http2?: boolean;
  /** Default true; without it the server speaks `http://`. */
  readonly tls?: boolean;
  /** Pods in protobuf to those who accept it. Default true. */
  readonly protobuf?: boolean;
  /** WatchList (`sendInitialEvents`). Default true. */
  readonly watchList?: boolean;
  /** Changes remembered per resource. Default 100,000 for pods, 10,000 for others. */
  readonly watchCacheSize?: number;
  /** Default: one `admin` with a client certificate. */
  readonly users?: readonly DemoUser[];
  readonly clock?: Clock;
  /** Connections may fall silent (`network.silence`). Default false: it costs throughput. */
  readonly gated?: boolean;
  /** Every answer this much later, ms. */
  readonly latencyMs?: number;
  /** Bytes a second of the whole server. */
  readonly bandwidth?: number;
  /** Certificates made before; default fresh ones. */
  readonly pki?: Pki;
  /** Client certificates made before, by user; the others are made at the start. */
  readonly clientCertificates?: ReadonlyMap<string, KeyPair>;
  /** Fill the world when the first connection comes, not at the start. Default false. */
  readonly lazy?: boolean;
  /**
   * Keep every object's encoded form, so that lists cost the server next to nothing (yardsticks). About 10 KB a pod.
   * The first list still pays; ask once before measuring. Default false.
   */
  readonly warm?: boolean;
  /** `gitVersion` of /version. Default v1.36.3. */
  readonly version?: string;
}

export const ADMIN: DemoUser = { name: 'admin', groups: ['system:masters'], signIn: { kind: 'certificate' } };
