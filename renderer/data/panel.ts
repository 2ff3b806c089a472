import type { ViewStorage } from './storage.ts';

/** The details panel of a tab: what it shows, and the list beside which it was opened. */
export interface PanelState {
  /** KindInfo id of the list it belongs to; the panel is shown with that list. */
  readonly list: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of the object that was opened; `null` when only its name was known (a link). */
  readonly uid: string | null;
  readonly tab: string;
}

const isText = (value: unknown): value is string => typeof value === 'string';

function checkPanel(value: unknown): PanelState | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { list, kind, namespace, name, uid, tab } = value as Record<keyof PanelState, unknown>;
  if (!isText(list) || !isText(kind) || !isText(namespace) || !isText(name) || !isText(tab)) return undefined;
  return { list, kind, namespace, name, uid: isText(uid) ? uid : null, tab };
}

export const readPanel = (storage: ViewStorage, clusterId: string): PanelState | null =>
  storage.read<PanelState | null>('panel', clusterId, null, checkPanel);
