/** Text from protobuf bytes. */

const SLOTS = 4096;
const SHORT = 40;

/**
 * Short texts repeat endlessly in a list (`Ready`, `True`, label keys, images): remembered by the hash of their bytes, a repeat is
 * compared instead of decoded, and exists once in memory.
 */
export class Texts {
  readonly #known: string[] = new Array(SLOTS).fill('');

  read(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0) return '';
    if (length > SHORT) return bytes.toString('utf8', from, to);
    let hash = length;
    let high = 0;
    for (let i = from; i < to; i++) {
      const c = bytes[i] ?? 0;
      high |= c;
      hash = Math.imul(hash ^ c, 0x01000193);
    }
    if (high > 127) return bytes.toString('utf8', from, to);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#known[slot] ?? '';
    if (known.length === length) {
      let i = 0;
      while (i < length && known.charCodeAt(i) === bytes[from + i]) i++;
      if (i === length) return known;
    }
    const text = bytes.toString('latin1', from, to);
    this.#known[slot] = text;
    return text;
  }
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** Times repeat too (a pod's conditions share theirs): the last ones are remembered by their second. */
export class Times {
  #seconds: number[] = new Array(256).fill(Number.NaN);
  #texts: string[] = new Array(256).fill('');

  /** RFC 3339 in UTC, with microseconds for `micro`; whole seconds otherwise, as the server prints them. */
  text(seconds: number, nanos: number, micro: boolean): string {
    const slot = seconds & 255;
    if (this.#seconds[slot] !== seconds) {
      const d = new Date(seconds * 1000);
      const year = d.getUTCFullYear();
      const plain = year >= 0 && year <= 9999;
      this.#texts[slot] = plain
        ? `${String(year).padStart(4, '0')}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}T${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
        : '';
      this.#seconds[slot] = seconds;
    }
    const text = this.#texts[slot] ?? '';
    return micro ? `${text}.${String(Math.trunc(nanos / 1000)).padStart(6, '0')}Z` : `${text}Z`;
  }
}
