import type { JsonNode } from './lossless.ts';

/**
 * What a plain (unquoted) YAML text means to kubectl: the rules of YAML 1.1 as its Go reader applies them, so that a text means
 * the same here and in `kubectl apply`. By hand because the `yaml` package answers with JavaScript numbers and loses digits.
 */
const yes = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
const no = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
const nothing = new Set(['', '~', 'null', 'Null', 'NULL']);
const notJson = /^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$/;
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/;
const based = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)$/;
const float = /^([-+]?)(\d*)(?:\.(\d*))?([eE][-+]?\d+)?$/;

/** `null` where the value has no place in JSON (infinities, not-a-number). */
export function plainScalar(source: string): JsonNode | null {
  if (nothing.has(source)) return { type: 'literal', value: null };
  if (yes.has(source)) return { type: 'literal', value: true };
  if (no.has(source)) return { type: 'literal', value: false };
  if (jsonNumber.test(source)) return { type: 'number', raw: source };
  if (notJson.test(source)) return null;
  const raw = otherNumber(source);
  return raw === null ? { type: 'string', value: source } : { type: 'number', raw };
}

/** Numbers that YAML 1.1 writes and JSON does not: `0x10`, `0o7`, `017`, `1_000`, `+1`, `.5`, `1.`; every digit is kept. */
function otherNumber(source: string): string | null {
  if (!/^[-+.\d]/.test(source)) return null;
  const digits = source.replaceAll('_', '');
  const whole = based.exec(digits);
  if (whole !== null) {
    const text = (whole[2] ?? '').toLowerCase();
    const value = BigInt(/^0[xbo]/.test(text) ? text : `0o${text.slice(1)}`);
    return `${whole[1] === '-' && value !== 0n ? '-' : ''}${value}`;
  }
  const [, sign = '', front = '', back = '', power = ''] = float.exec(digits) ?? [];
  if (front === '' && back === '') return null;
  const minus = sign === '-' ? '-' : '';
  const fraction = back === '' ? '' : `.${back}`;
  return `${minus}${front.replace(/^0+(?=\d)/, '') || '0'}${fraction}${power}`;
}
