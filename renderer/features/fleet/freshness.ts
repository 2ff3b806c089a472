import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { lasting } from '../../data/wording.ts';
import type { FleetEntry } from './fleet-data.ts';

export interface RowFreshness {
  readonly text: string;
  readonly role: StateRole;
  /** The figures of the row are of now. */
  readonly current: boolean;
}

/** Figures are read once a minute; older than two readings and a little they are not of now, ms. */
const OLD_MS = 130_000;

/** Whether what a row shows is current, in words; an old figure is never shown without its age. */
export function rowFreshness(status: ClusterStatus, entry: FleetEntry | undefined, now: number): RowFreshness {
  const since = lasting(now - status.since);
  switch (status.state) {
    case 'auth_failed':
      return { text: `signed out ${since}`, role: 'bad', current: false };
    case 'consent_required':
      return { text: 'waits for consent', role: 'warn', current: false };
    case 'signing_in':
      return { text: 'signing in', role: 'progress', current: false };
    case 'unreachable':
      return { text: `unreachable ${since}`, role: 'bad', current: false };
    case 'connecting':
      return { text: 'connecting', role: 'progress', current: false };
    case 'reconnecting':
      return { text: 'reconnecting', role: 'warn', current: false };
    case 'closed':
      return { text: 'closed', role: 'off', current: false };
    case 'connected':
    case 'loading':
    case 'loading_slow':
    case 'ready':
      return answering(entry, now);
  }
}

function answering(entry: FleetEntry | undefined, now: number): RowFreshness {
  if (entry === undefined || (entry.figures === null && entry.error === null)) {
    return { text: 'loading', role: 'progress', current: false };
  }
  if (entry.figures === null) return { text: 'no answer', role: 'warn', current: false };
  const age = now - entry.figures.at;
  if (entry.error !== null || age > OLD_MS) return { text: `stale ${lasting(age)}`, role: 'warn', current: false };
  return { text: 'live', role: 'ok', current: true };
}
