import type { UserKind } from '../../../shared/contract/contexts.ts';
import { certificateEnd, decodeData } from './certificates.ts';
import { isRecord, textField } from './parse.ts';

type Fields = Readonly<Record<string, unknown>>;

/** How a user entry signs in; where several ways stand together, the one kubectl would use (`client-go/rest/config.go`). */
export function userKind(user: Fields | undefined): UserKind {
  if (user === undefined) return 'none';
  const has = (field: string): boolean => textField(user, field) !== undefined;
  if (isRecord(user.exec)) return 'program';
  if (isRecord(user['auth-provider'])) return user['auth-provider'].name === 'oidc' ? 'oidc' : 'auth-provider';
  if (has('tokenFile')) return 'token-file';
  if (has('token')) return 'token';
  if (has('username')) return 'basic';
  return has('client-certificate') || has('client-certificate-data') ? 'certificate' : 'none';
}

/** End of the client certificate that stands in the entry itself, epoch ms. */
export function inlineCertificateEnd(user: Fields): number | null {
  const data = textField(user, 'client-certificate-data');
  const pem = data === undefined ? null : decodeData(data);
  return pem === null ? null : certificateEnd(pem);
}
