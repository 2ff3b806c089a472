import type { Data } from '../data/data.ts';
import { checkNamespaces, checkPrefs, DEFAULT_PREFS } from './list/prefs.ts';

/** Goes to the list of a kind in the same cluster, with this filter and these namespaces (`null`: all). */
export function showList(
  data: Data,
  clusterId: string,
  kind: string,
  filter: string,
  namespaces: readonly string[] | null,
): void {
  const handle = data.clusters.get(clusterId);
  const onScreen = handle?.store.getState().nav.place;
  // A list that is on screen holds what it remembers itself: it is told.
  if (onScreen?.type === 'kind' && onScreen.kind === kind) {
    data.commands.run(clusterId, { name: 'filter.set', kind, filter });
    data.commands.run(clusterId, { name: 'namespaces.set', namespaces });
    handle?.go({ type: 'kind', kind });
    return;
  }
  const prefs = data.storage.read(`list.${kind}`, clusterId, DEFAULT_PREFS, checkPrefs);
  data.storage.write(`list.${kind}`, clusterId, { ...prefs, filter });
  data.storage.write(`where.${kind}`, clusterId, null);
  data.storage.write('namespaces', clusterId, namespaces);
  data.clusters.get(clusterId)?.go({ type: 'kind', kind });
}

/** How the list of a kind stands in a cluster: its filter, and the namespaces of the tab. */
export function listOf(
  data: Data,
  clusterId: string,
  kind: string,
): { readonly filter: string; readonly namespaces: readonly string[] | null } {
  const { filter } = data.storage.read(`list.${kind}`, clusterId, DEFAULT_PREFS, checkPrefs);
  return { filter, namespaces: data.storage.read('namespaces', clusterId, null, checkNamespaces) };
}
