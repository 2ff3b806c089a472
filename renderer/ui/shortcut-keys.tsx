import { createContext, use } from 'react';

/** The keys that a shortcut of the registry has now, as the user set them; undefined: none. */
export type KeysOf = (shortcut: string) => string | undefined;

/** The window knows registry and settings; whatever shows keys asks here, so that nobody reads an old key. */
export const ShortcutKeys = createContext<KeysOf>(() => undefined);

export const useKeys = (): KeysOf => use(ShortcutKeys);
