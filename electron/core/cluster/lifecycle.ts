import type { ClusterState } from '../../../shared/contract/clusters.ts';
import { PortolanError } from '../../../shared/errors.ts';

/** What may happen to a cluster at any moment of its life, whatever it was doing. */
const trouble = ['reconnecting', 'unreachable', 'auth_failed', 'closed'] as const satisfies readonly ClusterState[];
/** Where a fresh attempt can lead before the server has answered. */
const attempt = ['consent_required', 'signing_in', 'connected'] as const satisfies readonly ClusterState[];

/**
 * The only transition table (`CLUSTERS.md` §7):
 * `connecting → (consent_required | signing_in) → connected → loading → (10 s) loading_slow → ready`, from any of these
 * trouble, and out of trouble only through a fresh attempt: nothing is ever `ready` again without having been `connected`.
 */
const table: { readonly [S in ClusterState]: readonly ClusterState[] } = {
  connecting: [...attempt, ...trouble],
  consent_required: ['connecting', 'signing_in', ...trouble],
  signing_in: ['connecting', 'consent_required', 'connected', ...trouble],
  connected: ['loading', ...trouble],
  loading: ['loading_slow', 'ready', 'connected', ...trouble],
  loading_slow: ['ready', 'connected', ...trouble],
  ready: ['connected', ...trouble],
  reconnecting: [...attempt, 'connecting', 'unreachable', 'auth_failed', 'closed'],
  unreachable: [...attempt, 'connecting', 'reconnecting', 'auth_failed', 'closed'],
  auth_failed: [...attempt, 'connecting', 'reconnecting', 'unreachable', 'closed'],
  closed: [],
};

export function mayFollow(from: ClusterState, to: ClusterState): boolean {
  return table[from].includes(to);
}

/** States in which the server is known to answer us. */
export function isConnected(state: ClusterState): boolean {
  return state === 'connected' || state === 'loading' || state === 'loading_slow' || state === 'ready';
}

/** States that hold until somebody or a timer does something: a caller need not wait for them to pass. */
export function isFailed(state: ClusterState): boolean {
  return state === 'unreachable' || state === 'auth_failed' || state === 'consent_required' || state === 'closed';
}

/** The state of one cluster. A step that the table does not know throws: it is a defect of the caller, never of the cluster. */
export class Lifecycle {
  #state: ClusterState = 'connecting';
  #since: number;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  get state(): ClusterState {
    return this.#state;
  }

  /** Epoch ms since when `state` holds. */
  get since(): number {
    return this.#since;
  }

  /** Answers whether the state changed; the same state again is no step and no error. */
  to(next: ClusterState): boolean {
    if (next === this.#state) return false;
    if (!mayFollow(this.#state, next)) {
      throw new PortolanError('internal', `A cluster cannot go from ${this.#state} to ${next}.`);
    }
    this.#state = next;
    this.#since = this.#now();
    return true;
  }
}
