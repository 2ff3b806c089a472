/** UTF-8 in pieces: where a run of bytes may be cut so that no character is. Bytes that are no UTF-8 are cut anywhere. */

/** How many bytes the character that begins with this byte has; 1 for anything that begins none. */
function lengthOf(lead: number): number {
  if (lead >= 0xf0 && lead < 0xf8) return 4;
  if (lead >= 0xe0) return lead < 0xf0 ? 3 : 1;
  return lead >= 0xc0 ? 2 : 1;
}

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The largest place at or below `most` that is between characters; never 0 for a run longer than it. */
export function cutAt(bytes: Uint8Array, most: number): number {
  if (bytes.length <= most) return bytes.length - unfinished(bytes);
  let at = most;
  while (at > most - 4 && at > 0 && isContinuation(bytes[at])) at -= 1;
  return isContinuation(bytes[at]) || at === 0 ? most : at;
}

/** How many bytes at the end belong to a character that has not ended yet: 0 to 3. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

/** Holds back the beginning of a character until its rest is there. */
export class WholeCharacters {
  #held: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Uint8Array {
    const all = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const end = all.length - unfinished(all);
    this.#held = all.slice(end);
    return all.subarray(0, end);
  }

  /** What is still held, at the end of the stream. */
  flush(): Uint8Array {
    const rest = this.#held;
    this.#held = new Uint8Array(0);
    return rest;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
