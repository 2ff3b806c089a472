/** Three exhausted requests in 30 s rebuild the client of this cluster, at most once a minute (`CLUSTERS.md` §9). */
export const failuresForRebuild = 3;
export const failureWindowMs = 30_000;
export const rebuildPauseMs = 60_000;

/** Counts the transport failures of one cluster. Pure but for the clock it is given. */
export class TransportState {
  readonly #now: () => number;
  #failures: number[] = [];
  #lastRebuild = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A request ended below HTTP after its retries. Answers `true` when the client is to be rebuilt now. */
  failed(): boolean {
    const now = this.#now();
    this.#failures = [...this.#failures.filter((at) => now - at < failureWindowMs), now];
    if (this.#failures.length < failuresForRebuild || now - this.#lastRebuild < rebuildPauseMs) return false;
    this.#lastRebuild = now;
    this.#failures = [];
    return true;
  }

  succeeded(): void {
    this.#failures = [];
  }
}
