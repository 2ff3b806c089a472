/** Deterministic randomness: the same seed tells the same story. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole, in [0, below). */
  below(below: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mixes 32 bits (the finaliser of MurmurHash3), good enough to spread names and states. */
export function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export function hashText(text: string, seed = 0): number {
  let h = mix(seed ^ 0x9e3779b9);
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Mulberry32. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => next() < probability,
    pick: (from) => {
      const found = from[below(from.length)];
      if (found === undefined) throw new Error('pick from nothing');
      return found;
    },
  };
}

/** The alphabet of apimachinery `util/rand`: no vowels, no 0, 1, 3, so that names spell nothing. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** A suffix as the API server's name generator makes them. */
export function safeSuffix(value: number, length: number): string {
  let rest = mix(value);
  let text = '';
  for (let i = 0; i < length; i++) {
    text += SAFE[rest % SAFE.length];
    rest = Math.floor(rest / SAFE.length);
    if (rest === 0) rest = mix(value + i + 1);
  }
  return text;
}

const hex8 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** A version 4 shaped uid from two numbers; distinct for distinct pairs below 2^32. */
export function uidOf(space: number, serial: number): string {
  const a = mix(serial);
  const b = mix(a ^ space);
  const c = mix(b + 0x7f4a7c15);
  return `${hex8(a)}-${hex8(b).slice(0, 4)}-4${hex8(b).slice(5)}-a${hex8(c).slice(0, 3)}-${hex8(space)}${hex8(c).slice(4)}`;
}
