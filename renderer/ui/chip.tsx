import type { ReactNode } from 'react';
import styles from './chip.module.css';
import { cx } from './cx.ts';
import type { StateRoleName } from './glyph.tsx';
import { Icon } from './icon.tsx';

export type Tone = 'neutral' | 'accent' | StateRoleName;

export interface ChipProps {
  readonly children: ReactNode;
  readonly tone?: Tone;
  readonly mono?: boolean;
  readonly title?: string;
  readonly onRemove?: () => void;
  /** Spoken for the remove button: "Remove filter app=web". */
  readonly removeLabel?: string;
}

export function Chip({ children, tone = 'neutral', mono = false, title, onRemove, removeLabel }: ChipProps) {
  return (
    <span className={cx(styles.chip, mono && 'mono')} data-tone={tone} title={title}>
      <span className={styles.text}>{children}</span>
      {onRemove === undefined ? null : (
        <button type="button" className={styles.remove} aria-label={removeLabel ?? 'Remove'} onClick={onRemove}>
          <Icon name="x" size={12} />
        </button>
      )}
    </span>
  );
}

export function Badge({ children, tone = 'neutral', title }: Pick<ChipProps, 'children' | 'tone' | 'title'>) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
