import { type ActionId, actionsFor } from '../../../shared/actions/actions.ts';
import type { KindInfo } from '../../../shared/contract/catalog.ts';

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>;

export interface PressedAction {
  readonly id: ActionId;
  /** `+` and `-` are one action in two directions. */
  readonly step?: 1 | -1;
}

/** The action that these keys mean for one object of the kind, as `shared/actions` declares them. */
export function actionOfPress(press: Press, kind: KindInfo | null): PressedAction | null {
  if (kind === null || press.altKey || press.metaKey) return null;
  const pressed = press.ctrlKey ? `Ctrl+${press.key.toUpperCase()}` : press.key;
  const found = actionsFor(kind, 1).find(({ keys }) => keys?.includes(pressed));
  if (found === undefined) return null;
  return found.id === 'scale' ? { id: found.id, step: pressed === '-' ? -1 : 1 } : { id: found.id };
}
