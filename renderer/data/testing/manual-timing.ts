import type { Timing } from '../clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Time that a test moves by hand. */
export class ManualTiming implements Timing {
  #now = 1_700_000_000_000;
  #timers = new Set<Timer>();
  #frames: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  frame(run: () => void): () => void {
    this.#frames.push(run);
    return () => {
      this.#frames = this.#frames.filter((other) => other !== run);
    };
  }

  /** Timers that have not run. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** One frame is painted. */
  paint(): void {
    for (const run of this.#frames.splice(0)) run();
  }

  /** Runs timers in their order up to `ms` from now. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = until;
  }
}
