/**
 * The legacy `auth-provider: oidc` (`client-go/plugin/pkg/client/auth/oidc`): an id token that is used while valid and renewed with
 * the refresh token at the issuer's token endpoint. Tokens that the issuer rotates are handed to `persist`, as kubectl writes
 * them back: a refresh token is often good once only, and the next `kubectl` needs the new one.
 */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import { certificateProblem, decodeData } from '../kubeconfig/certificates.ts';
import { proxyFromEnvironment } from '../kubeconfig/proxy.ts';
import { readable } from './run-program.ts';

export interface OidcTokens {
  readonly idToken: string;
  readonly refreshToken: string;
}

export interface OidcCall {
  /** `auth-provider.config` of the kubeconfig. */
  readonly config: Readonly<Record<string, string>>;
  /** The kubeconfig: a relative certificate file resolves against its folder. */
  readonly file: string;
  readonly refreshToken: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** `rejected`: the issuer said no, a person must sign in again. `unreachable`: it could not be asked. `config`: the kubeconfig lacks something. */
export type OidcResult =
  | { readonly type: 'ok'; readonly tokens: OidcTokens }
  | { readonly type: 'rejected' | 'unreachable' | 'config'; readonly message: string };

const DEADLINE_MS = 30_000;
const MAX_ANSWER = 1024 * 1024;
const metadataSchema = z.object({ token_endpoint: z.string().min(1) });
const answerSchema = z.object({ id_token: z.string().optional(), refresh_token: z.string().optional() });

class OidcError extends Error {
  readonly type: 'rejected' | 'unreachable' | 'config';
  constructor(type: 'rejected' | 'unreachable' | 'config', message: string) {
    super(message);
    this.type = type;
  }
}

/** One refresh. Never throws, except when `signal` ended it. */
export async function refreshOidc(call: OidcCall): Promise<OidcResult> {
  const issuer = call.config['idp-issuer-url'] ?? '';
  try {
    const url = issuerUrl(issuer);
    const clientId = call.config['client-id'];
    if (!clientId) throw new OidcError('config', 'its auth-provider has no client-id');
    const dispatcher = await dispatcherFor(call, url);
    try {
      const endpoint = await tokenEndpoint(call, dispatcher, issuer);
      return { type: 'ok', tokens: await exchange(call, dispatcher, endpoint, clientId) };
    } finally {
      await dispatcher.destroy();
    }
  } catch (error) {
    if (call.signal.aborted) throw error;
    if (error instanceof OidcError) return { type: error.type, message: error.message };
    return { type: 'unreachable', message: `${issuer} cannot be reached: ${systemWords(error)}` };
  }
}

function issuerUrl(issuer: string): URL {
  if (!URL.canParse(issuer)) throw new OidcError('config', 'its auth-provider has no valid idp-issuer-url');
  const url = new URL(issuer);
  if (url.protocol !== 'https:') throw new OidcError('config', `its issuer ${issuer} is not https`);
  return url;
}

async function dispatcherFor(call: OidcCall, issuer: URL): Promise<Dispatcher> {
  const ca = await issuerCa(call);
  const tls = { ...(ca === undefined ? {} : { ca }), timeout: DEADLINE_MS };
  const proxy = proxyFromEnvironment(issuer, call.env);
  // Loaded when needed only: a tenth of a second of every start, for a kind of sign-in that few kubeconfigs use.
  const { Agent, ProxyAgent, Socks5ProxyAgent } = await import('undici');
  if (proxy === undefined) return new Agent({ connect: tls });
  if (proxy.startsWith('socks5')) return new Socks5ProxyAgent(proxy, { requestTls: tls });
  return new ProxyAgent({ uri: proxy, requestTls: tls });
}

async function issuerCa(call: OidcCall): Promise<string | undefined> {
  const data = call.config['idp-certificate-authority-data'];
  const file = call.config['idp-certificate-authority'];
  if (!data && !file) return undefined;
  const pem = data
    ? decodeData(data)
    : await readFile(resolve(dirname(call.file), file ?? ''), 'utf8').catch(() => null);
  const problem = pem === null ? 'cannot be read' : certificateProblem(pem);
  if (pem === null || problem !== null)
    throw new OidcError(
      'config',
      `its ${data ? 'idp-certificate-authority-data' : `idp-certificate-authority ${file}`} ${problem}`,
    );
  return pem;
}

async function tokenEndpoint(call: OidcCall, dispatcher: Dispatcher, issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, text } = await ask(call, dispatcher, url, { method: 'GET' });
  if (status !== 200) throw new OidcError('unreachable', `${url} answered with status ${status}`);
  const metadata = metadataSchema.safeParse(json(text));
  if (!metadata.success) throw new OidcError('unreachable', `${url} names no token_endpoint`);
  if (!URL.canParse(metadata.data.token_endpoint) || new URL(metadata.data.token_endpoint).protocol !== 'https:')
    throw new OidcError('unreachable', `${url} names a token_endpoint that is not https`);
  return metadata.data.token_endpoint;
}

