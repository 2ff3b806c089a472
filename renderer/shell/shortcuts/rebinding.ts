import type { Settings } from '../../../shared/settings.ts';
import { type KeyOverrides, type KeyPress, keyName, keysOf, type WindowHost } from './keys-of.ts';
import { type Shortcut, shortcuts } from './registry.ts';

const all: readonly Shortcut[] = shortcuts;
const MODIFIERS = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Dead', 'Process']);

/** A press as it stands in the settings (`Mod+Shift+K`, `/`); `null` while only modifiers are held. */
export function keysFromPress(press: KeyPress, mac: boolean): string | null {
  if (MODIFIERS.has(press.key)) return null;
  const name = keyName(press);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  const parts = [mod ? 'Mod' : '', other ? (mac ? 'Ctrl' : 'Meta') : '', press.altKey ? 'Alt' : ''].filter(Boolean);
  // Shift is part of what a bare character is: `?` needs no telling that it took Shift.
  if (parts.length === 0 && name.length === 1) return name;
  return [...parts, ...(press.shiftKey ? ['Shift'] : []), name.length === 1 ? name.toUpperCase() : name].join('+');
}

/** The other shortcuts that have these keys already. */
export function conflictsOf(id: string, keys: string, host: WindowHost, overrides: KeyOverrides): readonly Shortcut[] {
  const wanted = keys.toLowerCase();
  return all.filter(
    (shortcut) => shortcut.id !== id && keysOf(shortcut, host, overrides).some((one) => one.toLowerCase() === wanted),
  );
}

/** What browsers keep for their own tabs and windows: a page never hears of it. */
const KEPT = /^(?:(?:Mod|Ctrl)\+(?:Shift\+)?(?:[NTWQ]|Tab|PageUp|PageDown|[1-9])|Alt\+F4|F11|Mod\+[HM])$/i;
export const keptByBrowser = (keys: string): boolean => KEPT.test(keys);

/** Keys whose meaning is in their order (up and down) or their number are not another's to give. */
export const isRebindable = (shortcut: Shortcut): boolean => shortcut.fixed !== true;

type Kept = Settings['shortcuts'];
const kept = (overrides: KeyOverrides): Kept =>
  Object.fromEntries(Object.entries(overrides).map(([id, keys]) => [id, [...keys]]));

/** The settings after a shortcut got other keys; its own keys again take it out of them. */
export function withKeys(overrides: KeyOverrides, shortcut: Shortcut, keys: readonly string[] | null): Kept {
  const rest = kept(overrides);
  delete rest[shortcut.id];
  if (keys === null || same(keys, shortcut.keys)) return rest;
  return { ...rest, [shortcut.id]: [...keys] };
}

const same = (a: readonly string[], b: readonly string[]): boolean => a.join('\n') === b.join('\n');

/** Takes keys from every other shortcut that has them. */
export function takenFrom(overrides: KeyOverrides, id: string, keys: string, host: WindowHost): Kept {
  return conflictsOf(id, keys, host, overrides).reduce<Kept>(
    (was, other) =>
      withKeys(
        was,
        other,
        keysOf(other, host, was).filter((one) => one.toLowerCase() !== keys.toLowerCase()),
      ),
    kept(overrides),
  );
}
