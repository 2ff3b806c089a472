/** Ends of things. Whoever starts something registers its end on the same line; ends run in reverse order, once. */
export type Dispose = () => void | Promise<void>;

export class Disposer {
  #ends: Dispose[] = [];
  #done = false;

  get disposed(): boolean {
    return this.#done;
  }

  /** Registers an end. On a disposer that has ended already it runs at once, so that a late start leaves nothing. */
  add(end: Dispose): Dispose {
    if (this.#done) {
      void end();
      return () => {};
    }
    this.#ends.push(end);
    return () => {
      const at = this.#ends.indexOf(end);
      if (at < 0) return;
      this.#ends.splice(at, 1);
      return end();
    };
  }

  /** Runs every end, last registered first. One that fails does not keep the others from running; the first failure is thrown after all ran. */
  async dispose(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    const failures: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** A minimal typed event source: listeners are called in order, synchronously; `on` returns the end. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  get size(): number {
    return this.#listeners.size;
  }

  clear(): void {
    this.#listeners.clear();
  }
}
