import type { Clock } from './time.ts';

/** The server's clock, from the `Date` header of its answers (whole seconds). Reported when it moves by more than 500 ms. */
export class ServerClock {
  readonly #clock: Clock;
  readonly #report: (offsetMs: number) => void;
  #offset = 0;

  constructor(clock: Clock, report: (offsetMs: number) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  now(): number {
    return this.#clock.now() + this.#offset;
  }

  seen(date: string): void {
    const at = Date.parse(date);
    if (Number.isNaN(at)) return;
    // The header names the beginning of a second: half a second back on average.
    const offset = at + 500 - this.#clock.now();
    if (Math.abs(offset - this.#offset) <= 1000) return;
    // Less than the header can tell is nothing.
    this.#offset = Math.abs(offset) <= 1000 ? 0 : Math.round(offset);
    this.#report(this.#offset);
  }
}
