import { readFile } from 'node:fs/promises';
import { dirname, resolve as resolvePath } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import type { ContextSource } from '../../../shared/contract/contexts.ts';
import { PortolanError } from '../../../shared/errors.ts';
import { errorCode } from '../settings/durable-file.ts';
import type { ContextParts, FoundEntry } from './entries.ts';
import { isRecord, type Section, textField } from './parse.ts';
import { pluginOf } from './resolve.ts';

type Fields = Record<string, unknown>;
const ITEM: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };
const BOOLEANS = new Set(['insecure-skip-tls-verify', 'disable-compression', 'provideClusterInfo']);

/**
 * An entry's value with its types: everything is text (a token of digits stays one) but the fields that are booleans by
 * their meaning, and extensions, which are whatever their owner wrote.
 */
export function typedValue(text: string, section: Section, name: string, value: Readonly<Fields>): Fields {
  const typed = withBooleans(value);
  if (!('extensions' in value)) return typed;
  const root: unknown = parseDocument(text, { merge: true, uniqueKeys: false }).toJS({ maxAliasCount: 100 });
  const list: readonly unknown[] = isRecord(root) && Array.isArray(root[section]) ? root[section] : [];
  const item = list.find((one) => isRecord(one) && String(one.name) === name);
  const body = isRecord(item) ? item[ITEM[section]] : undefined;
  return isRecord(body) ? { ...typed, extensions: body.extensions } : typed;
}

function withBooleans(value: Readonly<Fields>): Fields {
  const pairs = Object.entries(value).map(([key, field]) => {
    if (BOOLEANS.has(key) && typeof field === 'string') return [key, /^(true|yes|on|y)$/i.test(field)];
    return [key, isRecord(field) ? withBooleans(field) : field];
  });
  return Object.fromEntries(pairs);
}

/** The context as a kubeconfig of its own, certificates and keys inside. `invalid` when a file it names cannot be read. */
export async function standalone(parts: ContextParts): Promise<string> {
  const { cluster, user } = parts;
  if (cluster === null)
    throw new PortolanError('invalid', `Context "${parts.name}" in ${parts.file.path} has no cluster to export.`);
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': parts.name,
      clusters: [
        { name: cluster.entry.name, cluster: await flattened(cluster, 'clusters', ['certificate-authority']) },
      ],
      contexts: [
        { name: parts.name, context: typedValue(parts.file.text, 'contexts', parts.name, parts.context.value) },
      ],
      users: user === null ? [] : [{ name: user.entry.name, user: await exportedUser(user) }],
    },
    { lineWidth: 0 },
  );
}

async function exportedUser(user: FoundEntry): Promise<Fields> {
  const fields = await flattened(user, 'users', ['client-certificate', 'client-key']);
  const folder = dirname(user.file.path);
  const tokenFile = textField(user.entry.value, 'tokenFile');
  // A token file is renewed by somebody; its path stays right from anywhere only when it is absolute. So does a plugin's.
  if (tokenFile !== undefined) fields.tokenFile = resolvePath(folder, tokenFile);
  const plugin = pluginOf(user);
  if (plugin !== null && isRecord(fields.exec)) fields.exec = { ...fields.exec, command: plugin.command };
  return fields;
}

async function flattened(found: FoundEntry, section: Section, names: readonly string[]): Promise<Fields> {
  const fields = typedValue(found.file.text, section, found.entry.name, found.entry.value);
  for (const name of names) {
    const path = textField(found.entry.value, name);
    if (path === undefined) continue;
    delete fields[name];
    if (fields[`${name}-data`] !== undefined) continue;
    const full = resolvePath(dirname(found.file.path), path);
    const bytes = await readFile(full).catch((error: unknown) => {
      throw new PortolanError(
        'invalid',
        `"${found.entry.name}" in ${found.file.path} names ${full} as ${name}, which cannot be read (${errorCode(error)}).`,
      );
    });
    fields[`${name}-data`] = bytes.toString('base64');
  }
  return fields;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What the form asks for, as a kubeconfig: cluster, user and context share the context's name. */
export function fromForm(form: Extract<ContextSource, { readonly type: 'form' }>): string {
  const { name } = form;
  const cluster: Fields = { server: form.server };
  if (form.certificateAuthority !== '') cluster['certificate-authority-data'] = base64(form.certificateAuthority);
  if (form.insecureSkipTlsVerify) cluster['insecure-skip-tls-verify'] = true;
  if (form.tlsServerName !== '') cluster['tls-server-name'] = form.tlsServerName;
  if (form.proxyUrl !== '') cluster['proxy-url'] = form.proxyUrl;
  const user = formUser(form.user);
  const context: Fields = { cluster: name };
  if (user !== null) context.user = name;
  if (form.namespace !== '') context.namespace = form.namespace;
  return stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster }],
      contexts: [{ name, context }],
      users: user === null ? [] : [{ name, user }],
    },
    { lineWidth: 0 },
  );
}

function formUser(user: Extract<ContextSource, { readonly type: 'form' }>['user']): Fields | null {
  switch (user.type) {
    case 'none':
      return null;
    case 'token':
      return { token: user.token };
    case 'basic':
      return { username: user.username, password: user.password };
    case 'certificate':
      return { 'client-certificate-data': base64(user.certificate), 'client-key-data': base64(user.key) };
    case 'exec': {
      const { apiVersion, command, args, env, provideClusterInfo } = user;
      return { exec: { apiVersion, command, args, env, interactiveMode: 'IfAvailable', provideClusterInfo } };
    }
  }
}
