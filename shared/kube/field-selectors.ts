import { byBytes } from './labels.ts';

/**
 * Field selectors (`status.phase!=Running,spec.nodeName=n1`). Source: `apimachinery/pkg/fields/selector.go`.
 * Terms are sorted; `\`, `,` and `=` in values are escaped with a backslash.
 */
export interface FieldTerm {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

export type ParsedFieldSelector =
  | { readonly ok: true; readonly terms: readonly FieldTerm[] }
  | { readonly ok: false; readonly message: string; readonly at: number };

export function parseFieldSelector(text: string): ParsedFieldSelector {
  const terms: FieldTerm[] = [];
  for (const part of splitTerms(text)) {
    if (part.text === '') continue;
    const match = /^(.*?)(!=|==|=)(.*)$/su.exec(part.text);
    if (match === null) return { ok: false, message: `"${part.text}" has no =, == or !=`, at: part.at };
    const [, field = '', operator = '', raw = ''] = match;
    const value = unescapeValue(raw);
    if (value === null) {
      return { ok: false, message: `"${raw}" is not escaped properly`, at: part.at + field.length + operator.length };
    }
    terms.push({ field, operator: operator === '!=' ? '!=' : '=', value });
  }
  return { ok: true, terms: terms.sort((a, b) => byBytes(formatTerm(a), formatTerm(b))) };
}

function splitTerms(text: string): readonly { readonly text: string; readonly at: number }[] {
  const parts: { text: string; at: number }[] = [];
  let start = 0;
  let escaped = false;
  for (let i = 0; i < text.length; i++) {
    if (escaped) escaped = false;
    else if (text[i] === '\\') escaped = true;
    else if (text[i] === ',') {
      parts.push({ text: text.slice(start, i), at: start });
      start = i + 1;
    }
  }
  parts.push({ text: text.slice(start), at: start });
  return parts;
}

function unescapeValue(raw: string): string | null {
  let value = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw.charAt(i);
    if (c === '\\') {
      const next = raw.charAt(++i);
      if (next !== '\\' && next !== ',' && next !== '=') return null;
      value += next;
    } else if (c === ',' || c === '=') {
      return null;
    } else {
      value += c;
    }
  }
  return value;
}

const escapeFieldValue = (value: string): string => value.replace(/[\\,=]/g, (c) => `\\${c}`);

const formatTerm = ({ field, operator, value }: FieldTerm): string => `${field}${operator}${escapeFieldValue(value)}`;

export const formatFieldSelector = (terms: readonly FieldTerm[]): string => terms.map(formatTerm).join(',');

/** Whether fields (a missing one is empty, as in Go) fulfil all terms. */
export const matchesFields = (terms: readonly FieldTerm[], fields: (name: string) => string): boolean =>
  terms.every(({ field, operator, value }) => (fields(field) === value) === (operator === '='));
