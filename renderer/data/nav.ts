import type { PanelState } from './panel.ts';
import type { ViewStorage } from './storage.ts';

/** Where a tab is: the list of a kind (a KindInfo id), or a page beside the kinds. */
export type Place = { readonly type: 'kind'; readonly kind: string } | { readonly type: 'page'; readonly id: string };

/** A step of the history: a place, and the object that was open there. */
interface Step {
  readonly place: Place;
  readonly panel: PanelState | null;
}

export interface NavState extends Step {
  readonly back: readonly Step[];
  readonly forward: readonly Step[];
}

const LIMIT = 50;
export const START: NavState = { place: { type: 'kind', kind: 'pods' }, panel: null, back: [], forward: [] };

const samePlace = (a: Place, b: Place): boolean =>
  a.type === 'kind' ? b.type === 'kind' && a.kind === b.kind : b.type === 'page' && a.id === b.id;

/** The same object beside the same list: another of its tabs is no step. */
const sameObject = (a: PanelState | null, b: PanelState | null): boolean =>
  a !== null &&
  b !== null &&
  a.list === b.list &&
  a.kind === b.kind &&
  a.namespace === b.namespace &&
  a.name === b.name;

const stepOf = ({ place, panel }: Step): Step => ({ place, panel });

const pushed = (nav: NavState, step: Step): NavState => ({
  ...step,
  back: [...nav.back, stepOf(nav)].slice(-LIMIT),
  forward: [],
});

/** Another place; the panel stays with the list it belongs to. */
export function goTo(nav: NavState, place: Place): NavState {
  return samePlace(nav.place, place) ? nav : pushed(nav, { place, panel: nav.panel });
}

/** Another object is a step; closing the panel, or another tab of the same object, is none. */
export function showPanel(nav: NavState, panel: PanelState | null): NavState {
  if (panel === null || sameObject(nav.panel, panel)) return { ...nav, panel };
  return pushed(nav, { place: nav.place, panel });
}

/** An object beside the list of its kind: one step, whatever changes. */
export function goToObject(nav: NavState, panel: PanelState): NavState {
  const place: Place = { type: 'kind', kind: panel.list };
  return samePlace(nav.place, place) ? showPanel(nav, panel) : pushed(nav, { place, panel });
}

export function goBack(nav: NavState): NavState {
  const step = nav.back.at(-1);
  if (step === undefined) return nav;
  return { ...step, back: nav.back.slice(0, -1), forward: [stepOf(nav), ...nav.forward] };
}

export function goForward(nav: NavState): NavState {
  const [step, ...forward] = nav.forward;
  if (step === undefined) return nav;
  return { ...step, back: [...nav.back, stepOf(nav)], forward };
}

export function checkPlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  if (value.type === 'kind' && 'kind' in value && typeof value.kind === 'string') {
    return { type: 'kind', kind: value.kind };
  }
  if (value.type === 'page' && 'id' in value && typeof value.id === 'string') return { type: 'page', id: value.id };
  return undefined;
}

/** Where this cluster's tab was last time. History is of one session; the place and the open object outlive it. */
export function readNav(storage: ViewStorage, clusterId: string, panel: PanelState | null): NavState {
  return { ...START, panel, place: storage.read('place', clusterId, START.place, checkPlace) };
}
