import type { Credentials } from '../../transport/types.ts';
import { certificateEnd } from '../kubeconfig/certificates.ts';
import { whose } from './mint.ts';
import { jwtExpiry } from './oidc.ts';
import type { CredentialFailure, ResolvedContext } from './types.ts';

/** Why a server that answers 401 probably did so: an ended certificate or token is named with its date, else the refusal itself. */
export function explainRejection(resolved: ResolvedContext, credentials: Credentials, now: number): CredentialFailure {
  const who = whose(resolved);
  const certificate = credentials.clientCert === undefined ? null : certificateEnd(credentials.clientCert);
  if (certificate !== null && certificate < now)
    return { errorClass: 'expired', message: `The client certificate of ${who} expired on ${day(certificate)}.` };
  const { authorization } = credentials.headers;
  const token =
    typeof authorization === 'string' && authorization.startsWith('Bearer ') ? authorization.slice(7) : null;
  const end = credentials.expiresAt ?? (token === null ? null : jwtExpiry(token));
  if (end !== null && end < now)
    return { errorClass: 'expired', message: `The token of ${who} expired on ${day(end)}.` };
  if (token === null && authorization === undefined && credentials.clientCert === undefined)
    return { errorClass: 'no-credentials', message: `The ${who} holds no credentials, and the server wants some.` };
  return { errorClass: 'rejected', message: `The server refused the credentials of ${who}.` };
}

function day(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
