/** Sixteen digits in a row: the least that a double may not hold. */
const LONG = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * `JSON.parse` for objects of kinds nobody declared, whose columns show whatever integer is there: one that fits 64 bits and no
 * double becomes a bigint, as Kubernetes keeps it (`sigs.k8s.io/json` UnmarshalCaseSensitivePreserveInts). A larger one is a float
 * there too. Throws SyntaxError as `JSON.parse` does; texts without long digits cost one scan more.
 */
export function parseExact(text: string): unknown {
  return LONG.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  if (source === undefined || !INTEGER.test(source)) return value;
  const integer = BigInt(source);
  // A double that is exactly this integer is as good.
  return BigInt.asIntN(64, integer) === integer && BigInt(value) !== integer ? integer : value;
}
