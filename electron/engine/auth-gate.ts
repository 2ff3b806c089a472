import type { AuthGate } from './reflect/types.ts';

/** A 401 asks the host for new credentials, once for everybody who got it with the same ones; all wait for the one answer. */
export class CredentialGate implements AuthGate {
  readonly #ask: (generation: number) => void;
  readonly #waiting = new Set<(renewed: boolean) => void>();
  #generation: number;
  #asked = -1;

  constructor(generation: number, ask: (generation: number) => void) {
    this.#generation = generation;
    this.#ask = ask;
  }

  get generation(): number {
    return this.#generation;
  }

  renewed(generation: number, signal: AbortSignal): Promise<boolean> {
    if (generation < this.#generation) return Promise.resolve(true);
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (renewed: boolean): void => {
        this.#waiting.delete(settle);
        signal.removeEventListener('abort', onAbort);
        resolve(renewed);
      };
      const onAbort = (): void => settle(false);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(settle);
      if (this.#asked < generation) {
        this.#asked = generation;
        this.#ask(generation);
      }
    });
  }

  /** New credentials are in use. */
  arrived(generation: number): void {
    if (generation <= this.#generation) return;
    this.#generation = generation;
    for (const settle of [...this.#waiting]) settle(true);
  }

  /** There are none for now; the next 401 asks again. */
  failed(generation: number): void {
    if (generation < this.#generation) return;
    this.#asked = -1;
    for (const settle of [...this.#waiting]) settle(false);
  }
}
