import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/settings.ts';
import { MemorySettings } from '../settings/memory.ts';
import { CredentialCache } from './cache.ts';
import { ConsentBook } from './consent.ts';
import { createCredentialSource } from './source.ts';
import { FakeClock, silentLog } from './test-support.ts';
import type { CredentialResult, ResolvedContext } from './types.ts';

const CLIENT = { 'client-id': 'kube', 'client-secret': 's3cret/+' };
let ca = '';
let issuer = '';
/** How the issuer behaves, and what it was asked. */
let answer: (form: URLSearchParams, request: IncomingMessage, response: ServerResponse) => void;
let asked: { readonly form: URLSearchParams; readonly authorization: string | undefined }[] = [];
let metadata: object | null = null;

const certificate = async (): Promise<{ cert: string; key: string }> => {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=issuer',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new BasicConstraintsExtension(true),
      new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }]),
    ],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return { cert: made.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n` };
};

const server = await certificate().then(({ cert, key }) => {
  ca = cert;
  return createServer({ cert, key }, (request, response) => {
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify(metadata ?? { token_endpoint: `${issuer}/token` }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push({ form, authorization: request.headers.authorization });
      answer(form, request, response);
    });
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  metadata = null;
});

function jwt(expiresAt: number, more = ''): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ exp: Math.floor(expiresAt / 1000), more })}.sig`;
}
const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

function setup(persistTokens?: (file: string, user: string, tokens: object) => Promise<void>) {
  const clock = new FakeClock();
  const cache = new CredentialCache();
  const env = {};
  const consent = new ConsentBook({
    settings: new MemorySettings(defaultSettings),
    env,
    home: tmpdir(),
    allowAll: false,
    trusted: () => false,
    standardPlugins: () => [],
  });
  const source = (config: Readonly<Record<string, string>>) => {
    const context: ResolvedContext = {
      clusterId: 'config:dev',
      clusterName: 'dev',
      file: '/home/me/.kube/config',
      namespace: null,
      connection: { server: 'https://example.invalid', tls: { insecureSkipVerify: false }, disableCompression: false },
      user: {
        name: 'me',
        authProvider: {
          name: 'oidc',
          config: {
            'idp-issuer-url': issuer,
            'idp-certificate-authority-data': Buffer.from(ca).toString('base64'),
            ...CLIENT,
            ...config,
          },
        },
      },
      fingerprint: 'f',
    };
    const deps = { cache, consent, env, home: tmpdir(), clock, log: silentLog };
    return createCredentialSource(context, persistTokens === undefined ? deps : { ...deps, persistTokens });
  };
  return { clock, source };
}
const options = () => ({ interactive: false, signal: new AbortController().signal });
const tokenOf = (result: CredentialResult): string =>
  result.type === 'ok' ? String(result.credentials.headers.authorization).slice(7) : JSON.stringify(result);

test('a valid id token is used as it is, until a minute before its end', async () => {
  const { clock, source } = setup();
  const token = jwt(clock.now() + 3_600_000);
  const one = source({ 'id-token': token });
  expect(tokenOf(await one.get(options()))).toBe(token);
  expect(one.renewAt()).toBe(Math.floor((clock.now() + 3_600_000) / 1000) * 1000 - 60_000);
  expect(asked).toEqual([]);
});

