import { createContext, use } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DroppedFile } from '../data/pages.ts';
import type { TerminalSession } from './overlays/terminal-session.ts';
import type { SidebarState } from './sidebar/sidebar-state.ts';

export type SettingsSection = 'general' | 'shortcuts' | 'kubeconfigs' | 'guards' | 'transfer' | 'log' | 'about';

/** What floats over the window, at most one of each. */
export interface ShellState {
  readonly palette: { readonly text: string } | null;
  /** The search over all clusters, and what to begin with. */
  readonly search: { readonly text: string } | null;
  readonly kubeconfig: boolean;
  readonly help: boolean;
  readonly settings: SettingsSection | null;
  /** A context whose name is open from another file: the choice is the user's. */
  readonly duplicate: {
    readonly clusterId: string;
    readonly duplicateOf: string;
    /** What was to be shown there, once it is open. */
    readonly then?: () => void;
  } | null;
  /** By clusterId: a sign-in in a terminal goes on while another tab is in front. */
  readonly terminals: ReadonlyMap<string, TerminalSession>;
  /** A file dropped onto the window. */
  readonly dropped: DroppedFile | null;
  /** Numbers that pages of the application put beside their entries, by page id. */
  readonly pageCounts: Readonly<Record<string, number>>;
  /** By clusterId: each tab keeps its own sidebar. */
  readonly sidebars: ReadonlyMap<string, SidebarState>;
  /** For assistive technology: the last thing that happened without being looked at. */
  readonly said: string;
}

export type ShellStore = StoreApi<ShellState>;

export const createShellStore = (): ShellStore =>
  createStore<ShellState>(() => ({
    palette: null,
    search: null,
    kubeconfig: false,
    help: false,
    settings: null,
    duplicate: null,
    terminals: new Map(),
    dropped: null,
    pageCounts: {},
    sidebars: new Map(),
    said: '',
  }));

export const ShellContext = createContext<ShellStore | null>(null);

export function useShellStore(): ShellStore {
  const store = use(ShellContext);
  if (store === null) throw new Error('useShellStore needs the Shell above it.');
  return store;
}

export function useShell<T>(selector: (state: ShellState) => T): T {
  return useStore(useShellStore(), selector);
}
