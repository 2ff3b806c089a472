/** From one context's entries to what to dial and who to be: files read, data decoded, paths resolved. Nothing is kept. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, resolve as resolvePath } from 'node:path';
import { PortolanError } from '../../../shared/errors.ts';
import type { ConnectionConfig } from '../../transport/types.ts';
import type { ExecEntry, ResolvedContext, UserEntry } from '../auth/types.ts';
import { errorCode } from '../settings/durable-file.ts';
import { certificateProblem, decodeData, keyProblem, pairProblem } from './certificates.ts';
import { serverUrl } from './check.ts';
import { type ContextParts, type FoundEntry, folderOf } from './entries.ts';
import { boolField, execExtension, isRecord, textField } from './parse.ts';
import { proxyFromEnvironment } from './proxy.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Parts must have passed `contextProblem`. Throws `PortolanError` `invalid` naming entry and file when a file it names is missing or wrong. */
export async function resolveParts(parts: ContextParts, clusterId: string, env: Env): Promise<ResolvedContext> {
  if (parts.cluster === null)
    throw new PortolanError('invalid', `Context "${parts.name}" in ${parts.file.path} names no cluster.`, {
      clusterId,
    });
  const connection = await connectionOf(parts.cluster, parts.user, env, clusterId);
  const user = parts.user === null ? { name: null } : await userOf(parts.user, parts.cluster, connection, clusterId);
  const rest = { file: parts.file.path, namespace: parts.namespace, connection, user };
  return { clusterId, clusterName: parts.name, ...rest, fingerprint: fingerprint(rest) };
}

/** Tokens that `kubectl` itself renews inside the file are left out: they change who one is as little as a new page changes a book. */
function fingerprint(value: { readonly user: UserEntry; readonly [key: string]: unknown }): string {
  const provider = value.user.authProvider;
  const stable =
    provider === undefined
      ? value
      : { ...value, user: { ...value.user, authProvider: { ...provider, config: withoutTokens(provider.config) } } };
  return createHash('sha256').update(JSON.stringify(stable)).digest('hex');
}

const RENEWED = new Set(['id-token', 'refresh-token', 'access-token', 'expiry', 'expires-on', 'expires-in']);
export function withoutTokens<V>(config: Readonly<Record<string, V>>): Readonly<Record<string, V>> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !RENEWED.has(key)));
}

async function connectionOf(
  cluster: FoundEntry,
  user: FoundEntry | null,
  env: Env,
  clusterId: string,
): Promise<ConnectionConfig> {
  const value = cluster.entry.value;
  const ca = await pemOf(cluster, 'certificate-authority', certificateProblem, clusterId);
  const insecure = boolField(value, 'insecure-skip-tls-verify');
  const serverName = textField(value, 'tls-server-name');
  const hasTls =
    ca !== undefined ||
    insecure ||
    ['client-certificate', 'client-certificate-data'].some(
      (field) => user !== null && textField(user.entry.value, field) !== undefined,
    );
  const url = serverUrl(textField(value, 'server') ?? '', hasTls);
  if (url === null) throw wrong(cluster, 'has a server that is not an http or https address', clusterId);
  const proxyUrl = textField(value, 'proxy-url') ?? proxyFromEnvironment(url, env);
  return {
    server: url.href.replace(/\/+$/, ''),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      insecureSkipVerify: insecure,
      ...(serverName === undefined ? {} : { serverName }),
    },
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    disableCompression: boolField(value, 'disable-compression'),
  };
}

/** `<field>-data` decoded, or the file `<field>` names; PEM, checked. */
async function pemOf(
  found: FoundEntry,
  field: string,
  check: (pem: string) => string | null,
  clusterId: string,
): Promise<string | undefined> {
  const data = textField(found.entry.value, `${field}-data`);
  const named = textField(found.entry.value, field);
  if (data === undefined && named === undefined) return undefined;
  const path = named === undefined ? undefined : resolvePath(folderOf(found), named);
  const pem = data === undefined ? await readNamed(found, field, path ?? '', clusterId) : decodeData(data);
  if (pem === null) throw wrong(found, `has ${field}-data that is not base64`, clusterId);
  const problem = check(pem);
  if (problem !== null)
    throw wrong(
      found,
      data === undefined ? `names ${path} as ${field}, which ${problem}` : `has ${field}-data that ${problem}`,
      clusterId,
    );
  return pem;
}

async function readNamed(found: FoundEntry, field: string, path: string, clusterId: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = errorCode(error) === 'ENOENT' ? 'which does not exist' : `which cannot be read (${errorCode(error)})`;
    throw wrong(found, `names ${path} as ${field}, ${why}`, clusterId);
  }
}

function wrong(found: FoundEntry, what: string, clusterId: string): PortolanError {
  return new PortolanError('invalid', `Entry "${found.entry.name}" in ${found.file.path} ${what}.`, { clusterId });
}

