import styles from './skeleton.module.css';

/** Stands where a text will be; real heights, so that nothing jumps when it comes. */
export function Skeleton({
  width = '60%',
  height = 8,
}: {
  readonly width?: string | number;
  readonly height?: number;
}) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden="true" />;
}
