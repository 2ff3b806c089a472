/** Those who wait for the next time something happens. Nobody is kept who gave up. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Resolves with the next `wake`, or when the signal is aborted. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (signal.aborted) return done();
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}
