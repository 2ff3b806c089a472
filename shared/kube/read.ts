/**
 * Readers for parts of raw objects. Objects come from clusters and may hold anything; a reader never throws, it answers
 * with the zero value Go would have there (empty text, 0, false, empty list, empty object).
 */

export type Rec = { readonly [field: string]: unknown };

const EMPTY: Rec = Object.freeze(Object.create(null));
const NONE: readonly unknown[] = Object.freeze([]);

/** An object's fields; an empty object for anything that is not a JSON object. */
export const rec = (value: unknown): Rec =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Rec) : EMPTY;
/** A list's items; no items for anything that is not a list. */
export const arr = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : NONE);
export const str = (value: unknown): string => (typeof value === 'string' ? value : '');
/** A number; 0 when absent. */
export const int = (value: unknown): number => (typeof value === 'number' ? value : 0);
export const bool = (value: unknown): boolean => value === true;
/** Set at all: neither absent nor null. What a Go pointer being non-nil is. */
export const has = (value: unknown): boolean => value !== undefined && value !== null;
/** The texts of a list; other items are dropped. */
export const strings = (value: unknown): readonly string[] =>
  arr(value).filter((item): item is string => typeof item === 'string');

/**
 * How many entries a map has. The protobuf reader counts entries of `count` fields without keeping the values, so the field
 * may already be a number.
 */
export function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

/** A field of an object that is a Go map of texts; `undefined` when the key is not there. */
export function entry(map: unknown, key: string): string | undefined {
  const fields = rec(map);
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}
