import { useMemo } from 'react';
import { useApp } from '../../data/hooks.ts';
import type { KeysOf } from '../../ui/shortcut-keys.tsx';
import { type KeyOverrides, keysOf, type WindowHost } from './keys-of.ts';
import { type Shortcut, shortcuts } from './registry.ts';

const byId = new Map<string, Shortcut>(shortcuts.map((shortcut) => [shortcut.id, shortcut]));

/** From registry and settings: the first of the keys that a shortcut has now. */
export function keysNow(host: WindowHost, overrides: KeyOverrides): KeysOf {
  return (id) => {
    const shortcut = byId.get(id);
    return shortcut === undefined ? undefined : keysOf(shortcut, host, overrides)[0];
  };
}

export function useKeysNow(host: WindowHost): KeysOf {
  const overrides = useApp(({ settings }) => settings.shortcuts);
  return useMemo(() => keysNow(host, overrides), [host, overrides]);
}
