import { expect, test } from 'vitest';
import {
  type Favourite,
  isFavourite,
  movedFavourite,
  readFavourites,
  readRecents,
  seen,
  toggledFavourite,
} from './favourites.ts';
import { ViewStorage } from './storage.ts';
import { ManualTiming } from './testing/manual-timing.ts';

const pods: Favourite = { type: 'kind', kind: 'pods' };
const web: Favourite = { type: 'object', kind: 'pods', namespace: 'shop', name: 'web' };
const view: Favourite = { type: 'view', kind: 'pods', filter: 'status:Crash', namespaces: ['shop'] };

test('a favourite is added and taken away by the same key, and moved in its list', () => {
  const list = [pods, web, view].reduce(toggledFavourite, [] as readonly Favourite[]);
  expect(list).toEqual([pods, web, view]);
  expect(isFavourite(list, { type: 'object', kind: 'pods', namespace: 'shop', name: 'web' })).toBe(true);
  expect(toggledFavourite(list, pods)).toEqual([web, view]);
  expect(movedFavourite(list, 2, 0)).toEqual([view, pods, web]);
  expect(movedFavourite(list, 0, 3)).toBe(list);
});

test('what was seen last stands first, once, and not for ever', () => {
  let list = seen([], web, 1);
  list = seen(list, { kind: 'nodes', namespace: '', name: 'n' }, 2);
  list = seen(list, web, 3);
  expect(list.map(({ name, at }) => [name, at])).toEqual([
    ['web', 3],
    ['n', 2],
  ]);
  for (let at = 0; at < 50; at++) list = seen(list, { kind: 'pods', namespace: '', name: `p${at}` }, at);
  expect(list).toHaveLength(20);
});

test('what is kept is read as far as it makes sense', () => {
  const kept = new Map([
    ['favourites:config:a', JSON.stringify([pods, { type: 'object', kind: 'pods' }, 'x', null, view])],
    ['recents:config:a', JSON.stringify([{ kind: 'pods', namespace: '', name: 'a', at: 1 }, { kind: 3 }])],
    ['favourites:config:b', '{'],
  ]);
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: () => {},
    removeItem: () => {},
    key: () => null,
    length: 0,
  };
  const storage = new ViewStorage(store, new ManualTiming(), () => {});
  expect(readFavourites(storage, 'config:a')).toEqual([pods, view]);
  expect(readRecents(storage, 'config:a')).toHaveLength(1);
  expect(readFavourites(storage, 'config:b')).toEqual([]);
});
