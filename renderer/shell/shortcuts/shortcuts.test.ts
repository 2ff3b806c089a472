import { describe, expect, it } from 'vitest';
import { isTyping, type KeyPress, keysOf, matchesKeys, movesInText } from './keys-of.ts';
import { actionShortcuts, pressOf, translated } from './list-keys.ts';
import { conflictsOf, keptByBrowser, keysFromPress, takenFrom, withKeys } from './rebinding.ts';
import { type Shortcut, shortcutOf, shortcuts } from './registry.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

import { keysNow } from './use-keys-now.ts';

describe('matchesKeys', () => {
  it('takes Mod as Ctrl, and as Cmd on a Mac', () => {
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true);
    expect(matchesKeys('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
    expect(matchesKeys('Mod+K', press('k'), false)).toBe(false);
  });

  it('takes characters as they are typed, whatever it takes to type them', () => {
    expect(matchesKeys('?', press('?', { shiftKey: true }), false)).toBe(true);
    expect(matchesKeys(':', press(':', { shiftKey: true }), false)).toBe(true);
    expect(matchesKeys('/', press('/', { shiftKey: true, code: 'Digit7' }), false)).toBe(true);
    expect(matchesKeys('/', press('/', { ctrlKey: true }), false)).toBe(false);
    expect(matchesKeys('j', press('J', { shiftKey: true }), false)).toBe(false);
  });

  it('goes by the place of a key where Alt types another character', () => {
    expect(matchesKeys('Alt+W', press('∑', { altKey: true, code: 'KeyW' }), true)).toBe(true);
    expect(matchesKeys('Mod+1', press('1', { ctrlKey: true }), false)).toBe(true);
  });
});

describe('the registry', () => {
  it('names every shortcut once, and no key means two things in the same place', () => {
    const all: readonly Shortcut[] = shortcuts;
    expect(new Set(all.map((shortcut) => shortcut.id)).size).toBe(all.length);
    for (const host of ['desktop', 'web'] as const) {
      for (const place of ['app', 'list']) {
        const keys = all.filter((shortcut) => shortcut.in === place).flatMap((shortcut) => keysOf(shortcut, host));
        expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
      }
    }
  });

  it('gives the browser another key for what it keeps, and says so; a key of the user wins', () => {
    const close = shortcutOf('cluster.close');
    expect(keysOf(close, 'desktop')).toEqual(['Mod+W']);
    expect(keysOf(close, 'web')).toEqual(['Alt+W']);
    expect(close.webNote).toContain('Alt+W');
    expect(keysOf(close, 'web', { 'cluster.close': ['F4'] })).toEqual(['F4']);
  });

  it('knows which keys are text to a text field', () => {
    expect(['/', ':', '?', '[', 'Shift+ArrowDown'].map(isTyping)).toEqual([true, true, true, true, true]);
    expect(['Mod+K', 'Alt+W', 'Ctrl+Tab', 'Escape', 'F4'].map(isTyping)).toEqual([false, false, false, false, false]);
  });
});

describe('rebinding', () => {
  it('writes a press as the settings keep it', () => {
    expect(keysFromPress(press('k', { ctrlKey: true }), false)).toBe('Mod+K');
    expect(keysFromPress(press('k', { metaKey: true }), true)).toBe('Mod+K');
    expect(keysFromPress(press('K', { ctrlKey: true, shiftKey: true }), false)).toBe('Mod+Shift+K');
    expect(keysFromPress(press('?', { shiftKey: true }), false)).toBe('?');
    expect(keysFromPress(press('F4'), false)).toBe('F4');
    expect(keysFromPress(press('Control', { ctrlKey: true }), false)).toBeNull();
    for (const keys of ['Mod+K', 'Mod+Shift+F', 'Alt+W', 'g', '?', 'F4', 'Space', 'Shift+ArrowDown'])
      expect(matchesKeys(keys, pressOf(keys, false) as KeyPress, false)).toBe(true);
  });

  it('says what has the keys already, and takes them from there', () => {
    const settings = shortcutOf('settings.open');
    expect(conflictsOf('settings.open', 'Mod+K', 'desktop', {}).map(({ id }) => id)).toEqual(['palette.open']);
    expect(conflictsOf('palette.open', 'Mod+K', 'desktop', {})).toEqual([]);
    const taken = withKeys(takenFrom({}, 'settings.open', 'Mod+K', 'desktop'), settings, ['Mod+K']);
    expect(taken).toEqual({ 'palette.open': [':'], 'settings.open': ['Mod+K'] });
    expect(withKeys(taken, settings, null)).toEqual({ 'palette.open': [':'] });
    expect(withKeys({}, settings, settings.keys)).toEqual({});
  });

  it('knows what browsers keep', () => {
    expect(['Mod+T', 'Mod+W', 'Ctrl+Tab', 'Mod+3', 'Mod+Shift+N'].map(keptByBrowser)).toEqual(Array(5).fill(true));
    expect(['Mod+K', 'g', 'Alt+T', 'F4'].map(keptByBrowser)).toEqual(Array(4).fill(false));
  });

  it("translates the user's keys of a list to those the list knows, and silences the old ones", () => {
    const overrides = { 'row.yaml': ['g'] };
    expect(translated(press('g'), overrides, false)).toEqual({ type: 'keys', keys: 'y' });
    expect(translated(press('y'), overrides, false)).toEqual({ type: 'none' });
    expect(translated(press('c'), overrides, false)).toEqual({ type: 'same' });
    expect(translated(press('y'), {}, false)).toEqual({ type: 'same' });
  });

  it('leaves a panel its Enter: only keys of actions are translated there', () => {
    const overrides = { 'row.open': ['g'], 'action.restart': ['R'] };
    expect(translated(press('Enter'), overrides, false, actionShortcuts)).toEqual({ type: 'same' });
    expect(translated(press('R', { shiftKey: true }), overrides, false, actionShortcuts)).toEqual({
      type: 'keys',
      keys: 'r',
    });
  });

  it('shows the keys that a shortcut has now', () => {
    const now = keysNow('web', { 'row.yaml': ['g'], 'palette.open': [] });
    expect(['row.yaml', 'palette.open', 'cluster.close', 'action.delete', 'none such'].map(now)).toEqual([
      'g',
      undefined,
      'Alt+W',
      'Ctrl+D',
      undefined,
    ]);
    expect(keysNow('desktop', {})('cluster.close')).toBe('Mod+W');
  });

  it('knows which keys move in a text', () => {
    expect(['Mod+Shift+ArrowLeft', 'Alt+Backspace', 'Home'].map(movesInText)).toEqual([true, true, true]);
    expect(['Mod+Shift+F', 'Alt+PageDown', 'Mod+,'].map(movesInText)).toEqual([false, false, false]);
  });
});
