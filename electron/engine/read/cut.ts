import { DROPPED_KEY, type Keep, type KeepField } from './keep.ts';
import { afterColon, countEntries, eachField, JsonError, skipSpace, skipValue } from './scan.ts';

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

  /** Takes back a copy that went wrong half way. */
  rewind(length: number): void {
    this.#at = length;
  }

  /** Copies the value at `at` with only the fields of `keep` (without managedFields when `null`); answers the index after it. */
  value(bytes: Uint8Array, at: number, end: number, keep: Keep | null): number {
    // The copy is never longer than the original, except for counts of empty lists, which are as long.
    if (keep === null) return this.#withoutManaged(bytes, at, end);
    if (bytes[at] === 123) return this.#object(bytes, at, end, keep);
    if (bytes[at] === 91) return this.#list(bytes, at, end, keep);
    return this.#whole(bytes, at, end);
  }

  #object(bytes: Uint8Array, at: number, end: number, keep: Keep): number {
    this.byte(123);
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === 125) {
      this.byte(125);
      return i + 1;
    }
    let first = true;
    for (;;) {
      if (bytes[i] !== 34) throw new JsonError('a key was expected');
      const keyFrom = i++;
      let hash = 0x811c9dc5;
      for (;;) {
        const c = bytes[i];
        if (c === 34) break;
        if (c === undefined || i >= end) throw new JsonError('a key does not end');
        hash = Math.imul(hash ^ c, 0x01000193);
        i += c === 92 ? 2 : 1;
      }
      const keyTo = i + 1;
      const from = afterColon(bytes, keyTo);
      const field = keep.fields.get(hash | 0);
      if (field === undefined) {
        i = skipValue(bytes, from, end);
      } else {
        if (!first) this.byte(44);
        first = false;
        this.#copy(bytes, keyFrom, keyTo);
        this.byte(58);
        i = this.#field(bytes, from, end, field);
      }
      i = skipSpace(bytes, i);
      const c = bytes[i];
      if (c === 125) break;
      if (c !== 44) throw new JsonError('a comma or the end of an object was expected');
      i = skipSpace(bytes, i + 1);
    }
    this.byte(125);
    return i + 1;
  }

  #field(bytes: Uint8Array, at: number, end: number, field: KeepField): number {
    if (field.count) {
      const count = countEntries(bytes, at, end);
      if (count < 0) return this.#whole(bytes, at, end);
      for (const digit of String(count)) this.byte(digit.charCodeAt(0));
      return skipValue(bytes, at, end);
    }
    return field.inside === null ? this.#whole(bytes, at, end) : this.value(bytes, at, end, field.inside);
  }

  #list(bytes: Uint8Array, at: number, end: number, keep: Keep): number {
    this.byte(91);
    let i = skipSpace(bytes, at + 1);
    if (bytes[i] === 93) {
      this.byte(93);
      return i + 1;
    }
    for (;;) {
      i = skipSpace(bytes, this.value(bytes, i, end, keep));
      const c = bytes[i];
      if (c === 93) break;
      if (c !== 44) throw new JsonError('a comma or the end of a list was expected');
      this.byte(44);
      i = skipSpace(bytes, i + 1);
    }
    this.byte(93);
    return i + 1;
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
