import { storageKey } from '../../shared/scope.ts';
import type { Timing } from './clock.ts';

/** What the page's localStorage offers, so that tests bring a plain one. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Turns parsed JSON into a value, or `undefined` when it is not one: what is on disk may be from another version. */
export type Check<T> = (value: unknown) => T | undefined;

const WRITE_AFTER_MS = 300;

/**
 * The one way into localStorage; every key reads `name:<clusterId>`. Values are held in memory and written shortly after the
 * last change (scrolling must not write on each frame); `flush` writes now, when the page is hidden or goes.
 */
export class ViewStorage {
  readonly #store: KeyValue;
  readonly #timing: Timing;
  readonly #report: (error: unknown) => void;
  readonly #values = new Map<string, unknown>();
  readonly #dirty = new Set<string>();
  #cancel: (() => void) | null = null;

  constructor(store: KeyValue, timing: Timing, report: (error: unknown) => void) {
    this.#store = store;
    this.#timing = timing;
    this.#report = report;
  }

  read<T>(name: string, clusterId: string, fallback: T, check: Check<T>): T {
    const key = storageKey(name, clusterId);
    if (!this.#values.has(key)) this.#values.set(key, this.#load(key));
    const held = this.#values.get(key);
    return held === undefined ? fallback : (check(held) ?? fallback);
  }

  write(name: string, clusterId: string, value: unknown): void {
    const key = storageKey(name, clusterId);
    if (Object.is(this.#values.get(key), value) && this.#values.has(key)) return;
    this.#values.set(key, value);
    this.#dirty.add(key);
    this.#cancel ??= this.#timing.setTimeout(() => this.flush(), WRITE_AFTER_MS);
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    for (const key of this.#dirty) this.#save(key);
    this.#dirty.clear();
  }

  #load(key: string): unknown {
    const text = this.#store.getItem(key);
    if (text === null) return undefined;
    try {
      return JSON.parse(text);
    } catch (error) {
      this.#report(error);
      return undefined;
    }
  }

  /** A full store loses where one scrolled to, not the program: it is reported and the value stays in memory. */
  #save(key: string): void {
    const value = this.#values.get(key);
    try {
      if (value === undefined || value === null) this.#store.removeItem(key);
      else this.#store.setItem(key, JSON.stringify(value));
    } catch (error) {
      this.#report(error);
    }
  }
}

/** Flushes when the page may go: hidden is the last event that browsers promise. Answers with the end. */
export function flushOnHide(storage: ViewStorage, page: Window): () => void {
  const flush = (): void => storage.flush();
  page.addEventListener('pagehide', flush);
  page.document.addEventListener('visibilitychange', flush);
  return () => {
    page.removeEventListener('pagehide', flush);
    page.document.removeEventListener('visibilitychange', flush);
  };
}
