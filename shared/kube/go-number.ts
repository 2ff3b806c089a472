/**
 * A number cell as kubectl prints it. It reads the Table's JSON keeping integers that fit 64 bits, and prints the rest as
 * `fmt.Sprint` of a float64. Source: `sigs.k8s.io/json` UnmarshalCaseSensitivePreserveInts, package `fmt` verb %v.
 */
export function goNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value === 0 ? 0 : value);
  if (Number.isInteger(value) && value >= -INT64_LIMIT && value < INT64_LIMIT) return BigInt(value).toString();
  return goFloat(value);
}

const INT64_LIMIT = 2 ** 63;

/** A Go float64 under %v: the shortest digits, with an exponent below 1e-4 and from 1e6 on (1e21 for JSON, not here). */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < EXPONENT_FROM) return plain(mantissa, exponent);
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const EXPONENT_FROM = 6;

/** mantissa × 10^exponent written without an exponent. */
function plain(mantissa: string, exponent: number): string {
  const negative = mantissa.startsWith('-');
  const digits = mantissa.replace('-', '').replace('.', '');
  const point = exponent + 1;
  const text =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : digits.length > point
        ? `${digits.slice(0, point)}.${digits.slice(point)}`
        : digits.padEnd(point, '0');
  return negative ? `-${text}` : text;
}
