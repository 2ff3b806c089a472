import type { ErrorInfo } from '../../../shared/errors.ts';

export interface Cause {
  readonly field: string;
  readonly message: string;
}

/** The fields a server's refusal is about: its causes (422), or those that its words name (400 of strict decoding). */
export function causesOf(error: Pick<ErrorInfo, 'message' | 'detail'>): readonly Cause[] {
  const causes = fromStatus(error.detail ?? '');
  if (causes.length > 0) return causes;
  const unknown = [...error.message.matchAll(/(unknown|duplicate) field "((?:[^"\\]|\\.)*)"/g)];
  if (unknown.length > 0) return unknown.map(([, what = '', field = '']) => ({ field, message: `${what} field` }));
  // How server-side apply says it (`structured-merge-diff`).
  const undeclared = [...error.message.matchAll(/\.([^\s,]+): field not declared in schema/g)];
  if (undeclared.length > 0) return undeclared.map(([, field = '']) => ({ field, message: 'unknown field' }));
  const [words, type] = /cannot unmarshal .*? into Go struct field ([^\s]+) of type .*$/.exec(error.message) ?? [];
  return words === undefined || type === undefined ? [] : [{ field: type.replace(/^[^.]+\./, ''), message: words }];
}

function fromStatus(detail: string): readonly Cause[] {
  let status: unknown;
  try {
    status = JSON.parse(detail);
  } catch {
    return []; // No Status: a proxy's words, or none.
  }
  const causes = fieldOf(fieldOf(status, 'details'), 'causes');
  if (!Array.isArray(causes)) return [];
  return causes.flatMap((cause: unknown) => {
    const field = fieldOf(cause, 'field');
    const message = fieldOf(cause, 'message');
    return typeof field === 'string' && typeof message === 'string'
      ? [{ field: field.replace(/^\./, ''), message }]
      : [];
  });
}

const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;

/** The line that an error of reading the text names, as an offset; `null`: it names none. */
export function offsetIn(text: string, message: string): number | null {
  const [, line, column] = /at line (\d+), column (\d+)/.exec(message) ?? [];
  if (line === undefined || column === undefined) return null;
  let at = 0;
  for (let row = 1; row < Number(line); row += 1) {
    const next = text.indexOf('\n', at);
    if (next < 0) break;
    at = next + 1;
  }
  return Math.min(at + Number(column) - 1, text.length);
}
