/**
 * Writes protobuf from the end of a buffer to its beginning, so that the length of a message is known when its prefix
 * is written and nothing is copied twice (the way `k8s.io/api`'s generated code does it).
 */
export class ReverseWriter {
  #buffer = Buffer.allocUnsafe(16 * 1024);
  #at = this.#buffer.length;

  /** Bytes written so far. */
  get length(): number {
    return this.#buffer.length - this.#at;
  }

  #room(bytes: number): void {
    if (this.#at >= bytes) return;
    const used = this.length;
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, used + bytes + 1024));
    this.#buffer.copy(grown, grown.length - used, this.#at);
    this.#buffer = grown;
    this.#at = grown.length - used;
  }

  /** Whole numbers up to 2^53; negative ones as ten bytes of two's complement. */
  varint(value: number): void {
    if (value >= 0 && value < 128) {
      this.#room(1);
      this.#buffer[--this.#at] = value;
      return;
    }
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.#room(bytes.length);
    this.#at -= bytes.length;
    this.#buffer.set(bytes, this.#at);
  }

  tag(field: number, wire: 0 | 2): void {
    this.varint(field * 8 + wire);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#at -= value.length;
    this.#buffer.set(value, this.#at);
  }

  text(value: string): void {
    const size = Buffer.byteLength(value);
    this.#room(size);
    this.#at -= size;
    this.#buffer.write(value, this.#at, size);
  }

  /** Length and tag of what was written since `mark` (a former `length`). */
  close(field: number, mark: number): void {
    this.varint(this.length - mark);
    this.tag(field, 2);
  }

  /** Begins anew in the same buffer. */
  reset(): void {
    this.#at = this.#buffer.length;
  }

  /** A copy of what was written. */
  finish(): Buffer {
    return Buffer.from(this.#buffer.subarray(this.#at));
  }
}