test('an ended one is renewed at the issuer, over TLS with its own authority, once for all', async () => {
  const persisted: unknown[] = [];
  const { clock, source } = setup(async (...call) => void persisted.push(call));
  const fresh = jwt(clock.now() + 3_600_000);
  answer = (_form, _request, response) => send(response, 200, { id_token: fresh, refresh_token: 'r2' });
  const config = { 'id-token': jwt(clock.now() + 9_000), 'refresh-token': 'r1' };
  const results = await Promise.all([1, 2, 3].map(() => source(config).get(options())));
  expect(results.map(tokenOf)).toEqual([fresh, fresh, fresh]);
  expect(asked).toHaveLength(1);
  expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({ grant_type: 'refresh_token', refresh_token: 'r1' });
  expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from('kube:s3cret%2F%2B').toString('base64')}`);
  expect(persisted).toEqual([['/home/me/.kube/config', 'me', { idToken: fresh, refreshToken: 'r2' }]]);
});

test('a rotated refresh token is used next time, unless the file has one from a login elsewhere', async () => {
  const { clock, source } = setup();
  let n = 1;
  answer = (_form, _request, response) => {
    n += 1;
    send(response, 200, { id_token: jwt(clock.now() + 120_000, String(n)), refresh_token: `r${n}` });
  };
  const old = { 'id-token': jwt(0), 'refresh-token': 'r1' };
  await source(old).get(options());
  await clock.advance(300_000);
  await source(old).get(options());
  await clock.advance(300_000);
  await source({ 'id-token': jwt(0), 'refresh-token': 'elsewhere' }).get(options());
  expect(asked.map(({ form }) => form.get('refresh_token'))).toEqual(['r1', 'r2', 'elsewhere']);
});

test('a 401 renews although the token looks valid', async () => {
  const { clock, source } = setup();
  const fresh = jwt(clock.now() + 3_600_000, 'fresh');
  answer = (_form, _request, response) => send(response, 200, { id_token: fresh });
  const one = source({ 'id-token': jwt(clock.now() + 3_600_000), 'refresh-token': 'r1' });
  await one.get(options());
  expect(tokenOf(await one.refresh(1, options()))).toBe(fresh);
});

test('an issuer that wants the secret in the form gets it there', async () => {
  const { clock, source } = setup();
  const fresh = jwt(clock.now() + 3_600_000);
  answer = (form, _request, response) =>
    form.get('client_secret') === CLIENT['client-secret']
      ? send(response, 200, { id_token: fresh })
      : send(response, 401, { error: 'invalid_client' });
  expect(tokenOf(await source({ 'refresh-token': 'r1' }).get(options()))).toBe(fresh);
  expect(asked.map(({ authorization }) => authorization !== undefined)).toEqual([true, false]);
});

test.for([
  [400, { error: 'invalid_grant', error_description: 'Session gone' }, 'expired', /status 400: Session gone/, 1],
  [503, { error: 'later' }, 'expired', /status 503: later/, 1],
  [200, { access_token: 'x' }, 'expired', /without an id_token/, 1],
] as const)('an issuer that answers %i %o is a sentence', async ([status, body, errorClass, message, calls]) => {
  const { source } = setup();
  answer = (_form, _request, response) => send(response, status, body);
  const result = await source({ 'refresh-token': 'r1' }).get(options());
  expect(result).toMatchObject({ type: 'failed', failure: { errorClass, message: expect.stringMatching(message) } });
  expect(asked).toHaveLength(calls);
});

test.for([
  [{}, 'expired', /no refresh token/],
  [{ 'refresh-token': 'r', 'idp-issuer-url': 'http://127.0.0.1:1' }, 'unsupported', /not https/],
  [{ 'refresh-token': 'r', 'idp-issuer-url': 'https://127.0.0.1:1' }, 'expired', /cannot be reached.*ECONNREFUSED/],
  [{ 'refresh-token': 'r', 'client-id': '' }, 'unsupported', /no client-id/],
  [{ 'refresh-token': 'r', 'idp-certificate-authority-data': '' }, 'expired', /self.signed certificate/],
  [{ 'refresh-token': 'r', 'idp-certificate-authority-data': 'aGVsbG8=' }, 'unsupported', /no PEM certificate/],
] as const)('%o is %s', async ([config, errorClass, message]) => {
  const { source } = setup();
  const result = await source(config).get(options());
  expect(result).toMatchObject({ type: 'failed', failure: { errorClass, message: expect.stringMatching(message) } });
});

test('an issuer never sends the refresh token to a plain http address', async () => {
  const { source } = setup();
  metadata = { token_endpoint: issuer.replace('https:', 'http:') };
  const result = await source({ 'refresh-token': 'r1' }).get(options());
  expect(result).toMatchObject({ failure: { message: expect.stringMatching(/not https/) } });
  expect(asked).toEqual([]);
});

test('tokens that cannot be written back still serve this run', async () => {
  const { clock, source } = setup(() => Promise.reject(new Error('read-only')));
  const fresh = jwt(clock.now() + 3_600_000);
  answer = (_form, _request, response) => send(response, 200, { id_token: fresh });
  expect(tokenOf(await source({ 'refresh-token': 'r1' }).get(options()))).toBe(fresh);
});

test('leaving ends the request under way', async () => {
  const { source } = setup();
  const arrived = Promise.withResolvers<IncomingMessage>();
  answer = (_form, request) => arrived.resolve(request);
  const abort = new AbortController();
  const result = source({ 'refresh-token': 'r1' }).get({ interactive: false, signal: abort.signal });
  const request = await arrived.promise;
  const closed = new Promise((resolve) => request.socket.once('close', resolve));
  abort.abort();
  await expect(result).rejects.toMatchObject({ code: 'cancelled' });
  await closed;
});
