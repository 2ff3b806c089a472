import type { KeyboardEvent } from 'react';
import type { KindInfo } from '../../../shared/contract/catalog.ts';
import { useData } from '../../data/context.tsx';
import type { ObjectState } from '../../data/live-object.ts';
import type { PanelState } from '../../data/panel.ts';
import { beginByKey } from '../actions/begin.ts';
import { actionOfPress } from '../actions/keys.ts';

const TEXT = 'input, textarea, select, [contenteditable="true"]';

/**
 * Keys of actions mean the panel's object while the focus is in it: in a text they are text, and in what floats over the panel
 * (React hands its events up here as well) they are its own.
 */
export function usePanelKeys(
  clusterId: string,
  panel: PanelState,
  info: KindInfo | null,
  state: ObjectState | null,
): (event: KeyboardEvent<HTMLElement>) => void {
  const data = useData();
  return (event) => {
    const { target, currentTarget } = event;
    if (event.defaultPrevented || !(target instanceof Element) || !currentTarget.contains(target)) return;
    if (target.closest(TEXT) !== null || state?.status === 'gone') return;
    const found = actionOfPress(event, info);
    if (found === null) return;
    event.preventDefault();
    const { kind, namespace, name } = panel;
    const uid = state?.text?.uid ?? panel.uid;
    void beginByKey(data, clusterId, { ...found, targets: [{ kind, namespace, name, uid }] });
  };
}
