import type { Clock } from '../clock.ts';

interface Item {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

/**
 * What is going to happen, in order of its time. One timer of the clock serves all of it, so that a quiet world costs
 * nothing, and equal seeds tell equal stories.
 */
export class Agenda {
  readonly #clock: Clock;
  /** A binary heap by time, then by order of entry. */
  readonly #heap: Item[] = [];
  #order = 0;
  #cancel: (() => void) | null = null;
  #due = 0;
  #stopped = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Runs `action` in `ms` from now. */
  after(ms: number, action: () => void): void {
    if (this.#stopped) return;
    this.#push({ at: this.#clock.now() + Math.max(0, ms), order: this.#order++, action });
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#heap.length = 0;
    this.#cancel?.();
    this.#cancel = null;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (!first || (this.#cancel && this.#due <= first.at)) return;
    this.#cancel?.();
    this.#due = first.at;
    this.#cancel = this.#clock.after(first.at - this.#clock.now(), () => this.#run());
  }

  #run(): void {
    this.#cancel = null;
    // A machine that slept has a backlog: it is worked off in bites, so that requests are answered meanwhile.
    for (let bite = 0; bite < 500; bite++) {
      const first = this.#heap[0];
      if (!first || first.at > this.#clock.now()) break;
      this.#pop();
      first.action();
    }
    this.#arm();
  }

  #before(a: number, b: number): boolean {
    const x = this.#heap[a];
    const y = this.#heap[b];
    if (!x || !y) return false;
    return x.at < y.at || (x.at === y.at && x.order < y.order);
  }

  #swap(a: number, b: number): void {
    const x = this.#heap[a];
    const y = this.#heap[b];
    if (!x || !y) return;
    this.#heap[a] = y;
    this.#heap[b] = x;
  }

  #push(item: Item): void {
    let at = this.#heap.push(item) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#before(at, up); at = up, up = (at - 1) >> 1) this.#swap(at, up);
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      const child = this.#before(left + 1, left) ? left + 1 : left;
      if (!this.#before(child, at)) return;
      this.#swap(child, at);
      at = child;
    }
  }
}
