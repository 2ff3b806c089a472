import type { AppInfo } from '../../shared/contract/app.ts';
import type { ContextList } from '../../shared/contract/contexts.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';

export interface Notice {
  readonly id: number;
  /** Epoch ms. */
  readonly at: number;
  readonly level: 'info' | 'warn' | 'bad';
  readonly message: string;
  readonly clusterId: string | null;
  readonly read: boolean;
}

interface Connection {
  /** `refused`: this page may not talk to the host at all; `message` says what to do. */
  readonly state: 'connecting' | 'open' | 'lost' | 'refused';
  readonly message: string;
}

/** What the window knows of the application; clusters have stores of their own. */
export interface AppState {
  readonly connection: Connection;
  readonly info: AppInfo | null;
  readonly contexts: ContextList | null;
  /** clusterIds in tab order. */
  readonly open: readonly string[];
  /** Contexts and clusters are known. */
  readonly loaded: boolean;
  /** This window's tab; `null` when none is open. */
  readonly active: string | null;
  /** A page of the application that stands in front of the tab (known contexts, fleet); `null`: the tab itself. */
  readonly page: string | null;
  /** A deep link that came from outside and waits to be followed. */
  readonly link: string | null;
  /** Clusters whose closing waits for an answer: operations run on them. */
  readonly closing: readonly string[];
  /** Clusters that close by themselves when nothing runs on them any more. */
  readonly closeLater: readonly string[];
  readonly settings: Settings;
  readonly notices: readonly Notice[];
}

export const initialAppState: AppState = {
  connection: { state: 'connecting', message: '' },
  info: null,
  contexts: null,
  open: [],
  loaded: false,
  active: null,
  page: null,
  link: null,
  closing: [],
  closeLater: [],
  settings: defaultSettings,
  notices: [],
};

/**
 * Which tab is in front when the open ones change: the same if it is still there, else the one that took its place, else the
 * one remembered from last time, else the first.
 */
export function nextActive(was: AppState, open: readonly string[], remembered: string | null): string | null {
  if (was.active !== null) {
    if (open.includes(was.active)) return was.active;
    const at = was.open.indexOf(was.active);
    const after = was.open.slice(at + 1).find((id) => open.includes(id));
    const before = was.open.slice(0, Math.max(0, at)).findLast((id) => open.includes(id));
    return after ?? before ?? open[0] ?? null;
  }
  if (remembered !== null && open.includes(remembered)) return remembered;
  return open[0] ?? null;
}
