import type { PeerCertificate } from 'node:tls';
import { PortolanError } from '../../shared/errors.ts';

/** Plain sentences for what goes wrong below HTTP. `target` is `host:port`, `detail` always the system's own code. */

const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
};
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const SENTENCES: Readonly<Record<string, (target: string) => string>> = {
  ECONNREFUSED: (t) => `${t} refused the connection: nothing listens there.`,
  ENOTFOUND: (t) => `The name of ${t} cannot be resolved: DNS knows no such host.`,
  EAI_AGAIN: (t) => `The name of ${t} cannot be resolved: the DNS server does not answer.`,
  ECONNRESET: (t) => `${t} reset the connection.`,
  EPIPE: (t) => `${t} closed the connection while it was written to.`,
  ERR_STREAM_PREMATURE_CLOSE: (t) => `${t} closed the connection before its answer was complete.`,
  EHOSTUNREACH: (t) => `There is no route to ${t}.`,
  ENETUNREACH: (t) => `The network of ${t} cannot be reached.`,
  EHOSTDOWN: (t) => `The host of ${t} is down.`,
  HPE_INVALID_CONSTANT: (t) => `${t} does not answer in HTTP.`,
};

/** TLS alerts by which a server refuses the client's side, and what they mean to a person. */
const TLS_SENTENCES: readonly (readonly [RegExp, (target: string) => string])[] = [
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/, (t) => `${t} does not speak TLS.`],
  [/CERTIFICATE_REQUIRED/, (t) => `${t} asks for a client certificate, and the kubeconfig has none.`],
  [/CERTIFICATE_EXPIRED/, (t) => `${t} refused the client certificate: it has expired.`],
  [/CERTIFICATE_UNKNOWN|UNKNOWN_CA|BAD_CERTIFICATE|ACCESS_DENIED/, (t) => `${t} refused the client certificate.`],
  [/HANDSHAKE_FAILURE|PROTOCOL_VERSION/, (t) => `${t} and this program share no version of TLS.`],
  [/KEY_VALUES_MISMATCH/, (t) => `The client certificate and key for ${t} do not belong together.`],
];

/** Whatever a socket, TLS or HTTP layer threw, as the one error class: `unreachable`, `timeout`, `cancelled` or `invalid`. */
export function transportError(error: unknown, target: string): PortolanError {
  if (error instanceof PortolanError) return error;
  const code = codeOf(error);
  if (error instanceof Error && (error.name === 'AbortError' || code === 'ABORT_ERR')) return cancelled();
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT')
    return new PortolanError('timeout', `${target} does not answer.`, { detail: code, cause: error });
  const sentence = SENTENCES[code]?.(target);
  if (sentence !== undefined) return new PortolanError('unreachable', sentence, { detail: code, cause: error });
  const tls = TLS_SENTENCES.find(([pattern]) => pattern.test(code) || pattern.test(textOf(error).toUpperCase()));
  if (tls !== undefined) return new PortolanError('unreachable', tls[1](target), { detail: code, cause: error });
  if (/PEM|ASN1|_KEY_|X509|OSSL/.test(code) && !code.startsWith('ERR_HTTP2')) return badMaterial(target, error);
  return new PortolanError('unreachable', `The connection to ${target} failed: ${textOf(error)}`, {
    detail: code || textOf(error),
    cause: error,
  });
}

export const cancelled = (): PortolanError => new PortolanError('cancelled', 'Cancelled.', { detail: 'ABORT_ERR' });

export const timedOut = (target: string, what: string, ms: number): PortolanError =>
  new PortolanError('timeout', `${target} ${what} for ${Math.round(ms / 100) / 10} s.`, { detail: 'ETIMEDOUT' });

export function badMaterial(target: string, error: unknown): PortolanError {
  const message = `A certificate or key of the kubeconfig for ${target} cannot be read: ${textOf(error)}`;
  return new PortolanError('invalid', message, { detail: codeOf(error) || 'ERR_OSSL', cause: error });
}

const oneName = (part: string | string[] | undefined): string | undefined =>
  Array.isArray(part) ? part.join(', ') : part;

/** Why a server's certificate is not believed, with its dates. `code` is OpenSSL's verification code as Node names it. */
export function certificateError(
  code: string,
  certificate: Partial<PeerCertificate>,
  target: string,
  expectedName: string,
): PortolanError {
  const from = certificate.valid_from ?? '?';
  const to = certificate.valid_to ?? '?';
  const dates = `It is valid from ${from} to ${to}.`;
  const issuer = oneName(certificate.issuer?.CN) ?? oneName(certificate.issuer?.O) ?? 'an unnamed authority';
  const fail = (message: string): PortolanError => new PortolanError('unreachable', message, { detail: code });
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return fail(`The certificate of ${target} has expired: it was valid from ${from} to ${to}.`);
    case 'CERT_NOT_YET_VALID':
      return fail(`The certificate of ${target} is not valid yet. ${dates}`);
    case 'CERT_REVOKED':
      return fail(`The certificate of ${target} has been revoked. ${dates}`);
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = certificate.subjectaltname ?? oneName(certificate.subject?.CN) ?? 'no name';
      return fail(`The certificate of ${target} is not for the name ${expectedName}: it is for ${names}. ${dates}`);
    }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return fail(`The certificate of ${target} is signed by itself and not known here. ${dates}`);
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
      return fail(`The certificate of ${target} is signed by an unknown authority (${issuer}). ${dates}`);
    default:
      return fail(`The certificate of ${target} cannot be trusted (${code}, issued by ${issuer}). ${dates}`);
  }
}
