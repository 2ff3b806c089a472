import type { Data } from '../../data/data.ts';
import { type Favourite, isFavourite } from '../../data/favourites.ts';
import { listOf } from '../../resources/show-list.ts';
import { favouritePlace } from './favourite-place.ts';

export interface FavouriteChoice {
  readonly favourite: Favourite;
  /** `Pods`, `web-0`, `Pods: status:Crash`. */
  readonly title: string;
  readonly chosen: boolean;
}

/** What of the tab's screen can be kept at hand, the innermost first: the open object, the list, the list as it is filtered. */
export function favouriteChoices(data: Data, clusterId: string): readonly FavouriteChoice[] {
  const state = data.clusters.get(clusterId)?.store.getState();
  if (state === undefined || state.nav.place.type !== 'kind') return [];
  const { kind } = state.nav.place;
  const { panel, favourites } = state;
  const kinds = state.catalog?.kinds ?? [];
  const all: Favourite[] = [];
  if (panel !== null && panel.list === kind)
    all.push({ type: 'object', kind: panel.kind, namespace: panel.namespace, name: panel.name });
  all.push({ type: 'kind', kind });
  const { filter, namespaces } = listOf(data, clusterId, kind);
  if (filter !== '' || namespaces !== null) all.push({ type: 'view', kind, filter, namespaces });
  return all.map((favourite) => ({
    favourite,
    title: favouritePlace(favourite, kinds).title,
    chosen: isFavourite(favourites, favourite),
  }));
}
