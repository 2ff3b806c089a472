import type { Data } from '../data/data.ts';
import { checkPrefs, DEFAULT_PREFS } from './list/prefs.ts';

/** Goes to the list of a kind in the same cluster, with this filter and these namespaces (`null`: all). */
export function showList(
  data: Data,
  clusterId: string,
  kind: string,
  filter: string,
  namespaces: readonly string[] | null,
): void {
  const prefs = data.storage.read(`list.${kind}`, clusterId, DEFAULT_PREFS, checkPrefs);
  data.storage.write(`list.${kind}`, clusterId, { ...prefs, filter });
  data.storage.write(`where.${kind}`, clusterId, null);
  data.storage.write('namespaces', clusterId, namespaces);
  data.clusters.get(clusterId)?.go({ type: 'kind', kind });
}