async function userOf(
  found: FoundEntry,
  cluster: FoundEntry,
  connection: ConnectionConfig,
  clusterId: string,
): Promise<UserEntry> {
  const value = found.entry.value;
  const clientCert = await pemOf(found, 'client-certificate', certificateProblem, clusterId);
  const clientKey =
    clientCert === undefined ? undefined : await pemOf(found, 'client-key', (pem) => keyProblem(pem, true), clusterId);
  const mismatch = clientCert !== undefined && clientKey !== undefined ? pairProblem(clientCert, clientKey) : null;
  if (mismatch !== null) throw wrong(found, `has a client certificate that ${mismatch}`, clusterId);
  const tokenFile = textField(value, 'tokenFile');
  const exec = isRecord(value.exec)
    ? { ...execBase(value.exec, found), clusterInfo: clusterInfo(cluster, connection) }
    : undefined;
  const authProvider = isRecord(value['auth-provider']) ? authProviderOf(value['auth-provider']) : undefined;
  const impersonate = impersonationOf(value);
  return {
    name: found.entry.name,
    ...optional('clientCert', clientCert),
    ...optional('clientKey', clientKey),
    ...optional('token', textField(value, 'token')),
    ...optional('tokenFile', tokenFile === undefined ? undefined : resolvePath(folderOf(found), tokenFile)),
    ...optional('username', textField(value, 'username')),
    ...optional('password', textField(value, 'password')),
    ...(impersonate === undefined ? {} : { impersonate }),
    ...(exec === undefined ? {} : { exec }),
    ...(authProvider === undefined ? {} : { authProvider }),
  };
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  const result: { [P in K]?: string } = {};
  if (value !== undefined) result[key] = value;
  return result;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((one: unknown) => (one === null ? '' : String(one))) : [];
}

function impersonationOf(value: Readonly<Record<string, unknown>>): UserEntry['impersonate'] {
  const user = textField(value, 'as');
  if (user === undefined) return undefined;
  const uid = textField(value, 'as-uid');
  const rawExtra = value['as-user-extra'];
  const extra = isRecord(rawExtra) ? Object.entries(rawExtra).map(([key, list]) => [key, texts(list)] as const) : [];
  return {
    user,
    groups: texts(value['as-groups']),
    ...(uid === undefined ? {} : { uid }),
    extra: Object.fromEntries(extra),
  };
}

function authProviderOf(value: Readonly<Record<string, unknown>>): NonNullable<UserEntry['authProvider']> {
  const config = isRecord(value.config) ? value.config : {};
  const entries = Object.entries(config).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { name: textField(value, 'name') ?? '', config: Object.fromEntries(entries) };
}

function execBase(exec: Readonly<Record<string, unknown>>, found: FoundEntry): Omit<ExecEntry, 'clusterInfo'> {
  const command = textField(exec, 'command') ?? '';
  const mode = textField(exec, 'interactiveMode');
  const installHint = textField(exec, 'installHint');
  const env: readonly unknown[] = Array.isArray(exec.env) ? exec.env : [];
  return {
    apiVersion: textField(exec, 'apiVersion') ?? '',
    // A command with a slash is a path below the kubeconfig's folder; a bare word is looked up in PATH (`clientcmd.ResolvePaths`).
    command: /[\\/]/.test(command) && !isAbsolute(command) ? join(folderOf(found), command) : command,
    args: texts(exec.args),
    env: env
      .filter(isRecord)
      .map((one) => ({ name: textField(one, 'name') ?? '', value: textField(one, 'value') ?? '' })),
    ...(installHint === undefined ? {} : { installHint }),
    provideClusterInfo: boolField(exec, 'provideClusterInfo'),
    interactiveMode: mode === 'Never' || mode === 'Always' ? mode : 'IfAvailable',
    directory: folderOf(found),
  };
}

/** The plugin of a user entry, without reading any file: what the consent question needs (`clusterInfo` is left empty). */
export function pluginOf(user: FoundEntry): ExecEntry | null {
  const { exec } = user.entry.value;
  return isRecord(exec) ? { ...execBase(exec, user), clusterInfo: {} } : null;
}

/** `spec.cluster` of `KUBERNETES_EXEC_INFO` (`client-go/tools/auth/exec.ExecClusterFromConfig`): JSON names of `clientauthentication/v1.Cluster`. */
function clusterInfo(cluster: FoundEntry, connection: ConnectionConfig): Readonly<Record<string, unknown>> {
  const value = cluster.entry.value;
  const config = execExtension(cluster.file.text, cluster.entry.name);
  const proxy = textField(value, 'proxy-url');
  return {
    server: textField(value, 'server'),
    ...(connection.tls.serverName === undefined ? {} : { 'tls-server-name': connection.tls.serverName }),
    ...(connection.tls.insecureSkipVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(connection.tls.ca === undefined
      ? {}
      : { 'certificate-authority-data': Buffer.from(connection.tls.ca).toString('base64') }),
    ...(proxy === undefined ? {} : { 'proxy-url': proxy }),
    ...(connection.disableCompression ? { 'disable-compression': true } : {}),
    ...(config === undefined ? {} : { config }),
  };
}
