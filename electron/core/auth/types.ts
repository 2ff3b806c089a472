import type { AuthErrorClass, AuthProblem, ConsentRequest } from '../../../shared/contract/clusters.ts';
import type { ConnectionConfig, Credentials } from '../../transport/types.ts';

/** One context, resolved: what to dial and who to be. Made by `core/kubeconfig`, one fresh instance per read. */
export interface ResolvedContext {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly file: string;
  readonly namespace: string | null;
  readonly connection: ConnectionConfig;
  readonly user: UserEntry;
  /** Hash over everything above: a changed one reconnects that cluster alone. */
  readonly fingerprint: string;
}

/** The user entry of a kubeconfig, paths resolved, data decoded; what is missing is absent. */
export interface UserEntry {
  readonly name: string | null;
  readonly clientCert?: string;
  readonly clientKey?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonate?: {
    readonly user: string;
    readonly groups: readonly string[];
    readonly uid?: string;
    readonly extra: Readonly<Record<string, readonly string[]>>;
  };
  readonly exec?: ExecEntry;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
}

export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** Folder of the kubeconfig: a command with a slash resolves against it. */
  readonly directory: string;
  /** Sent as `spec.cluster` when `provideClusterInfo`. */
  readonly clusterInfo: Readonly<Record<string, unknown>>;
}

/** Why there are no credentials. */
export interface CredentialFailure {
  readonly errorClass: AuthErrorClass;
  readonly message: string;
  readonly command?: string;
  readonly stderrTail?: string;
}

export type CredentialResult =
  | { readonly type: 'ok'; readonly credentials: Credentials }
  | { readonly type: 'consent'; readonly request: ConsentRequest }
  | { readonly type: 'failed'; readonly failure: CredentialFailure };

/**
 * Where one cluster's credentials come from. Single flight: all callers of one moment share one run of a plugin or refresh.
 * `get` answers from memory while valid (with a margin before expiry); `refresh(generation)` makes new ones unless a newer
 * generation is already there. `interactive` allows minutes (a browser sign-in); otherwise runs are bounded to 60 s.
 */
export interface CredentialSource {
  get(options: { readonly interactive: boolean; readonly signal: AbortSignal }): Promise<CredentialResult>;
  refresh(
    generation: number,
    options: { readonly interactive: boolean; readonly signal: AbortSignal },
  ): Promise<CredentialResult>;
  /** A plugin is running now: the overlay says "signing in". */
  readonly running: boolean;
  /** May an automatic probe run it? False for a plugin that was slow (> 10 s), timed out or wants a terminal. */
  readonly automatic: boolean;
  dispose(): Promise<void>;
}

export type AuthState = 'valid' | 'recovering' | 'invalid';

/** Verdict of one probe (pre-flight with a fresh client). */
export type ProbeVerdict =
  | { readonly type: 'ok'; readonly version: string; readonly clockOffsetMs: number; readonly latencyMs: number }
  | { readonly type: 'auth'; readonly failure: CredentialFailure }
  | { readonly type: 'consent'; readonly request: ConsentRequest }
  /** `waitMs`: the server told us to come back no sooner. */
  | { readonly type: 'connectivity'; readonly reason: string; readonly waitMs?: number };

export interface AuthManagerEvents {
  readonly onState: (state: AuthState, problem: AuthProblem | null) => void;
  readonly onProgress: (problem: AuthProblem) => void;
  readonly onRecovered: () => void;
}
