import type { AuthErrorClass, ClusterStatus } from '../../shared/contract/clusters.ts';
import type { Freshness } from '../../shared/contract/views.ts';
import type { StateRole } from '../../shared/kinds/spec.ts';
import { lasting } from '../data/wording.ts';

export { lasting, plural, shortPath } from '../data/wording.ts';

/** Whole seconds until a time, never below zero. */
export const secondsUntil = (at: number, now: number): number => Math.max(0, Math.ceil((at - now) / 1000));

/** Under a cluster's name: its version, or why there is none. */
export function clusterSubtitle(status: ClusterStatus): string {
  switch (status.state) {
    case 'auth_failed':
      return 'not signed in';
    case 'signing_in':
      return 'signing in';
    case 'consent_required':
      return 'waits for your consent';
    case 'unreachable':
      return status.version === undefined ? 'unreachable' : `${status.version} · unreachable`;
    case 'connecting':
      return status.version ?? 'connecting';
    case 'closed':
      return 'closed';
    case 'connected':
    case 'loading':
    case 'loading_slow':
    case 'ready':
    case 'reconnecting':
      return status.version ?? 'loading';
  }
}

export interface StatusText {
  readonly role: StateRole;
  readonly text: string;
}

/** First item of the status bar: the list's freshness, or the cluster's state while there is no list to be fresh. `now` is local. */
export function freshnessText(status: ClusterStatus, freshness: Freshness | null, now: number): StatusText {
  if (status.state === 'auth_failed') return { role: 'bad', text: 'signed out' };
  if (status.state === 'consent_required') return { role: 'warn', text: 'waits for consent' };
  if (status.state === 'signing_in') return { role: 'progress', text: 'signing in' };
  if (freshness?.state === 'stale' && freshness.code === 'polled' && status.state === 'ready')
    return { role: 'ok', text: `read ${lasting(now - freshness.since)} ago` };
  if (freshness?.state === 'stale') return { role: 'warn', text: `stale ${lasting(now - freshness.since)}` };
  if (status.state === 'unreachable') return { role: 'bad', text: `unreachable ${lasting(now - status.since)}` };
  if (status.state === 'reconnecting') return { role: 'warn', text: 'reconnecting' };
  if (freshness?.state === 'denied') return deniedText(freshness.namespaces ?? []);
  if (freshness?.state === 'live') return { role: 'ok', text: 'live' };
  if (status.state === 'ready' && freshness === null) return { role: 'ok', text: 'connected' };
  return { role: 'progress', text: status.state === 'loading_slow' ? 'loading slowly' : 'loading' };
}

/** Live as far as one may look: for many users this is how it always is. */
function deniedText([first, ...more]: readonly string[]): StatusText {
  if (first === undefined) return { role: 'warn', text: 'not allowed' };
  return { role: 'ok', text: more.length === 0 ? `live in ${first}` : `live in ${more.length + 1} namespaces` };
}

/** What failed, in plain words; the server's or the program's own words stand below it. */
export function signInSentence(errorClass: AuthErrorClass): string {
  switch (errorClass) {
    case 'rejected':
      return 'The server does not accept these credentials.';
    case 'no-credentials':
      return 'The kubeconfig gives no credentials that the server knows: it treats every request as anonymous.';
    case 'plugin-not-found':
      return 'The sign-in command was not found on this machine.';
    case 'plugin-failed':
      return 'The sign-in command ended with an error.';
    case 'plugin-timeout':
      return 'The sign-in command did not end in time and was stopped.';
    case 'plugin-needs-terminal':
      return 'The sign-in command asks questions in a terminal.';
    case 'plugin-output':
      return 'The sign-in command printed something that is not a credential.';
    case 'expired':
      return 'The credentials have expired.';
    case 'certificate':
      return 'The client certificate cannot be used.';
    case 'unsupported':
      return 'The kubeconfig asks for a way to sign in that Portolan does not have.';
  }
}

/** What a person can do about it. */
export function signInHelp(errorClass: AuthErrorClass): string {
  switch (errorClass) {
    case 'plugin-not-found':
      return 'Install the program, or correct its path in the kubeconfig. Portolan looks where your login shell looks.';
    case 'plugin-needs-terminal':
      return 'Answer them in a terminal here; a login you do elsewhere is picked up as well.';
    case 'no-credentials':
    case 'certificate':
    case 'unsupported':
      return 'Correct the entry in the kubeconfig; a changed file is read again at once.';
    case 'rejected':
    case 'plugin-failed':
    case 'plugin-timeout':
    case 'plugin-output':
    case 'expired':
      return 'Portolan tries again by itself; a login you do elsewhere is picked up.';
  }
}
