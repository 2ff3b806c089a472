import type { EntryContent } from '../../../../shared/contract/entries.ts';
import { arr, rec, str } from '../../../../shared/kube/read.ts';
import { privateKeyWords, readPem } from './pem.ts';

/** Longer texts are not looked into. Characters. */
const longest = 1_000_000;

/** What a value is, told without any secret; `null` for all that is just a text. */
export async function recognise(key: string, text: string): Promise<EntryContent | null> {
  if (text.length > longest) return null;
  if (text.includes('-----BEGIN ')) {
    const pem = await readPem(text);
    if (pem.certificates.length > 0 || pem.requests.length > 0) return { type: 'certificates', ...pem };
    const words = privateKeyWords(text);
    if (words !== null) return { type: 'private-key', key: words };
    if (pem.problems.length > 0) return { type: 'certificates', ...pem };
  }
  return tokenOf(text) ?? registriesOf(key, text) ?? (await kubeconfigOf(text));
}

/** A JSON Web Token: its claims, not its signature. */
function tokenOf(text: string): EntryContent | null {
  const parts = text.trim().split('.');
  if (parts.length !== 3 || !/^eyJ[\w-]+$/.test(parts[0] ?? '')) return null;
  const claims = rec(json(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')));
  const { aud, exp } = claims;
  if (str(claims.iss) === '' && str(claims.sub) === '') return null;
  return {
    type: 'token',
    subject: str(claims.sub),
    issuer: str(claims.iss),
    audiences: typeof aud === 'string' ? [aud] : arr(aud).filter((one): one is string => typeof one === 'string'),
    expiresAt: typeof exp === 'number' ? exp * 1_000 : null,
  };
}

/** `.dockerconfigjson` and `.dockercfg`: servers and user names. */
function registriesOf(key: string, text: string): EntryContent | null {
  if (!/dockerc/.test(key) || !text.trimStart().startsWith('{')) return null;
  const config = rec(json(text));
  const auths = rec(config.auths ?? (key === '.dockercfg' ? config : undefined));
  const registries = Object.entries(auths).map(([server, entry]) => ({ server, username: userOf(rec(entry)) }));
  return { type: 'registries', registries };
}

function userOf(entry: Readonly<Record<string, unknown>>): string {
  if (str(entry.username) !== '') return str(entry.username);
  const [user = '', password] = Buffer.from(str(entry.auth), 'base64').toString('utf8').split(':');
  // Without a colon it is a token, not a name.
  return password === undefined ? '' : user;
}

async function kubeconfigOf(text: string): Promise<EntryContent | null> {
  if (!/^\s*(?:[{]|\S+:)/.test(text) || !/\bclusters["']?\s*:/.test(text) || !/\bcontexts["']?\s*:/.test(text))
    return null;
  const { parse } = await import('yaml');
  let config: Readonly<Record<string, unknown>>;
  try {
    config = rec(parse(text, { maxAliasCount: 100, logLevel: 'silent' }));
  } catch {
    return null; // Not YAML after all.
  }
  const named = (list: unknown, name: string) => rec(arr(list).find((one) => rec(one).name === name));
  const contexts = arr(config.contexts).map((one) => {
    const context = rec(rec(one).context);
    const user = str(context.user);
    return {
      name: str(rec(one).name),
      server: str(rec(named(config.clusters, str(context.cluster)).cluster).server),
      user,
      signIn: signInWords(rec(named(config.users, user).user)),
    };
  });
  return { type: 'kubeconfig', contexts };
}

function signInWords(user: Readonly<Record<string, unknown>>): string {
  if (user.exec !== undefined) return `exec ${str(rec(user.exec).command)}`;
  if (user['auth-provider'] !== undefined) return `auth provider ${str(rec(user['auth-provider']).name)}`;
  if (user['client-certificate-data'] !== undefined || user['client-certificate'] !== undefined)
    return 'client certificate';
  if (user.token !== undefined || user.tokenFile !== undefined) return 'token';
  return user.username === undefined ? 'none' : 'user name and password';
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
