import styles from './meter.module.css';

export interface UsageBarProps {
  readonly value: number;
  /** What the whole bar stands for. */
  readonly max: number;
  /** Where the mark (a request) stands. */
  readonly mark?: number;
  readonly tone?: 'neutral' | 'ok' | 'warn' | 'bad';
  readonly label?: string;
}

const part = (value: number, max: number): string =>
  `${max <= 0 ? 0 : Math.min(100, Math.max(0, (value / max) * 100))}%`;

/** Decoration beside the number it draws, unless it has a label of its own. */
export function UsageBar({ value, max, mark, tone = 'neutral', label }: UsageBarProps) {
  const spoken = label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label };
  return (
    <span className={styles.bar} data-tone={tone} {...spoken}>
      <span className={styles.fill} style={{ width: part(value, max) }} />
      {mark === undefined ? null : <span className={styles.mark} style={{ left: part(mark, max) }} />}
    </span>
  );
}
