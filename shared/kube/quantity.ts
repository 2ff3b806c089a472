/**
 * resource.Quantity: parsing, comparison and canonical text.
 * Source: `apimachinery/pkg/api/resource/quantity.go`, `suffix.go`, `amount.go`. Written by hand because the client library's
 * `quantityToScalar` throws on `1.5Gi`.
 */

/** Which family of suffixes a quantity is written in; kept from input to output. */
type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** unscaled × 10^exponent, exactly. `unscaled` has no trailing decimal zero unless it is 0. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[-+]?\d*))$/;
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_SUFFIX = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIX = new Map(Object.entries(BINARY).map(([suffix, exponent]) => [exponent, suffix]));

const NANO = -9;
const MAX_BINARY = 2n ** 63n - 1n;
const ZERO: Quantity = { unscaled: 0n, exponent: 0, format: 'DecimalSI' };

interface Suffix {
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

function interpretSuffix(suffix: string): Suffix | null {
  const decimal = Object.hasOwn(DECIMAL, suffix) ? DECIMAL[suffix] : undefined;
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined;
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' };
  const power = /^[eE]([+-]?\d{1,9})$/.exec(suffix)?.[1];
  return power === undefined ? null : { base: 10, exponent: Number(power), format: 'DecimalExponent' };
}

/** Exponents beyond this are refused: no cluster has them, and 10^(10^9) would fill the memory. */
const MAX_EXPONENT = 1_000;

/** `null` for a text that is not a quantity. Values finer than a nano are rounded up to the next nano, away from zero. */
export function parseQuantity(text: string): Quantity | null {
  if (text === '0') return ZERO;
  const match = SYNTAX.exec(text);
  if (match === null || text === '') return null;
  const [, sign = '', whole = '', fraction = '', suffixText = ''] = match;
  // Go reads some texts without any digit as 0 (`k`); no server writes one, and in a filter it is a slip.
  if (whole === '' && fraction === '') return null;
  const suffix = interpretSuffix(suffixText);
  if (suffix === null || Math.abs(suffix.exponent) > MAX_EXPONENT) return null;

  let unscaled = BigInt(`${whole}${fraction}`);
  let exponent = -fraction.length;
  if (suffix.base === 2) unscaled <<= BigInt(suffix.exponent);
  else exponent += suffix.exponent;

  if (exponent < NANO) {
    unscaled = divideUp(unscaled, 10n ** BigInt(NANO - exponent));
    exponent = NANO;
  }
  let format = suffix.format;
  if (format === 'BinarySI') {
    const limit = scaled(MAX_BINARY, -exponent);
    if (unscaled > limit) unscaled = limit;
    if (unscaled > 0n && unscaled < scaled(1n, -exponent)) format = 'DecimalSI';
  }
  return normalize(sign === '-' ? -unscaled : unscaled, exponent, format);
}

/** value × 10^power for power ≥ 0; for a negative power (value is already whole at that scale) the quotient. */
const scaled = (value: bigint, power: number): bigint =>
  power >= 0 ? value * 10n ** BigInt(power) : value / 10n ** BigInt(-power);

/** Quotient rounded away from zero, for a value ≥ 0. */
const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** Moves all factors of ten into the exponent. */
function normalize(unscaled: bigint, exponent: number, format: QuantityFormat): Quantity {
  if (unscaled === 0n) return { unscaled, exponent: 0, format };
  let value = unscaled;
  let power = exponent;
  while (value % 10n === 0n) {
    value /= 10n;
    power++;
  }
  return { unscaled: value, exponent: power, format };
}

/** Negative when `a` is less. Exact. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const lowest = Math.min(a.exponent, b.exponent);
  const left = scaled(a.unscaled, a.exponent - lowest);
  const right = scaled(b.unscaled, b.exponent - lowest);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The nearest double; equal quantities give equal numbers, however they are written. */
export const quantityToNumber = (quantity: Quantity): number => Number(`${quantity.unscaled}e${quantity.exponent}`);

/** Canonical text in the quantity's own family. Source: `Quantity.CanonicalizeBytes`. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.unscaled === 0n) return '0';
  if (quantity.format === 'BinarySI') {
    const binary = formatBinary(quantity);
    if (binary !== null) return binary;
  }
  return formatDecimal(quantity, quantity.format === 'DecimalExponent');
}

/** Null where a binary suffix would lose something, or the value is between −1024 and 1024: written as decimal then. */
function formatBinary({ unscaled, exponent }: Quantity): string | null {
  if (exponent < 0) return null;
  let value = scaled(unscaled, exponent);
  if (value > -1024n && value < 1024n) return null;
  let power = 0;
  while (value % 1024n === 0n && power < 60) {
    value /= 1024n;
    power += 10;
  }
  return `${value}${BINARY_SUFFIX.get(power) ?? ''}`;
}

/** The exponent as a multiple of three. Beyond the known suffixes Go writes none, and loses the power; so do we. */
function formatDecimal({ unscaled, exponent }: Quantity, asExponent: boolean): string {
  const rest = ((exponent % 3) + 3) % 3;
  const value = unscaled * 10n ** BigInt(rest);
  const power = exponent - rest;
  if (asExponent) return power === 0 ? `${value}` : `${value}e${power}`;
  return `${value}${DECIMAL_SUFFIX.get(power) ?? ''}`;
}

/**
 * A quantity's canonical text, as kubectl prints it. A text that is no quantity is returned unchanged (a server never sends
 * one), and an absent one is `0`, Go's zero quantity.
 */
export function canonicalQuantity(value: unknown): string {
  if (value === undefined || value === null) return '0';
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
  if (keepsText(text)) return text;
  const quantity = parseQuantity(text);
  return quantity === null ? text : formatQuantity(quantity);
}

/**
 * Go keeps the very text it parsed where its quick path takes it for canonical, so `1.500` and `007` stay as they are while
 * `0.5` becomes `500m`. Source: `ParseQuantity`, "if the number is in canonical form, reuse the string".
 */
function keepsText(text: string): boolean {
  const match = SYNTAX.exec(text);
  const [, , whole = '', fraction = '', suffixText = ''] = match ?? [];
  const suffix = match === null ? null : interpretSuffix(suffixText);
  if (suffix === null) return false;
  const digits = whole.replace(/^0+/, '') || '0';
  if (suffix.base === 2) {
    const precision = 14 - digits.length - Math.trunc((suffix.exponent * 3) / 10);
    return fraction === '' && precision >= 0 && (BigInt(digits) & 7n) !== 0n;
  }
  const scale = suffix.exponent - fraction.length;
  const shifted = `${digits}${fraction}`;
  if (shifted.length > 18 || scale < NANO) return false;
  return scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
}

/** The exact sum, in the family of the first unless that is zero. Source: `Quantity.Add`. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const lowest = Math.min(a.exponent, b.exponent);
  const sum = scaled(a.unscaled, a.exponent - lowest) + scaled(b.unscaled, b.exponent - lowest);
  return normalize(sum, lowest, a.unscaled === 0n ? b.format : a.format);
}

/** The value in units of 10^scale, rounded away from zero. Source: `Quantity.ScaledValue`; `MilliValue` is scale −3, `Value` 0. */
export function scaledValue({ unscaled, exponent }: Quantity, scale: number): number {
  const power = exponent - scale;
  if (power >= 0) return Number(scaled(unscaled, power));
  const by = 10n ** BigInt(-power);
  return Number(unscaled < 0n ? -divideUp(-unscaled, by) : divideUp(unscaled, by));
}
