/** Time and chance as arguments, so that tests drive them. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => {
    // Beyond it a timer fires at once.
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};

/** A wait that ends early when woken (the network is back) or aborted. */
export class Waits {
  readonly #clock: Clock;
  readonly #sleepers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after `ms`, at `wake()`, or when the signal aborts; never rejects. */
  for(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#sleepers.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#clock.setTimeout(end, ms);
      this.#sleepers.add(end);
      signal.addEventListener('abort', end, { once: true });
    });
  }

  /** Everyone who waits tries now. */
  wake(): void {
    for (const end of [...this.#sleepers]) end();
  }
}

/**
 * 0.8 s doubling to 30 s, each with jitter 1.0 (up to twice as long), from the beginning again after two minutes without a
 * failure. Source: client-go `tools/cache/reflector.go` defaultBackoffManager.
 */
export class Backoff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #step = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  next(): number {
    const now = this.#clock.now();
    if (now - this.#lastAt > 120_000) this.#step = 0;
    const base = Math.min(800 * 2 ** this.#step, 30_000);
    this.#step = Math.min(this.#step + 1, 16);
    // Never beyond what the user is promised (live again within 35 s of a repair).
    const delay = Math.min(base * (1 + this.#random()), 30_000);
    this.#lastAt = now + delay;
    return delay;
  }
}
