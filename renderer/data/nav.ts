import type { ViewStorage } from './storage.ts';

/** Where a tab is: the list of a kind (a KindInfo id), or a page beside the kinds. */
export type Place = { readonly type: 'kind'; readonly kind: string } | { readonly type: 'page'; readonly id: string };

export interface NavState {
  readonly place: Place;
  readonly back: readonly Place[];
  readonly forward: readonly Place[];
}

const LIMIT = 50;
export const START: NavState = { place: { type: 'kind', kind: 'pods' }, back: [], forward: [] };

const samePlace = (a: Place, b: Place): boolean =>
  a.type === 'kind' ? b.type === 'kind' && a.kind === b.kind : b.type === 'page' && a.id === b.id;

export function goTo(nav: NavState, place: Place): NavState {
  if (samePlace(nav.place, place)) return nav;
  return { place, back: [...nav.back, nav.place].slice(-LIMIT), forward: [] };
}

export function goBack(nav: NavState): NavState {
  const place = nav.back.at(-1);
  if (place === undefined) return nav;
  return { place, back: nav.back.slice(0, -1), forward: [nav.place, ...nav.forward] };
}

export function goForward(nav: NavState): NavState {
  const [place, ...forward] = nav.forward;
  if (place === undefined) return nav;
  return { place, back: [...nav.back, nav.place], forward };
}

function checkPlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'kind' && 'kind' in value && typeof value.kind === 'string') {
    return { type: 'kind', kind: value.kind };
  }
  if (value.type === 'page' && 'id' in value && typeof value.id === 'string') return { type: 'page', id: value.id };
  return undefined;
}

/** Where this cluster's tab was last time. History is of one session; the place outlives it. */
export function readNav(storage: ViewStorage, clusterId: string): NavState {
  return { ...START, place: storage.read('place', clusterId, START.place, checkPlace) };
}
