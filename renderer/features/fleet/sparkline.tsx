import styles from './fleet.module.css';

const WIDTH = 96;
const HEIGHT = 18;

/** A line of the last readings, drawn to their own scale: shape, not size. Decoration beside the number. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return <span className={styles.sparkNone} />;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const span = most - least || 1;
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * (WIDTH - 2) + 1;
    const y = HEIGHT - 3 - ((value - least) / span) * (HEIGHT - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className={styles.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth="1.3" />
    </svg>
  );
}
