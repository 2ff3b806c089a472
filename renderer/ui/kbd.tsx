import styles from './kbd.module.css';
import { keyText } from './keys.ts';
import { useKeys } from './shortcut-keys.tsx';

export interface KbdProps {
  /** Keys that are always these; those of a shortcut are named by `shortcut`. */
  readonly keys?: string | undefined;
  /** A shortcut's id: the keys it has now are shown. */
  readonly shortcut?: string | undefined;
  readonly bare?: boolean;
}

/** A key cap; nothing where there is no key. */
export function Kbd({ keys, shortcut, bare = false }: KbdProps) {
  const keysOf = useKeys();
  const shown = shortcut === undefined ? keys : keysOf(shortcut);
  if (shown === undefined) return null;
  return <kbd className={bare ? styles.bare : styles.kbd}>{keyText(shown)}</kbd>;
}
