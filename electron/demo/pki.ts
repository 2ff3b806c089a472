/**
 * Certificates of the demo servers: one CA, a server certificate, client certificates. Node issues none, hence the
 * library; it is loaded only when something must be made, because loading it costs more than a start may take.
 */
import { randomBytes, webcrypto } from 'node:crypto';

/** PEM, both. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export type ServerCertificate = 'valid' | 'expired' | 'not-yet-valid' | 'wrong-ca' | 'wrong-name';

export interface Pki {
  readonly ca: KeyPair;
  readonly server: KeyPair;
  /** What the ingresses of the cluster show to browsers. */
  readonly site?: KeyPair;
  /** A certificate for the server that is wrong in one way. */
  serverVariant(variant: ServerCertificate): Promise<KeyPair>;
  /** `CN` is the user, each `O` a group. `notAfter` in epoch ms. */
  client(user: string, groups: readonly string[], notAfter?: number): Promise<KeyPair>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;
const SERVER_NAMES = ['localhost', 'kubernetes', 'kubernetes.default.svc'];

async function library() {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
type Library = Awaited<ReturnType<typeof library>>;

const pem = (der: ArrayBuffer, label: string): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
};
const unpem = (text: string): Buffer => Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64');

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

async function exported(key: webcrypto.CryptoKey): Promise<string> {
  return pem(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** A positive serial of 120 random bits. */
const serial = (): string => `00${randomBytes(15).toString('hex')}`;
/** RFC 4514: these characters are escaped inside a value. */
const escaped = (value: string): string => value.replace(/[,+"\\<>;=#]/g, '\\$&');

export async function createAuthority(name: string): Promise<KeyPair> {
  const x509 = await library();
  const keys = await newKeys();
  const usages = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${escaped(name)}`,
    serialNumber: serial(),
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 3650 * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: `${certificate.toString('pem')}\n`, key: await exported(keys.privateKey) };
}

interface Request {
  readonly subject: string;
  readonly names: readonly string[];
  readonly notBefore: number;
  readonly notAfter: number;
}

function extensions(x509: Library, request: Request) {
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const names = request.names.map((value) => ({
    type: /^[\d.]+$|:/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  return [
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([names.length > 0 ? serverAuth : clientAuth]),
    ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
  ];
}

async function issue(ca: KeyPair, request: Request): Promise<KeyPair> {
  const x509 = await library();
  const keys = await newKeys();
  const signingKey = await webcrypto.subtle.importKey('pkcs8', unpem(ca.key), ALGORITHM, false, ['sign']);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: request.subject,
    issuer: new x509.X509Certificate(ca.cert).subject,
    serialNumber: serial(),
    notBefore: new Date(request.notBefore),
    notAfter: new Date(request.notAfter),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey,
    extensions: extensions(x509, request),
  });
  return { cert: `${certificate.toString('pem')}\n`, key: await exported(keys.privateKey) };
}

/** The server certificate for loopback; `variant` says what is wrong with it. */
export async function issueServer(ca: KeyPair, variant: ServerCertificate): Promise<KeyPair> {
  const now = Date.now();
  const signer = variant === 'wrong-ca' ? await createAuthority('somebody-else') : ca;
  const from = variant === 'not-yet-valid' ? now + 30 * DAY : now - 365 * DAY;
  const until = variant === 'expired' ? now - 2 * DAY : now + 365 * DAY;
  const names = variant === 'wrong-name' ? ['other.example.test'] : [...SERVER_NAMES, '127.0.0.1', '::1'];
  return issue(signer, { subject: 'CN=kube-apiserver', names, notBefore: from, notAfter: until });
}

export async function issueClient(
  ca: KeyPair,
  user: string,
  groups: readonly string[],
  notAfter = Date.now() + 365 * DAY,
): Promise<KeyPair> {
  const subject = [...groups.map((group) => `O=${escaped(group)}`), `CN=${escaped(user)}`].join(', ');
  return issue(ca, { subject, names: [], notBefore: Date.now() - 30 * DAY, notAfter });
}

/** For the hosts of the demo's ingresses. */
export async function issueSite(ca: KeyPair): Promise<KeyPair> {
  const now = Date.now();
  const names = ['example.com', '*.example.com'];
  return issue(ca, {
    subject: 'CN=*.example.com, O=Demo',
    names,
    notBefore: now - 30 * DAY,
    notAfter: now + 365 * DAY,
  });
}

export function pkiFrom(ca: KeyPair, server: KeyPair, site?: KeyPair): Pki {
  return {
    ca,
    server,
    ...(site === undefined ? {} : { site }),
    serverVariant: (variant) => (variant === 'valid' ? Promise.resolve(server) : issueServer(ca, variant)),
    client: (user, groups, notAfter) => issueClient(ca, user, groups, notAfter),
  };
}

export async function createPki(name: string): Promise<Pki> {
  const ca = await createAuthority(name);
  return pkiFrom(ca, await issueServer(ca, 'valid'), await issueSite(ca));
}
