import type { UserEntry } from './types.ts';

export type HeaderMap = Record<string, string | readonly string[]>;

export function bearer(token: string): HeaderMap {
  return { authorization: `Bearer ${token}` };
}

export function basic(username: string, password: string): HeaderMap {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** `Impersonate-*` (`client-go/transport/round_trippers.go impersonatingRoundTripper`): extra keys are percent-encoded, since header names know few characters. */
export function impersonation(impersonate: UserEntry['impersonate']): HeaderMap {
  if (impersonate === undefined) return {};
  const headers: HeaderMap = { 'impersonate-user': impersonate.user };
  if (impersonate.uid !== undefined) headers['impersonate-uid'] = impersonate.uid;
  if (impersonate.groups.length > 0) headers['impersonate-group'] = impersonate.groups;
  for (const [key, values] of Object.entries(impersonate.extra))
    headers[`impersonate-extra-${escapeHeaderKey(key).toLowerCase()}`] = values;
  return headers;
}

const LEGAL = /[!#$&'*+\-.0-9A-Z^_`a-z|~]/;

/** `headerKeyEscape`: every byte that is no token character, and `%`, as `%XX`. */
function escapeHeaderKey(key: string): string {
  return [...Buffer.from(key, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 0x80 && LEGAL.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
