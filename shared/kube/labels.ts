import { rec } from './read.ts';

/** `a=1,b=2`, sorted; `<none>` when there are none. Source: `apimachinery/pkg/labels` FormatLabels. */
export function formatLabels(labels: unknown): string {
  const fields = rec(labels);
  const pairs = Object.keys(fields).map((key) => `${key}=${String(fields[key])}`);
  return pairs.length === 0 ? '<none>' : pairs.sort(byBytes).join(',');
}

/** Go's order of strings: by bytes. For well-formed text that is the order of code points. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const ca = a.charCodeAt(i);
    const cb = b.charCodeAt(i);
    if (ca === cb) continue;
    // Surrogates (U+10000 and above) come after U+E000–U+FFFF in bytes, but before them in code units.
    const surrogateA = ca >= 0xd800 && ca <= 0xdfff;
    const surrogateB = cb >= 0xd800 && cb <= 0xdfff;
    return surrogateA === surrogateB ? ca - cb : surrogateA ? 1 : -1;
  }
  return a.length - b.length;
}
