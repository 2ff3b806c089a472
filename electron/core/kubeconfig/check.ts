/**
 * Whether a context can be used, from its text alone: the rules of kubectl's `tools/clientcmd/validation.go`, plus certificates
 * that do not parse. Two of kubectl's refusals are not ours: a context without a user (anonymous is a user, `KUBERNETES.md` §3) and
 * an exec plugin without `interactiveMode` (it gets `IfAvailable`). Every answer is one sentence that names entry and file.
 */
import { certificateProblem, decodeData, keyProblem } from './certificates.ts';
import type { ContextParts } from './entries.ts';
import { boolField, type Entry, isRecord, textField } from './parse.ts';

/** Answers kept per entry object: an unchanged file is not checked again, and a replaced one is forgotten with its entries. */
export type CheckMemo = WeakMap<Entry, string | null>;

export function contextProblem(parts: ContextParts, memo: CheckMemo): string | null {
  const what = `Context "${parts.name}" in ${parts.file.path}`;
  if (parts.context.problem !== undefined) return `${what} ${parts.context.problem}.`;
  if (parts.shadowedBy !== null) return `${what} is shadowed by ${parts.shadowedBy}.`;
  if (parts.clusterName === null) return `${what} names no cluster.`;
  if (parts.cluster === null) return `${what} names the cluster "${parts.clusterName}", which is not defined.`;
  if (parts.userName !== null && parts.user === null)
    return `${what} names the user "${parts.userName}", which is not defined.`;
  if (parts.namespace !== null && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(parts.namespace))
    return `${what} has a namespace that cannot exist ("${parts.namespace}").`;

  const cluster = remembered(memo, parts.cluster.entry, clusterProblem);
  if (cluster !== null)
    return `Cluster "${parts.clusterName}" in ${parts.cluster.file.path}, used by context "${parts.name}", ${cluster}.`;
  const user = parts.user === null ? null : remembered(memo, parts.user.entry, userProblem);
  if (user !== null && parts.user !== null)
    return `User "${parts.userName}" in ${parts.user.file.path}, used by context "${parts.name}", ${user}.`;
  return null;
}

function remembered(memo: CheckMemo, entry: Entry, check: (entry: Entry) => string | null): string | null {
  const known = memo.get(entry);
  if (known !== undefined) return known;
  const answer = check(entry);
  memo.set(entry, answer);
  return answer;
}

function clusterProblem(entry: Entry): string | null {
  if (entry.problem !== undefined) return entry.problem;
  const server = textField(entry.value, 'server');
  if (server === undefined) return 'has no server';
  const url = serverUrl(server, true);
  if (url === null) return `has a server that is not an http or https address ("${server}")`;
  const proxy = textField(entry.value, 'proxy-url');
  if (proxy !== undefined && !isProxyUrl(proxy))
    return `has a proxy-url that is not an http, https or socks5 address ("${proxy}")`;
  const ca = textField(entry.value, 'certificate-authority');
  const caData = textField(entry.value, 'certificate-authority-data');
  if (ca !== undefined && caData !== undefined)
    return 'has both certificate-authority and certificate-authority-data; only one is allowed';
  if ((ca !== undefined || caData !== undefined) && boolField(entry.value, 'insecure-skip-tls-verify'))
    return 'has a certificate authority and insecure-skip-tls-verify; only one is allowed';
  return caData === undefined ? null : dataProblem('certificate-authority-data', caData, certificateProblem);
}

function dataProblem(field: string, data: string, check: (pem: string) => string | null): string | null {
  const pem = decodeData(data);
  if (pem === null) return `has ${field} that is not base64`;
  const problem = check(pem);
  return problem === null ? null : `has ${field} that ${problem}`;
}

function userProblem(entry: Entry): string | null {
  if (entry.problem !== undefined) return entry.problem;
  const has = (key: string): boolean => textField(entry.value, key) !== undefined;
  for (const field of ['client-certificate', 'client-key'])
    if (has(field) && has(`${field}-data`)) return `has both ${field} and ${field}-data; only one is allowed`;
  const certificate = has('client-certificate') || has('client-certificate-data');
  const key = has('client-key') || has('client-key-data');
  if (certificate && !key) return 'has a client certificate without a client-key';
  if (has('token') && (has('username') || has('password')))
    return 'has both a token and a password; only one is allowed';
  if (!has('as') && ['as-uid', 'as-groups', 'as-user-extra'].some((field) => entry.value[field] != null))
    return 'impersonates groups, uid or extra without a user ("as")';
  return (
    inlineCertificates(entry) ??
    execProblem(entry.value.exec, entry.value['auth-provider']) ??
    authProviderProblem(entry.value['auth-provider'])
  );
}

function inlineCertificates(entry: Entry): string | null {
  const certificate = textField(entry.value, 'client-certificate-data');
  const key = textField(entry.value, 'client-key-data');
  const wrong =
    certificate === undefined ? null : dataProblem('client-certificate-data', certificate, certificateProblem);
  return wrong ?? (key === undefined ? null : dataProblem('client-key-data', key, (pem) => keyProblem(pem, false)));
}

function execProblem(exec: unknown, authProvider: unknown): string | null {
  if (exec === undefined || exec === null || exec === '') return null;
  if (!isRecord(exec)) return 'has an exec that is not a mapping';
  if (isRecord(authProvider)) return 'has both exec and auth-provider; only one is allowed';
  if (textField(exec, 'command') === undefined) return 'has an exec without a command';
  if (textField(exec, 'apiVersion') === undefined) return 'has an exec without an apiVersion';
  const mode = textField(exec, 'interactiveMode');
  if (mode !== undefined && !['Never', 'IfAvailable', 'Always'].includes(mode))
    return `has an exec with an interactiveMode nobody knows ("${mode}")`;
  const env: readonly unknown[] = Array.isArray(exec.env) ? exec.env : [];
  if (env.some((one) => !isRecord(one) || textField(one, 'name') === undefined))
    return 'has an exec with an environment variable without a name';
  const args: readonly unknown[] = Array.isArray(exec.args) ? exec.args : [];
  return args.every((one) => typeof one === 'string' || one === null)
    ? null
    : 'has an exec with arguments that are not text';
}

function authProviderProblem(provider: unknown): string | null {
  if (provider === undefined || provider === null || provider === '') return null;
  if (!isRecord(provider)) return 'has an auth-provider that is not a mapping';
  return textField(provider, 'name') === undefined ? 'has an auth-provider without a name' : null;
}

/** kubectl's reading of `server`: without a scheme it is https when there is TLS material, else http (`rest.DefaultServerURL`). */
export function serverUrl(server: string, hasTls: boolean): URL | null {
  const text = server.includes('://') ? server : `${hasTls ? 'https' : 'http'}://${server}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname !== '' ? url : null;
}

export function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:', 'socks5:'].includes(new URL(text).protocol);
}
