import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import { parseClusterId } from '../../../shared/identity.ts';
import type { Settings } from '../../../shared/settings.ts';

/**
 * How a cluster is guarded (`CLUSTERS.md` §6): what the user set by hand wins, `none` included; else the first pattern that
 * matches its id, its context name or its display name. Patterns know `*` only and compare whole names in any case.
 */
export function guardOf(clusterId: string, settings: Settings): ClusterStatus['guard'] {
  const own = Object.hasOwn(settings.clusters, clusterId) ? settings.clusters[clusterId] : undefined;
  if (own?.guard !== undefined) return own.guard;
  const names = [clusterId, parseClusterId(clusterId)?.context, own?.displayName].filter((name) => name !== undefined);
  const guarded = settings.guardPatterns.some((pattern) => names.some((name) => matches(pattern, name)));
  return guarded ? settings.guardMode : 'none';
}

/** `*` wildcard match without regular expressions: patterns are user text, names are anything; linear in both. */
export function matches(pattern: string, name: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const text = name.toLowerCase();
  const first = parts[0] ?? '';
  const last = parts[parts.length - 1] ?? '';
  if (parts.length === 1) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
