import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { MatchPlace, SearchHit } from '../../../shared/contract/search.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import type { Data } from '../../data/data.ts';
import { kindName } from '../titles.ts';

/** Shows an object that was found, in its own cluster's tab. */
export function openHit(data: Data, { clusterId, kind, namespace, name, uid }: SearchHit, tab?: string): void {
  data.actions.activate(clusterId);
  data.clusters.get(clusterId)?.openObject(kind, namespace, name, uid, tab);
}

export const hitIcon = (kind: string): string => kindById(kind)?.icon ?? 'puzzle';

export function hitKind(data: Data, { clusterId, kind }: Pick<SearchHit, 'clusterId' | 'kind'>): string {
  const kinds: readonly KindInfo[] = data.clusters.get(clusterId)?.store.getState().catalog?.kinds ?? [];
  return kindName(kind, kinds.find((info) => info.id === kind) ?? null);
}

const PLACES: Readonly<Record<MatchPlace, string>> = {
  namespace: 'namespace',
  label: 'label',
  annotation: 'annotation',
  image: '',
  owner: 'owner',
  field: '',
};

/** `label app=web`: why it was found, when its name does not say. */
export const matchText = ({ match }: SearchHit): string =>
  match === null || match.place === 'namespace' ? '' : [PLACES[match.place], match.text].filter(Boolean).join(' ');
