import type { WatchListSupport } from './reflect/types.ts';
import type { Clock } from './time.ts';

/**
 * Does this server offer WatchList? Asked of it by trying: a 4xx says no for good, silence where the list should be says no for a
 * while. A server known to be older than 1.32 is not asked: it would take the parameters for an ordinary watch.
 */
export class WatchListMemory implements WatchListSupport {
  readonly #clock: Clock;
  #notBefore = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  allowed(): boolean {
    return this.#clock.now() >= this.#notBefore;
  }

  refused(forMs: number): void {
    this.#notBefore = this.#clock.now() + forMs;
  }
}
