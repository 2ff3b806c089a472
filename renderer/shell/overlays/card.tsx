import { type ReactNode, useId } from 'react';
import { StateGlyph, type StateRoleName } from '../../ui/glyph.tsx';
import styles from './overlays.module.css';

export interface CardProps {
  readonly state: StateRoleName;
  readonly title: ReactNode;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly testId: string;
  /** Room for a terminal. */
  readonly wide?: boolean;
}

/** Lies over one cluster's content and nothing else; what is below stays, and can be seen, but not used. */
export function OverlayCard({ state, title, children, actions, testId, wide = false }: CardProps) {
  const id = useId();
  return (
    <div className={styles.overlay} data-testid={testId}>
      <section className={styles.card} data-wide={wide ? '' : undefined} aria-labelledby={id}>
        <h2 id={id} className={styles.title}>
          <StateGlyph state={state} />
          {title}
        </h2>
        {children}
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </section>
    </div>
  );
}
