import { byBytes } from './labels.ts';

/**
 * JSON as Go's `encoding/json` writes it: compact, keys sorted, `<`, `>`, `&` and the two line separators escaped. A string column of
 * a custom resource prints objects and lists so.
 */
export function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => byBytes(a, b));
    return `{${fields.map(([key, item]) => `${quoted(key)}:${goJson(item)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value ?? null);
}

const ESCAPED = /[<>&\u2028\u2029]/g;

const quoted = (text: string): string =>
  JSON.stringify(text).replace(ESCAPED, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
