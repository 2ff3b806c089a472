import styles from './ellipsis.module.css';

/** Where the kept end begins: never inside a surrogate pair, and not so early that nothing is left before it. */
export function splitTail(text: string, tail: number): readonly [string, string] {
  const units = [...text];
  if (units.length <= tail * 2) return [text, ''];
  return [units.slice(0, -tail).join(''), units.slice(-tail).join('')];
}

/**
 * A name that loses its middle when there is no room: the end of a generated name is what tells two apart.
 * The text stays whole in the page (search, copy, assistive technology); only the drawing is cut.
 */
export function MiddleEllipsis({ text, tail = 6 }: { readonly text: string; readonly tail?: number }) {
  const [head, end] = splitTail(text, tail);
  if (end === '') return <span className={styles.whole}>{text}</span>;
  return (
    <span className={styles.middle}>
      <span className={styles.head}>{head}</span>
      <span className={styles.tail}>{end}</span>
    </span>
  );
}
