/**
 * Natural order of texts: runs of digits compare as numbers (`pod-2` before `pod-10`), everything else by code unit.
 * A total order: equal only for equal texts (`a1` before `a01`).
 */

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Negative when `a` comes first. */
export function compareNatural(a: string, b: string): number {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const ca = a.charCodeAt(i);
    const cb = b.charCodeAt(j);
    if (isDigit(ca) && isDigit(cb)) {
      const startA = skipZeros(a, i);
      const startB = skipZeros(b, j);
      const endA = endOfDigits(a, startA);
      const endB = endOfDigits(b, startB);
      const byNumber = endA - startA - (endB - startB) || compareRun(a, startA, b, startB, endA - startA);
      if (byNumber !== 0) return byNumber;
      i = endA;
      j = endB;
    } else if (ca !== cb) {
      return ca - cb;
    } else {
      i++;
      j++;
    }
  }
  // One is a prefix of the other, or they differ only in leading zeros: the shorter one first.
  return a.length - i - (b.length - j) || a.length - b.length || (a < b ? -1 : 1);
}

/** First digit after leading zeros; the last digit of the run when all are zero. */
function skipZeros(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 48 && isDigit(text.charCodeAt(at + 1))) at++;
  return at;
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

function compareRun(a: string, startA: number, b: string, startB: number, length: number): number {
  for (let k = 0; k < length; k++) {
    const difference = a.charCodeAt(startA + k) - b.charCodeAt(startB + k);
    if (difference !== 0) return difference;
  }
  return 0;
}

const DIGIT_RUN = /\d+/g;

/**
 * A key whose plain `<` order is the natural order of the texts (equal for texts that differ in leading zeros only), for
 * sorts that compare one text many times. A run of digits becomes one character for its length, then the digits.
 */
export function naturalKey(text: string): string {
  if (!hasDigit(text)) return text;
  return text.replace(DIGIT_RUN, (run) => {
    const digits = run.slice(skipZeros(run, 0));
    // Lengths 1–8 stay within the digits' own place among characters; longer runs follow after '9'.
    return digits.length < 9
      ? `${digits.length}${digits}`
      : `9${String.fromCharCode(Math.min(digits.length, 0xffff))}${digits}`;
  });
}

function hasDigit(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isDigit(text.charCodeAt(i))) return true;
  return false;
}

/** The default order of every list: namespace, then name. */
export function compareNamespaceName(
  a: { readonly namespace: string; readonly name: string },
  b: { readonly namespace: string; readonly name: string },
): number {
  return compareNatural(a.namespace, b.namespace) || compareNatural(a.name, b.name);
}
