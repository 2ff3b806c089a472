import type { Shortcut } from './registry.ts';

/** Where the window lives: a browser keeps some keys for itself. */
export type WindowHost = 'desktop' | 'web';

/** Keys the user gave to a shortcut instead of its own, by its id. */
export type KeyOverrides = Readonly<Record<string, readonly string[]>>;

export function keysOf(shortcut: Shortcut, host: WindowHost, overrides: KeyOverrides = {}): readonly string[] {
  return overrides[shortcut.id] ?? (host === 'web' ? (shortcut.webKeys ?? shortcut.keys) : shortcut.keys);
}

/** The parts of a key event that decide. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Alt and Cmd change what a letter types on some systems: with them the key's place on the keyboard counts. */
export function keyName(press: KeyPress): string {
  const modified = press.altKey || press.metaKey || press.ctrlKey;
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
  if (modified && place !== null) return place[1] ?? place[2] ?? press.key;
  return press.key === ' ' ? 'Space' : press.key;
}

/** Does this press mean `Mod+Shift+K`, `Alt+W`, `/`, `?` …? Shift is part of what a bare character is, so it is not asked there. */
export function matchesKeys(keys: string, press: KeyPress, mac: boolean): boolean {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  const key = parts.at(-1) ?? '';
  const wants = new Set(parts.slice(0, -1));
  const ctrl = wants.has('Ctrl') || (wants.has('Mod') && !mac);
  const meta = wants.has('Meta') || (wants.has('Mod') && mac);
  if (press.ctrlKey !== ctrl || press.metaKey !== meta || press.altKey !== wants.has('Alt')) return false;
  const bareCharacter = wants.size === 0 && key.length === 1;
  if (!bareCharacter && press.shiftKey !== wants.has('Shift')) return false;
  const name = keyName(press);
  return bareCharacter ? name === key : name.toLowerCase() === key.toLowerCase();
}

/** Without Ctrl, Cmd or Alt a key is text to whoever has a text field; Escape and the F keys are not text. */
export function isTyping(keys: string): boolean {
  return !/(?:Mod|Ctrl|Meta|Alt)\+/.test(keys) && keys !== 'Escape' && !/^F\d+$/.test(keys);
}

/** Ctrl with an arrow moves or selects by words in a text: there it is the text's. */
export const movesInText = (keys: string): boolean => /(?:^|\+)(?:Arrow|Home|End|Backspace|Delete)/.test(keys);
