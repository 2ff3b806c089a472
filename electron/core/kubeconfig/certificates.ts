import { createPrivateKey, X509Certificate } from 'node:crypto';

/** Decodes a `…-data` field; `null` when it is no base64 or not PEM-like text at all. */
export function decodeData(data: string): string | null {
  const compact = data.replaceAll(/\s/g, '');
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return null;
  return Buffer.from(compact, 'base64').toString('utf8');
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

function blocks(pem: string, label: RegExp): readonly string[] {
  return [...pem.matchAll(BLOCK)].filter((match) => label.test(match[1] ?? '')).map((match) => match[0]);
}

/** Why this PEM text is not a list of certificates, as the rest of a sentence; `null` when every one of them parses. */
export function certificateProblem(pem: string): string | null {
  const certificates = blocks(pem, /^(TRUSTED )?CERTIFICATE$/);
  if (certificates.length === 0) return 'holds no PEM certificate';
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      const which = certificates.length === 1 ? 'a certificate' : `certificate ${index + 1}`;
      return `holds ${which} that cannot be parsed (${error instanceof Error ? error.message : String(error)})`;
    }
  }
  return null;
}

/** Why this PEM text is not a private key; a cheap look at its frame unless `deep`. */
export function keyProblem(pem: string, deep: boolean): string | null {
  const key = blocks(pem, /PRIVATE KEY$/)[0];
  if (key === undefined) return 'holds no PEM private key';
  if (/ENCRYPTED/.test(key)) return 'holds an encrypted private key, which no Kubernetes client can use';
  if (!deep) return null;
  try {
    createPrivateKey(pem);
    return null;
  } catch (error) {
    return `holds a private key that cannot be parsed (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Whether certificate and key belong together; both must parse. */
export function pairProblem(certificate: string, key: string): string | null {
  const first = blocks(certificate, /CERTIFICATE$/)[0] ?? certificate;
  return new X509Certificate(first).checkPrivateKey(createPrivateKey(key))
    ? null
    : 'does not belong to its private key';
}

/** End of validity of the first certificate, epoch ms; `null` when it cannot be read. */
export function certificateEnd(pem: string): number | null {
  const first = blocks(pem, /CERTIFICATE$/)[0];
  if (first === undefined) return null;
  try {
    return new X509Certificate(first).validToDate.getTime();
  } catch {
    return null;
  }
}
