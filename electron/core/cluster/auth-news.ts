import type { AuthProblem } from '../../../shared/contract/clusters.ts';
import type { ClusterTopics } from '../../../shared/contract/events.ts';
import type { AuthManagerEvents, AuthState } from '../auth/types.ts';
import type { Clock } from '../ports.ts';

type AuthTopic = Extract<keyof ClusterTopics, `cluster:auth:${string}`>;

export interface AuthNewsOptions {
  readonly clock: Clock;
  readonly emit: <T extends AuthTopic>(topic: T, payload: ClusterTopics[T]) => void;
  /** The status, which holds the problem, is to be said anew. */
  readonly tell: () => void;
}

/** What the auth manager says, as this cluster's events; keeps the problem for the overlay of its tab. */
export class AuthNews implements AuthManagerEvents {
  readonly #options: AuthNewsOptions;
  problem: AuthProblem | null = null;

  constructor(options: AuthNewsOptions) {
    this.#options = options;
  }

  readonly onState = (state: AuthState, problem: AuthProblem | null): void => {
    this.problem = problem;
    if (problem === null) return;
    const { errorClass, message, attempt } = problem;
    if (state === 'recovering') this.#options.emit('cluster:auth:recovering', { attempt, errorClass });
    if (state === 'invalid') this.#options.emit('cluster:auth:failed', { errorClass, message });
    this.#options.tell();
  };

  readonly onProgress = (problem: AuthProblem): void => {
    this.problem = problem;
    const { attempt, errorClass, nextTryAt } = problem;
    const left = nextTryAt === null ? null : Math.ceil((nextTryAt - this.#options.clock.now()) / 1000);
    const secondsUntilRetry = left === null ? null : Math.max(0, left);
    this.#options.emit('cluster:auth:progress', { attempt, secondsUntilRetry, errorClass });
    this.#options.tell();
  };

  readonly onRecovered = (): void => {
    this.problem = null;
    this.#options.emit('cluster:auth:recovered', {});
  };
}
