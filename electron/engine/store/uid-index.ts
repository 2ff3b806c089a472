/**
 * From uid to row number, as a hash table of typed arrays: a Map of 150,000 keys costs a hundred bytes each, and one big Map
 * that outgrows a worker's limit ends the whole process (`DESIGN.md` §1). Open addressing, linear probing, at most 60 % full.
 */
export class UidIndex {
  readonly #uidOf: (row: number) => string;
  /** Row + 1; 0 is free. Removal moves later entries back, so there are no tombstones. */
  #slots = new Int32Array(64);
  /** Hash of each row's uid: growing and removing need not read texts again. */
  #hashes = new Int32Array(64);
  #size = 0;

  constructor(uidOf: (row: number) => string) {
    this.#uidOf = uidOf;
  }

  /** Row of that uid, or -1. */
  find(uid: string): number {
    const mask = this.#slots.length - 1;
    const wanted = hash(uid);
    for (let at = wanted & mask; ; at = (at + 1) & mask) {
      const slot = this.#slots[at] ?? 0;
      if (slot === 0) return -1;
      if (this.#hashes[slot - 1] === wanted && this.#uidOf(slot - 1) === uid) return slot - 1;
    }
  }

  /** The uid must not be in the index, and `uidOf(row)` must answer it already. */
  add(uid: string, row: number): void {
    if ((this.#size + 1) * 5 > this.#slots.length * 3) this.#grow();
    if (row >= this.#hashes.length) {
      const bigger = new Int32Array(Math.max(row + 1, this.#hashes.length * 2));
      bigger.set(this.#hashes);
      this.#hashes = bigger;
    }
    this.#hashes[row] = hash(uid);
    this.#put(row);
    this.#size++;
  }

  /** Before the row's uid is forgotten. */
  remove(uid: string): void {
    const mask = this.#slots.length - 1;
    let at = hash(uid) & mask;
    for (; ; at = (at + 1) & mask) {
      const slot = this.#slots[at] ?? 0;
      if (slot === 0) return;
      if (this.#uidOf(slot - 1) === uid) break;
    }
    this.#size--;
    let hole = at;
    for (let next = (at + 1) & mask; ; next = (next + 1) & mask) {
      const slot = this.#slots[next] ?? 0;
      if (slot === 0) break;
      const home = (this.#hashes[slot - 1] ?? 0) & mask;
      // May the entry at `next` stand in the hole? Only when its home is not between the two.
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        this.#slots[hole] = slot;
        hole = next;
      }
    }
    this.#slots[hole] = 0;
  }

  clear(): void {
    this.#slots = new Int32Array(64);
    this.#size = 0;
  }

  #put(row: number): void {
    const mask = this.#slots.length - 1;
    let at = (this.#hashes[row] ?? 0) & mask;
    while (this.#slots[at] !== 0) at = (at + 1) & mask;
    this.#slots[at] = row + 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (const slot of old) if (slot !== 0) this.#put(slot - 1);
  }
}

function hash(uid: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < uid.length; i++) h = Math.imul(h ^ uid.charCodeAt(i), 0x01000193);
  // The low bits of FNV over hexadecimal text are weak on their own.
  return h ^ (h >>> 15);
}
