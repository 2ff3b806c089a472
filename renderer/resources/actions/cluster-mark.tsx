import type { CSSProperties, ReactNode } from 'react';
import { useApp } from '../../data/hooks.ts';
import { clusterColor, displayName, tabNames } from '../../data/tabs.ts';
import styles from './actions.module.css';

/** Which cluster this is about: its colour, its name, its file where another open one has the same name. */
export function ClusterMark({ clusterId }: { readonly clusterId: string }): ReactNode {
  const open = useApp((state) => state.open);
  const settings = useApp((state) => state.settings);
  const color = `var(--cluster-${clusterColor(clusterId, open, settings)})`;
  const file = tabNames(open, settings).get(clusterId)?.file ?? null;
  return (
    <p className={styles.cluster} style={{ '--mark': color } as CSSProperties} data-testid="action-cluster">
      <span className={styles.mark} aria-hidden="true" />
      <span>
        Cluster <strong>{displayName(clusterId, settings)}</strong>
        {file === null ? null : <span className={styles.muted}> in {file}</span>}
      </span>
    </p>
  );
}
