import type { ReactNode } from 'react';
import styles from './banner.module.css';
import { StateGlyph, type StateRoleName } from './glyph.tsx';
import { Icon, type IconName } from './icon.tsx';

export interface BannerProps {
  readonly state: StateRoleName;
  readonly title?: ReactNode;
  readonly icon?: IconName;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly live?: 'polite' | 'assertive' | 'off';
  readonly testId?: string;
}

/** One line above what it is about: what happened, and what one can do. */
export function Banner({ state, title, icon, actions, children, live = 'polite', testId }: BannerProps) {
  return (
    <div className={styles.banner} data-state={state} role="status" aria-live={live} data-testid={testId}>
      {icon === undefined ? <StateGlyph state={state} /> : <Icon name={icon} className={styles.icon} />}
      <p className={styles.text}>
        {title === undefined ? null : <strong>{title} </strong>}
        {children}
      </p>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
