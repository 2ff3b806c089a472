import { Emitter } from '../../shared/disposable.ts';

/** Time as the renderer needs it; tests drive it by hand. */
export interface Timing {
  /** Local epoch ms. */
  now(): number;
  setTimeout(run: () => void, ms: number): () => void;
  /** Runs before the next paint; in a hidden window only when it is shown again, which paces view patches by itself. */
  frame(run: () => void): () => void;
}

export const pageTiming: Timing = {
  now: () => Date.now(),
  setTimeout: (run, ms) => {
    const timer = window.setTimeout(run, ms);
    return () => window.clearTimeout(timer);
  },
  frame: (run) => {
    const id = window.requestAnimationFrame(run);
    return () => window.cancelAnimationFrame(id);
  },
};

/**
 * The one ticking clock of a window: once a second, on the second, and only while somebody who shows an age listens. Ages in
 * two cells therefore change in the same frame.
 */
export class Clock {
  readonly #ticks = new Emitter<void>();
  readonly #timing: Timing;
  #cancel: (() => void) | null = null;
  #now: number;

  constructor(timing: Timing) {
    this.#timing = timing;
    this.#now = timing.now();
  }

  /** Local epoch ms of the last tick, so that every reader of one frame sees the same second. */
  now(): number {
    if (this.#cancel === null) this.#now = this.#timing.now();
    return this.#now;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    const end = this.#ticks.on(listener);
    if (this.#cancel === null) this.#schedule();
    return () => {
      end();
      if (this.#ticks.size > 0) return;
      this.#cancel?.();
      this.#cancel = null;
    };
  };

  #schedule(): void {
    this.#now = this.#timing.now();
    this.#cancel = this.#timing.setTimeout(
      () => {
        this.#schedule();
        this.#ticks.emit();
      },
      1_000 - (this.#now % 1_000),
    );
  }
}
