import { type DeepLink, plainLink } from '../../shared/deep-link.ts';
import { kindByWord } from '../../shared/kinds/index.ts';
import type { ClusterSet } from './cluster-set.ts';
import type { CommandBus } from './commands.ts';
import type { ViewStorage } from './storage.ts';

/** A list's filter as it is remembered; the list itself checks the rest of what it reads there. */
interface KeptFilter {
  readonly filter?: string;
}

const checkKept = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
const checkNames = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;

/** Sets the filter a list will find when it opens next. */
export function keepFilter(storage: ViewStorage, clusterId: string, kind: string, filter: string): void {
  const kept = storage.read<Record<string, unknown>>(`list.${kind}`, clusterId, {}, checkKept);
  storage.write(`list.${kind}`, clusterId, { ...kept, filter });
}

/** kubectl's words for a built-in kind are taken too; anything else is a kind's id already. */
const kindId = (word: string): string => kindByWord(word)?.id ?? word;

/** Goes where a link leads, in a cluster that is open. */
export function followLink(clusters: ClusterSet, commands: CommandBus, link: DeepLink): void {
  const handle = clusters.get(link.clusterId);
  const { place, object, namespaces } = link;
  if (handle === undefined || place === null) return;
  if (place.type === 'page') {
    handle.go(place);
    return;
  }
  const kind = kindId(place.kind);
  handle.go({ type: 'kind', kind });
  if (namespaces !== null) {
    commands.run(link.clusterId, { name: 'namespaces.set', namespaces: namespaces.length === 0 ? null : namespaces });
  }
  if (link.filter !== null) commands.run(link.clusterId, { name: 'filter.set', kind, filter: link.filter });
  if (object === null) handle.setPanel(null);
  else handle.openObject(kind, object.namespace, object.name, null, link.tab ?? 'summary');
}

/** The link to what a tab shows now: its place, the object beside it, or else its filter and namespaces. */
export function placeLink(clusters: ClusterSet, storage: ViewStorage, clusterId: string): DeepLink {
  const shown = clusters.get(clusterId)?.store.getState();
  if (shown === undefined) return plainLink(clusterId);
  const { place } = shown.nav;
  const link: DeepLink = { ...plainLink(clusterId), place };
  if (place.type !== 'kind') return link;
  if (shown.panel?.list === place.kind) {
    const { kind, namespace, name, tab } = shown.panel;
    return { ...link, place: { type: 'kind', kind }, object: { namespace, name }, tab: tab === 'summary' ? null : tab };
  }
  const { filter } = storage.read<KeptFilter>(`list.${place.kind}`, clusterId, {}, checkKept);
  const names = storage.read<readonly string[] | null>('namespaces', clusterId, null, checkNames);
  return { ...link, filter: filter === undefined || filter === '' ? null : filter, namespaces: names };
}
