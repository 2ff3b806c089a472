import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { parseClusterId } from '../../shared/identity.ts';
import type { StateRole } from '../../shared/kinds/spec.ts';
import type { Settings } from '../../shared/settings.ts';

/** How many cluster colours there are (`--cluster-0` …). */
const COLORS = 8;

/** The name a person gave, else the context's. */
export function displayName(clusterId: string, settings: Settings): string {
  return settings.clusters[clusterId]?.displayName ?? parseClusterId(clusterId)?.context ?? clusterId;
}

/** The colour a person chose, else one by place among the open clusters, so that neighbours differ. */
export function clusterColor(clusterId: string, open: readonly string[], settings: Settings): number {
  const chosen = settings.clusters[clusterId]?.color;
  if (chosen !== undefined) return chosen;
  // By id, not by place: dragging a tab must not change its colour. Equal ones step aside in the order of their ids.
  const taken = new Set<number>();
  for (const id of [...open].sort()) {
    let color = settings.clusters[id]?.color ?? colorHash(id);
    for (let step = 0; step < COLORS && taken.has(color); step++) color = (color + 1) % COLORS;
    if (id === clusterId) return color;
    taken.add(color);
  }
  return colorHash(clusterId);
}

function colorHash(clusterId: string): number {
  let hash = 0;
  for (const char of clusterId) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % COLORS;
}

interface TabGlyph {
  readonly role: StateRole;
  readonly label: string;
}

/** A cluster's state at a glance. */
export function tabGlyph(status: ClusterStatus): TabGlyph {
  switch (status.state) {
    case 'connecting':
      return { role: 'progress', label: 'Connecting' };
    case 'consent_required':
      return { role: 'warn', label: 'Waits for your consent to run a sign-in program' };
    case 'signing_in':
      return { role: 'progress', label: 'Signing in' };
    case 'connected':
    case 'loading':
      return { role: 'progress', label: 'Loading' };
    case 'loading_slow':
      return { role: 'progress', label: 'Loading, slowly' };
    case 'ready':
      return status.health === 'degraded' ? { role: 'warn', label: 'Degraded' } : { role: 'ok', label: 'Live' };
    case 'reconnecting':
      return { role: 'warn', label: 'Reconnecting' };
    case 'unreachable':
      return { role: 'bad', label: 'Unreachable' };
    case 'auth_failed':
      return { role: 'bad', label: 'Sign-in failed' };
    case 'closed':
      return { role: 'off', label: 'Closed' };
  }
}

export interface TabName {
  readonly name: string;
  /** The file part, only where two open tabs would read the same. */
  readonly file: string | null;
}

export function tabNames(open: readonly string[], settings: Settings): ReadonlyMap<string, TabName> {
  const names = open.map((id) => displayName(id, settings));
  return new Map(
    open.map((id, at) => {
      const name = names[at] ?? id;
      const shared = names.filter((other) => other === name).length > 1;
      return [id, { name, file: shared ? (parseClusterId(id)?.filePart ?? null) : null }];
    }),
  );
}
