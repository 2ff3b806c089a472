import styles from './kbd.module.css';
import { keyText } from './keys.ts';

export function Kbd({ keys, bare = false }: { readonly keys: string; readonly bare?: boolean }) {
  return <kbd className={bare ? styles.bare : styles.kbd}>{keyText(keys)}</kbd>;
}
