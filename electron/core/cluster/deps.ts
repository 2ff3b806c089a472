import type { AuthProblem } from '../../../shared/contract/clusters.ts';
import type { ClusterEvent } from '../../../shared/contract/events.ts';
import type { ConnectionConfig, Credentials, HttpSession } from '../../transport/types.ts';
import type {
  AuthManagerEvents,
  AuthState,
  CredentialFailure,
  CredentialSource,
  ProbeVerdict,
  ResolvedContext,
} from '../auth/types.ts';
import type { EngineEvents, EngineHandle } from '../engine/types.ts';
import type { Clock, Log } from '../ports.ts';

/** One look whether this cluster can be reached and knows us. `interactive`: a person waits for it (minutes, a browser). */
export type Probe = (options: { readonly interactive: boolean }) => Promise<ProbeVerdict>;

/** A credential source that knows when its credentials should be renewed ahead of their end (epoch ms; `null`: never). */
export interface RenewableCredentials extends CredentialSource {
  renewAt(): number | null;
}

/** What the cluster needs of its auth manager (`auth/manager.ts`): it schedules probes after an auth verdict. */
export interface AuthDriver {
  readonly state: AuthState;
  readonly problem: AuthProblem | null;
  /** The verdict of a probe that somebody else ran (the opening, a heartbeat's 401): counts as the first one. */
  reportVerdict(verdict: ProbeVerdict): void;
  /** Somebody waits: try now, with whatever a person can do. */
  retryNow(): unknown;
  kubeconfigChanged(): unknown;
  windowFocused(): unknown;
  dispose(): unknown;
}

/** Everything a cluster gets from outside, as arguments; `host/assemble.ts` brings the real ones. */
export interface ClusterDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** The context as its file has it now. Throws PortolanError `invalid` or `not-found` with file and entry. */
  readonly readContext: () => Promise<ResolvedContext>;
  /** Cheap: what outlives a probe (tokens, running plugins) is in the cluster's credential cache. */
  readonly openSource: (context: ResolvedContext) => RenewableCredentials;
  /** Why a server may have refused these credentials twice (an expired certificate, an expired token, neither). */
  readonly explainRejection: (context: ResolvedContext, credentials: Credentials) => CredentialFailure;
  readonly openSession: (connection: ConnectionConfig, credentials: Credentials) => HttpSession;
  readonly createAuth: (probe: Probe, events: AuthManagerEvents, automatic: () => boolean) => AuthDriver;
  readonly createEngine: (connection: ConnectionConfig, credentials: Credentials, events: EngineEvents) => EngineHandle;
  /** To every window, or to the one that owns the view. */
  readonly send: (event: ClusterEvent, windowId?: string) => void;
}
