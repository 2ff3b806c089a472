import type { ContextDetails } from '../../../shared/contract/contexts.ts';
import type { CallInput } from '../../../shared/contract/index.ts';

/** What the form holds, all as text. */
export interface EditForm {
  readonly namespace: string;
  readonly server: string;
  readonly certificateAuthority: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string;
  readonly proxyUrl: string;
  /** Empty: the present one stays. It is never shown. */
  readonly token: string;
  readonly impersonate: string;
  readonly impersonateGroups: string;
}

export function formOf(details: ContextDetails): EditForm {
  return {
    namespace: details.namespace,
    server: details.server,
    certificateAuthority: details.certificateAuthority.type === 'data' ? details.certificateAuthority.text : '',
    insecureSkipTlsVerify: details.insecureSkipTlsVerify,
    tlsServerName: details.tlsServerName,
    proxyUrl: details.proxyUrl,
    token: '',
    impersonate: details.impersonate,
    impersonateGroups: details.impersonateGroups.join(', '),
  };
}

/** Only what differs: everything else in the files stays as it is. `null` when nothing does. */
export function changesOf(clusterId: string, was: EditForm, now: EditForm): CallInput<'contexts.edit'> | null {
  const changed = <K extends keyof EditForm>(key: K): boolean => was[key] !== now[key];
  const text = (key: 'namespace' | 'server' | 'tlsServerName' | 'proxyUrl' | 'impersonate') =>
    changed(key) ? { [key]: now[key].trim() === '' ? null : now[key].trim() } : {};
  const groups = now.impersonateGroups
    .split(',')
    .map((group) => group.trim())
    .filter(Boolean);
  const changes = {
    ...text('namespace'),
    ...text('server'),
    ...text('tlsServerName'),
    ...text('proxyUrl'),
    ...text('impersonate'),
    ...(changed('certificateAuthority')
      ? { certificateAuthority: now.certificateAuthority.trim() === '' ? null : now.certificateAuthority }
      : {}),
    ...(changed('insecureSkipTlsVerify') ? { insecureSkipTlsVerify: now.insecureSkipTlsVerify || null } : {}),
    ...(now.token.trim() === '' ? {} : { token: now.token.trim() }),
    ...(changed('impersonateGroups') ? { impersonateGroups: groups.length === 0 ? null : groups } : {}),
  };
  return Object.keys(changes).length === 0 ? null : { clusterId, ...changes };
}
