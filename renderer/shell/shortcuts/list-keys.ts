import { type KeyOverrides, type KeyPress, matchesKeys } from './keys-of.ts';
import { isRebindable } from './rebinding.ts';
import { type Shortcut, shortcuts } from './registry.ts';

/*
 * Lists and tables answer to the keys the registry gives them. A user's own keys are translated on their way, so that whatever
 * shows a list need not know that there are settings.
 */
const listShortcuts: readonly Shortcut[] = shortcuts.filter((shortcut) => shortcut.in === 'list').filter(isRebindable);

/** What a press on a list becomes: itself, nothing (its shortcut has other keys now), or the press the list knows. */
export type Translation =
  | { readonly type: 'same' }
  | { readonly type: 'none' }
  | { readonly type: 'keys'; readonly keys: string };

export function translated(
  press: KeyPress,
  overrides: KeyOverrides,
  mac: boolean,
  known: readonly Shortcut[] = listShortcuts,
): Translation {
  const own = known.find(({ id }) => overrides[id]?.some((keys) => matchesKeys(keys, press, mac)));
  const [keys] = own?.keys ?? [];
  if (keys !== undefined) return { type: 'keys', keys };
  const moved = known.some(
    (shortcut) => overrides[shortcut.id] !== undefined && shortcut.keys.some((one) => matchesKeys(one, press, mac)),
  );
  return { type: moved ? 'none' : 'same' };
}

/** What is shown of one object knows its actions only: Enter and Space are its buttons'. */
export const actionShortcuts = listShortcuts.filter(({ id }) => id.startsWith('action.'));

/** The press that these keys are. */
export function pressOf(keys: string, mac: boolean): KeyboardEventInit {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = new Set(parts.slice(0, -1));
  const letter = /^[a-z]$/i.test(key);
  const bare = wants.size === 0 && key.length === 1;
  return {
    key: key === 'Space' ? ' ' : letter && !bare && !wants.has('Shift') ? key.toLowerCase() : key,
    code: letter ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key,
    ctrlKey: wants.has('Ctrl') || (wants.has('Mod') && !mac),
    metaKey: wants.has('Meta') || (wants.has('Mod') && mac),
    altKey: wants.has('Alt'),
    shiftKey: wants.has('Shift') || (bare && /[A-Z?:*+~]/.test(key)),
    bubbles: true,
    cancelable: true,
  };
}

/** Translates before the list hears of the press; events made here are not translated again. */
export function translateListKey(event: KeyboardEvent, overrides: KeyOverrides, mac: boolean): void {
  if (!event.isTrusted || !(event.target instanceof Element)) return;
  const place = event.target.closest('[role="grid"], [data-object-keys]');
  if (place === null || (event.target instanceof HTMLElement && event.target.isContentEditable)) return;
  if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
  const known = place.getAttribute('role') === 'grid' ? listShortcuts : actionShortcuts;
  const translation = translated(event, overrides, mac, known);
  if (translation.type === 'same') return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (translation.type === 'keys')
    event.target.dispatchEvent(new KeyboardEvent('keydown', pressOf(translation.keys, mac)));
}
