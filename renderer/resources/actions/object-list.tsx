import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import type { ActionTarget } from '../../../shared/actions/actions.ts';
import { where } from '../../../shared/actions/words.ts';
import styles from './actions.module.css';

const ROW = 22;

/** Exactly which objects, however many: only those in sight are drawn. */
export function ObjectList({ targets }: { readonly targets: readonly ActionTarget[] }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: targets.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={box} className={styles.objects} tabIndex={0} aria-label={`${targets.length} objects`}>
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const target = targets[index];
          return target === undefined ? null : (
            <li key={index} style={{ top: start, height: ROW }} title={where(target)}>
              {where(target)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
