/** `/cluster/<clusterId>` and `/cluster/<clusterId>/<kind>`, each part percent-encoded; `null` for any other address. */
export function parseDeepLink(path: string): { readonly clusterId: string; readonly kind: string | null } | null {
  const [, room, cluster, kind] = path.split('/');
  if (room !== 'cluster' || cluster === undefined || cluster === '') return null;
  try {
    return {
      clusterId: decodeURIComponent(cluster),
      kind: kind === undefined || kind === '' ? null : decodeURIComponent(kind),
    };
  } catch {
    // Not percent-encoding at all: an address somebody else made.
    return null;
  }
}
