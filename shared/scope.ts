/**
 * Keys for everything that is fetched, cached, refreshed or subscribed: the cluster stands in front, always.
 * `%`, `|`, `,` and `=` in ids are percent-encoded, so that decode(encode(x)) = x for any id and any scope.
 */

const RESERVED = /[%|,=]/g;
const encodeId = (id: string): string =>
  id.replace(RESERVED, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
const decodeId = (id: string): string =>
  id.replace(/%(25|7C|2C|3D)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export type Scope =
  | { readonly type: 'cluster'; readonly clusterId: string; readonly scope: string }
  | { readonly type: 'fleet'; readonly clusterIds: readonly string[]; readonly scope: string };

/** `clusterId|scope`; an unscoped domain has an empty scope and still its prefix. */
export function scopeKey(clusterId: string, scope = ''): string {
  return `${encodeId(clusterId)}|${scope}`;
}

/** `clusters=id1,id2|scope`, for the pages that fan out over several clusters. Order is kept. */
export function fleetKey(clusterIds: readonly string[], scope = ''): string {
  return `clusters=${clusterIds.map(encodeId).join(',')}|${scope}`;
}

/** The inverse of both; `null` for a text that is neither. */
export function parseScopeKey(key: string): Scope | null {
  const bar = key.indexOf('|');
  if (bar < 0) return null;
  const head = key.slice(0, bar);
  const scope = key.slice(bar + 1);
  if (head.startsWith('clusters=')) {
    const list = head.slice('clusters='.length);
    return { type: 'fleet', clusterIds: list === '' ? [] : list.split(',').map(decodeId), scope };
  }
  return { type: 'cluster', clusterId: decodeId(head), scope };
}

/** The key under which the renderer keeps something of one cluster in localStorage: `name:<clusterId>`. */
export function storageKey(name: string, clusterId: string): string {
  return `${name}:${clusterId}`;
}
