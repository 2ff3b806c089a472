import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import { commandLine } from '../auth/consent.ts';
import { decodeData } from './certificates.ts';
import type { ContextParts } from './entries.ts';
import { boolField, textField } from './parse.ts';
import { pluginOf } from './resolve.ts';
import { userKind } from './user-kind.ts';

/** The fields of one context that a person may edit; tokens, passwords and keys stay where they are. */
export function contextDetails(parts: ContextParts, clusterId: string): Omit<ContextDetails, 'removes' | 'sharedWith'> {
  const cluster = parts.cluster?.entry.value ?? {};
  const user = parts.user?.entry.value ?? {};
  const plugin = parts.user === null ? null : pluginOf(parts.user);
  const groups: unknown = user['as-groups'];
  return {
    clusterId,
    name: parts.name,
    namespace: parts.namespace ?? '',
    server: textField(cluster, 'server') ?? '',
    certificateAuthority: authority(cluster),
    insecureSkipTlsVerify: boolField(cluster, 'insecure-skip-tls-verify'),
    tlsServerName: textField(cluster, 'tls-server-name') ?? '',
    proxyUrl: textField(cluster, 'proxy-url') ?? '',
    userKind: userKind(parts.user?.entry.value),
    user: parts.userName,
    command: plugin === null ? null : commandLine(plugin),
    impersonate: textField(user, 'as') ?? '',
    impersonateGroups: Array.isArray(groups) ? groups.filter((one) => typeof one === 'string') : [],
  };
}

function authority(cluster: Readonly<Record<string, unknown>>): ContextDetails['certificateAuthority'] {
  const data = textField(cluster, 'certificate-authority-data');
  if (data !== undefined) return { type: 'data', text: decodeData(data) ?? '' };
  const file = textField(cluster, 'certificate-authority');
  return file === undefined ? { type: 'none', text: '' } : { type: 'file', text: file };
}
