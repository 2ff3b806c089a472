import type { Clock, Log } from '../ports.ts';

interface Timer {
  at: number;
  readonly every: number | null;
  readonly run: () => void;
}

/** A clock that stands still until a test moves it; timers run in order of time, and what they start is let run between them. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(now = 1_700_000_000_000) {
    this.#now = now;
  }

  /** Timers still set: none may be left after a thing was disposed. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): () => void {
    return this.#add({ at: this.#now + ms, every: null, run });
  }

  setInterval(run: () => void, ms: number): () => void {
    return this.#add({ at: this.#now + ms, every: ms, run });
  }

  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      if (next.every === null) this.#timers.delete(next);
      else next.at += next.every;
      next.run();
      await settle();
    }
    this.#now = end;
  }

  #add(timer: Timer): () => void {
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  #next(end: number): Timer | undefined {
    return [...this.#timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Lets everything that is ready run: promises and what they lead to. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Waits for something that a process or the file system brings about; polls, because the outside world announces nothing. */
export async function eventually(check: () => boolean | Promise<boolean>, what: string, ms = 10_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`did not happen within ${ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
