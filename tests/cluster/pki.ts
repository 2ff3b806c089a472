/** Certificates of one test control plane: a CA, and certificates signed by it. ECDSA P-256 throughout, PEM files out. */
import 'reflect-metadata';
import { generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const HOUR = 3_600_000;

/** Paths of a certificate and its private key, both PEM. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateRequest {
  readonly commonName: string;
  /** Become the user's groups on the API server. */
  readonly organizations?: readonly string[];
  /** Present: a server certificate for these names (addresses are recognised). Absent: a client certificate. */
  readonly serverNames?: readonly string[];
  /** Defaults: an hour ago, to ten years from now. */
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface Authority {
  /** Path of the CA certificate (PEM). */
  readonly cert: string;
  readonly key: string;
  /** Writes `<name>.crt` and `<name>.key` into the authority's folder. */
  issue(name: string, request: CertificateRequest): Promise<CertificateFiles>;
}

const serial = (): string => `00${randomBytes(15).toString('hex')}`;
const tenYears = (): Date => new Date(Date.now() + 87_600 * HOUR);
const hourAgo = (): Date => new Date(Date.now() - HOUR);
/** RFC 4514: these characters are escaped inside a value. */
const escaped = (value: string): string => value.replace(/[,+"\\<>;=#]/g, '\\$&');

async function writeKey(path: string, key: webcrypto.CryptoKey): Promise<void> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key);
  await writeFile(path, PemConverter.encode(der, 'PRIVATE KEY'), { mode: 0o600 });
}

/** Creates a CA in `folder` (`<name>.crt`, `<name>.key`). */
export async function createAuthority(folder: string, name: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${escaped(name)}`,
    serialNumber: serial(),
    notBefore: hourAgo(),
    notAfter: tenYears(),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  const files = { cert: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  await writeFile(files.cert, certificate.toString('pem'));
  await writeKey(files.key, keys.privateKey);
  const issue = async (fileName: string, request: CertificateRequest): Promise<CertificateFiles> => {
    const own = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const organizations = (request.organizations ?? []).map((group) => `O=${escaped(group)}`);
    const signed = await X509CertificateGenerator.create({
      subject: [...organizations, `CN=${escaped(request.commonName)}`].join(', '),
      issuer: certificate.subject,
      serialNumber: serial(),
      notBefore: request.notBefore ?? hourAgo(),
      notAfter: request.notAfter ?? tenYears(),
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: extensionsFor(request),
    });
    const out = { cert: join(folder, `${fileName}.crt`), key: join(folder, `${fileName}.key`) };
    await writeFile(out.cert, signed.toString('pem'));
    await writeKey(out.key, own.privateKey);
    return out;
  };
  return { ...files, issue };
}

function extensionsFor({ serverNames }: CertificateRequest) {
  const usage = serverNames
    ? [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]
    : [ExtendedKeyUsage.clientAuth];
  const names = (serverNames ?? []).map((value) => ({
    type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  return [
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(usage),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
  ];
}

/** The key pair that signs service account tokens: `cert` holds the public key. */
export async function createServiceAccountKeys(folder: string): Promise<CertificateFiles> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const files = { cert: join(folder, 'service-account.pub'), key: join(folder, 'service-account.key') };
  await writeFile(files.cert, publicKey);
  await writeFile(files.key, privateKey, { mode: 0o600 });
  return files;
}
