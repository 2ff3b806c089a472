import type { Data } from '../../data/data.ts';
import type { ShellStore } from '../ui-store.ts';

/** How one cluster's sidebar stands; kept through a restart. */
export interface SidebarState {
  /** Pixels, 180–360. */
  readonly width: number;
  readonly icons: boolean;
  /** Sections that are folded. */
  readonly folded: readonly string[];
  /** Groups of custom resources that are unfolded, and sections shown in full. */
  readonly unfolded: readonly string[];
}

export const SIDEBAR_MIN = 180;
export const SIDEBAR_MAX = 360;
export const initialSidebar: SidebarState = { width: 232, icons: false, folded: [], unfolded: [] };

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** What was kept, as far as it still makes sense. */
export function checkSidebar(value: unknown): SidebarState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const kept: Partial<Record<keyof SidebarState, unknown>> = value;
  const width = typeof kept.width === 'number' && Number.isFinite(kept.width) ? kept.width : initialSidebar.width;
  return {
    width: Math.min(SIDEBAR_MAX, Math.max(SIDEBAR_MIN, width)),
    icons: kept.icons === true,
    folded: texts(kept.folded),
    unfolded: texts(kept.unfolded),
  };
}

export function sidebarOf(data: Data, shell: ShellStore, clusterId: string): SidebarState {
  return (
    shell.getState().sidebars.get(clusterId) ?? data.storage.read('sidebar', clusterId, initialSidebar, checkSidebar)
  );
}

export function changeSidebar(
  data: Data,
  shell: ShellStore,
  clusterId: string,
  change: (state: SidebarState) => Partial<SidebarState>,
): void {
  const was = sidebarOf(data, shell, clusterId);
  const next = { ...was, ...change(was) };
  data.storage.write('sidebar', clusterId, next);
  shell.setState(({ sidebars }) => ({ sidebars: new Map(sidebars).set(clusterId, next) }));
}

export const toggled = (list: readonly string[], id: string): readonly string[] =>
  list.includes(id) ? list.filter((one) => one !== id) : [...list, id];
