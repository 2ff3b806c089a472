import { useEffect } from 'react';
import { isMac } from '../../ui/keys.ts';
import { type CommandContext, shellCommands } from '../commands.ts';
import { isTyping, keysOf, matchesKeys, movesInText } from './keys-of.ts';
import { translateListKey } from './list-keys.ts';
import { type Shortcut, shortcuts } from './registry.ts';

const runners = new Map<string, (typeof shellCommands)[number]>(shellCommands.map((command) => [command.id, command]));
const appShortcuts: readonly Shortcut[] = shortcuts.filter((shortcut) => shortcut.in === 'app');

/** Something that takes keys as text has the focus. */
function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type);
}

/** Dialogs and menus have the keyboard to themselves, until they begin to close; they close by Escape of their own. */
const FLOATING = ['dialog', 'alertdialog', 'menu', 'listbox']
  .map((role) => `[role="${role}"]:not([data-closed])`)
  .join(', ');

const isFloating = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest(FLOATING) !== null;

/** An editor of code has keys of its own for many things; those of the window go before them. */
const isEditor = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.cm-editor') !== null;

/** Does what the press means for the window, or nothing. True: it was one of the window's. */
function pressed(event: KeyboardEvent, context: CommandContext, mac: boolean): boolean {
  const overrides = context.data.app.getState().settings.shortcuts;
  const typing = isTextField(event.target);
  const floating = isFloating(event.target);
  for (const shortcut of appShortcuts) {
    const keys = keysOf(shortcut, context.host, overrides).find((one) => matchesKeys(one, event, mac));
    if (keys === undefined) continue;
    if (typing && (isTyping(keys) || movesInText(keys) || keys === 'Escape')) continue;
    if (floating && shortcut.id !== 'palette.open') {
      if (!isTyping(keys) && keys !== 'Escape') event.preventDefault();
      return true;
    }
    const command = runners.get(shortcut.id);
    if (command === undefined) continue;
    // Ours even when there is nothing to do now: the browser must not reload the page instead.
    if (keys !== 'Escape') event.preventDefault();
    if (command.enabled?.(context) !== false) command.run(context, keys);
    return true;
  }
  return false;
}

/** The one listener for the window's keys. Whoever has the focus is asked first and says so with `preventDefault`. */
export function useShortcuts(context: CommandContext): void {
  useEffect(() => {
    const mac = isMac();
    const onKeyDown = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.isComposing) pressed(event, context, mac);
    };
    const onCapture = (event: KeyboardEvent) => {
      if (!isEditor(event.target)) translateListKey(event, context.data.app.getState().settings.shortcuts, mac);
      else if (!event.isComposing && pressed(event, context, mac)) event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', onCapture, { capture: true });
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onCapture, { capture: true });
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [context]);
}