/** The client's name and secret go first as Basic, then in the form, as `golang.org/x/oauth2` finds out what an issuer wants. */
async function exchange(
  call: OidcCall,
  dispatcher: Dispatcher,
  endpoint: string,
  clientId: string,
): Promise<OidcTokens> {
  const secret = call.config['client-secret'] ?? '';
  const form = { grant_type: 'refresh_token', refresh_token: call.refreshToken };
  const inForm = { ...form, client_id: clientId, ...(secret === '' ? {} : { client_secret: secret }) };
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  let answer = await post(call, dispatcher, endpoint, secret === '' ? inForm : form, secret === '' ? undefined : basic);
  if (secret !== '' && (answer.status === 400 || answer.status === 401) && !/invalid_grant/.test(answer.text))
    answer = await post(call, dispatcher, endpoint, inForm, undefined);
  if (answer.status !== 200)
    throw new OidcError(
      answer.status >= 500 ? 'unreachable' : 'rejected',
      `${endpoint} answered with status ${answer.status}: ${issuerWords(answer.text)}`,
    );
  const tokens = answerSchema.safeParse(json(answer.text));
  if (!tokens.success || tokens.data.id_token === undefined)
    throw new OidcError(
      'rejected',
      `${endpoint} answered without an id_token (the login did not ask for the scope "openid")`,
    );
  return { idToken: tokens.data.id_token, refreshToken: tokens.data.refresh_token || call.refreshToken };
}

function post(
  call: OidcCall,
  dispatcher: Dispatcher,
  url: string,
  form: Readonly<Record<string, string>>,
  authorization: string | undefined,
): Promise<{ status: number; text: string }> {
  return ask(call, dispatcher, url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: new URLSearchParams(form).toString(),
  });
}

async function ask(
  call: OidcCall,
  dispatcher: Dispatcher,
  url: string,
  what: { readonly method: 'GET' | 'POST'; readonly headers?: Record<string, string>; readonly body?: string },
): Promise<{ status: number; text: string }> {
  const { request } = await import('undici');
  const response = await request(url, {
    dispatcher,
    method: what.method,
    headers: { accept: 'application/json', ...what.headers },
    ...(what.body === undefined ? {} : { body: what.body }),
    signal: call.signal,
    headersTimeout: DEADLINE_MS,
    bodyTimeout: DEADLINE_MS,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_ANSWER) throw new OidcError('unreachable', `${url} answered with more than 1 MB`);
    chunks.push(chunk);
  }
  return { status: response.statusCode, text: Buffer.concat(chunks).toString('utf8') };
}

/** `error_description` or `error` of an OAuth error; at most 200 characters of anything else. */
function issuerWords(text: string): string {
  const parsed = z.object({ error: z.string(), error_description: z.string().optional() }).safeParse(json(text));
  return readable(parsed.success ? (parsed.data.error_description ?? parsed.data.error) : text).slice(0, 200);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function systemWords(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** `exp` of a JWT, epoch ms; `null` when the text is no JWT or has none. Nothing is verified: that is the server's part. */
export function jwtExpiry(token: string): number | null {
  const payload = token.split('.')[1];
  if (payload === undefined || token.split('.').length !== 3) return null;
  const claims = z.object({ exp: z.number() }).safeParse(json(Buffer.from(payload, 'base64url').toString('utf8')));
  return claims.success ? claims.data.exp * 1000 : null;
}
