import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { CertificateInfo, CertificateRequestInfo, Pem } from '../../../../shared/contract/entries.ts';

const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
/** Blocks of one text that are read: a bundle of all public authorities has some 150. */
const most = 300;

/** A PEM text, or the base64 of one, as `caBundle` and a CSR's `request` hold it. */
export function pemText(value: string): string {
  if (value.includes('-----BEGIN ')) return value;
  const decoded = Buffer.from(value, 'base64').toString('latin1');
  return decoded.includes('-----BEGIN ') ? decoded : '';
}

/** Reads what is in it; a block that is broken costs itself only. */
export async function readPem(value: string): Promise<Pem> {
  const certificates: CertificateInfo[] = [];
  const requests: CertificateRequestInfo[] = [];
  const problems: string[] = [];
  const blocks = [...pemText(value).matchAll(block)].slice(0, most);
  for (const [text, type] of blocks) {
    try {
      if (type === 'CERTIFICATE' || type === 'TRUSTED CERTIFICATE') certificates.push(readCertificate(text));
      else if (type === 'CERTIFICATE REQUEST' || type === 'NEW CERTIFICATE REQUEST')
        requests.push(await readRequest(text));
    } catch (error) {
      problems.push(`${type}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { certificates, requests, problems };
}

function readCertificate(text: string): CertificateInfo {
  const certificate = new X509Certificate(text);
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: splitNames(certificate.subjectAltName ?? ''),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    serial: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    key: keyWords(certificate.publicKey),
    authority: certificate.ca,
    selfSigned: certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey),
  };
}

/** Node writes a name a line each: `O=x\nCN=y`. */
const oneLine = (name: string): string => (name ?? '').split('\n').reverse().join(', ');

/** Names with a comma are quoted by Node. */
const splitNames = (names: string): readonly string[] =>
  [...names.matchAll(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g)].map(([name]) => name.trim()).filter((name) => name !== '');

/** `RSA 2048`, `EC prime256v1`. */
export function keyWords(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const type = (key.asymmetricKeyType ?? 'unknown').replace(/^(rsa|ec|dsa)$/, (word) => word.toUpperCase());
  return `${type}${modulusLength === undefined ? '' : ` ${modulusLength}`}${namedCurve === undefined ? '' : ` ${namedCurve}`}`;
}

/** The type of the first private key of a text; empty when it is encrypted or broken, `null` where there is none. */
export function privateKeyWords(text: string): string | null {
  const found = /-----BEGIN ((?:[A-Z0-9]+ )*PRIVATE KEY)-----[\s\S]*?-----END \1-----/.exec(text)?.[0];
  if (found === undefined) return null;
  try {
    return keyWords(createPrivateKey(found));
  } catch {
    return ''; // Encrypted, or of a kind that OpenSSL does not read: it is one all the same.
  }
}

async function readRequest(text: string): Promise<CertificateRequestInfo> {
  // Loaded with the first request that is read: Node's own crypto reads certificates only. The library needs the first one itself.
  await import('reflect-metadata');
  const { Pkcs10CertificateRequest, SubjectAlternativeNameExtension } = await import('@peculiar/x509');
  const request = new Pkcs10CertificateRequest(text);
  const names = request.extensions.find((one) => one instanceof SubjectAlternativeNameExtension);
  const { name: algorithm, ...details } = request.publicKey.algorithm as { name: string } & Record<string, unknown>;
  const more = details.namedCurve ?? details.modulusLength;
  return {
    subject: request.subject,
    names: (names?.names.items ?? []).map(({ type, value }) => `${NAME_TYPES[type] ?? type}:${value}`),
    key: `${algorithm.startsWith('RSA') ? 'RSA' : algorithm}${more === undefined ? '' : ` ${String(more)}`}`,
  };
}

/** As Node calls them in certificates. */
const NAME_TYPES: Readonly<Record<string, string>> = { dns: 'DNS', ip: 'IP Address', email: 'email', url: 'URI' };
