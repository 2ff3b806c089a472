import type { ReactNode } from 'react';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './waiting.module.css';

/** The shape of a text that is on its way. */
export function Waiting(): ReactNode {
  return (
    <div className={styles.waiting} aria-busy="true">
      {[30, 46, 38, 62, 54, 41].map((width) => (
        <Skeleton key={width} width={`${width}%`} />
      ))}
    </div>
  );
}
