const SLAB = 512 * 1024;
/** A message begins a new slab when less than this is left. */
const LOW = 32 * 1024;

/**
 * Writes protobuf from the end of a buffer to its beginning, so that the length of a message is known when its prefix
 * is written and nothing is copied twice (the way `k8s.io/api`'s generated code does it). Finished messages are views
 * into slabs shared with their neighbours.
 */
export class ReverseWriter {
  #buffer = Buffer.allocUnsafeSlow(0);
  #at = 0;
  #end = 0;

  /** Begins a message. */
  begin(): void {
    if (this.#at < LOW) {
      this.#buffer = Buffer.allocUnsafeSlow(SLAB);
      this.#at = SLAB;
    }
    this.#end = this.#at;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#end - this.#at;
  }

  #room(bytes: number): void {
    if (this.#at >= bytes) return;
    const used = this.length;
    const grown = Buffer.allocUnsafeSlow(Math.max(SLAB, used * 2, used + bytes + LOW));
    this.#buffer.copy(grown, grown.length - used, this.#at, this.#end);
    this.#buffer = grown;
    this.#at = grown.length - used;
    this.#end = grown.length;
  }

  /** Whole numbers up to 2^53; negative ones as ten bytes of two's complement. */
  varint(value: number): void {
    this.#room(10);
    if (value < 0) {
      this.#negative(value);
      return;
    }
    let size = 1;
    for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) size++;
    this.#at -= size;
    let rest = value;
    for (let i = 0; i < size - 1; i++) {
      this.#buffer[this.#at + i] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#buffer[this.#at + size - 1] = rest;
  }

  #negative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(Math.trunc(value)));
    this.#at -= 10;
    for (let i = 0; i < 9; i++) {
      this.#buffer[this.#at + i] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#buffer[this.#at + 9] = Number(rest);
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

  /** What was written since `begin`. */
  finish(): Buffer {
    return this.#buffer.subarray(this.#at, this.#end);
  }
}
