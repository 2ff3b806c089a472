import { DROPPED_KEY } from './keep.ts';
import { eachField, skipValue } from './scan.ts';

/**
 * Copies JSON values while leaving out what nobody reads. The copy is JSON again. One cutter has one growing buffer; `text()`
 * hands it over as a string.
 */
export class Cutter {
  #out = Buffer.allocUnsafe(1 << 16);
  #at = 0;

  reset(): void {
    this.#at = 0;
  }

  get length(): number {
    return this.#at;
  }

  /** The copy so far. */
  text(from = 0): string {
    return this.#out.toString('utf8', from, this.#at);
  }

  byte(value: number): void {
    this.#room(1);
    this.#out[this.#at++] = value;
  }

  /** Copies the value at `at` without `metadata.managedFields`; answers the index after it. */
  value(bytes: Uint8Array, at: number, end: number): number {
    return this.#withoutManaged(bytes, at, end);
  }

  #whole(bytes: Uint8Array, at: number, end: number): number {
    const to = skipValue(bytes, at, end);
    this.#copy(bytes, at, to);
    return to;
  }

  /** An object as it is, but for `metadata.managedFields`. */
  #withoutManaged(bytes: Uint8Array, at: number, end: number): number {
    if (bytes[at] !== 123) return this.#whole(bytes, at, end);
    return this.#fieldsExcept(bytes, at, end, (from, to, value) => {
      if (!isKey(bytes, from, to, 'metadata') || bytes[value] !== 123) return null;
      return (): number =>
        this.#fieldsExcept(
          bytes,
          value,
          end,
          (f, t, v) => (isKey(bytes, f, t, DROPPED_KEY) ? (): number => skipValue(bytes, v, end) : null),
          true,
        );
    });
  }

  /** `special` answers how to treat a field, or null for an exact copy; `drop`: special fields vanish, key and all. */
  #fieldsExcept(
    bytes: Uint8Array,
    at: number,
    end: number,
    special: (from: number, to: number, value: number) => (() => number) | null,
    drop = false,
  ): number {
    this.byte(123);
    let first = true;
    const after = eachField(bytes, at, end, (from, to, value) => {
      const treat = special(from, to, value);
      if (treat !== null && drop) return treat();
      if (!first) this.byte(44);
      first = false;
      this.#copy(bytes, from - 1, to + 1);
      this.byte(58);
      return treat === null ? this.#whole(bytes, value, end) : treat();
    });
    this.byte(125);
    return after;
  }

  #copy(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    this.#room(length);
    if (length > 96) this.#out.set(bytes.subarray(from, to), this.#at);
    else for (let i = 0; i < length; i++) this.#out[this.#at + i] = bytes[from + i] ?? 0;
    this.#at += length;
  }

  #room(more: number): void {
    if (this.#at + more <= this.#out.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(this.#out.length * 2, this.#at + more));
    this.#out.copy(bigger, 0, 0, this.#at);
    this.#out = bigger;
  }
}

export function isKey(bytes: Uint8Array, from: number, to: number, key: string): boolean {
  if (to - from !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (bytes[from + i] !== key.charCodeAt(i)) return false;
  return true;
}
