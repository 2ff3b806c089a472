import type { KindInfo } from '../../../shared/contract/catalog.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import { type Favourite, favouriteKey } from '../../data/favourites.ts';
import { kindName, kindTitle } from '../../resources/titles.ts';

export interface FavouritePlace {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  readonly icon: string;
}

/** How a favourite is called and drawn, in sidebar and palette. */
export function favouritePlace(one: Favourite, kinds: readonly KindInfo[]): FavouritePlace {
  const info = kinds.find(({ id }) => id === one.kind) ?? null;
  const icon = kindById(one.kind)?.icon ?? 'puzzle';
  const key = favouriteKey(one);
  const plural = kindTitle(one.kind, info);
  switch (one.type) {
    case 'kind':
      return { key, title: plural, detail: '', icon };
    case 'object':
      return {
        key,
        title: one.name,
        detail: [kindName(one.kind, info), one.namespace].filter(Boolean).join(' · '),
        icon,
      };
    case 'view': {
      const where =
        one.namespaces === null
          ? ''
          : one.namespaces.length > 2
            ? `${one.namespaces.length} namespaces`
            : one.namespaces.join(', ');
      const what = [one.filter, where].filter(Boolean).join(' · ');
      return { key, title: what === '' ? plural : `${plural}: ${what}`, detail: 'list', icon: 'list-filter' };
    }
  }
}
