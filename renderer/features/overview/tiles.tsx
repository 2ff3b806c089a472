import type { ReactNode } from 'react';
import type { StateRole } from '../../../shared/kinds/spec.ts';
import { useData } from '../../data/context.tsx';
import { formatCount } from '../../resources/list/counts.ts';
import { showList } from '../../resources/show-list.ts';
import { StateGlyph } from '../../ui/glyph.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import styles from './overview.module.css';
import { type Scope, type Total, useTotal } from './use-total.ts';

const ROLES: readonly { readonly role: StateRole; readonly words: string }[] = [
  { role: 'ok', words: 'healthy' },
  { role: 'progress', words: 'in progress' },
  { role: 'warn', words: 'warning' },
  { role: 'bad', words: 'failed' },
  { role: 'off', words: 'completed' },
  { role: 'unknown', words: 'unknown' },
];

interface TileProps {
  readonly clusterId: string;
  readonly kind: string;
  readonly title: string;
  readonly namespaces: Scope;
}

function TotalNumber({ total }: { readonly total: Total }): ReactNode {
  if (total.state === 'waiting') return <Skeleton width={64} height={24} />;
  if (total.state === 'denied') {
    return (
      <span className={styles.denied}>
        <Icon name="lock" size={14} /> not allowed
      </span>
    );
  }
  return (
    <span className={styles.number} data-stale={total.stale ? '' : undefined}>
      {formatCount(total.total)}
    </span>
  );
}

/** One kind: how many there are, and how many in each state; each number leads to that list. */
export function KindTile({ clusterId, kind, title, namespaces }: TileProps): ReactNode {
  const data = useData();
  const all = useTotal(clusterId, kind, '', namespaces);
  return (
    <section className={styles.tile} aria-label={title} data-tile={kind}>
      <button type="button" className={styles.tileHead} onClick={() => showList(data, clusterId, kind, '', namespaces)}>
        <span className={styles.tileTitle}>{title}</span>
        <TotalNumber total={all} />
      </button>
      {all.state === 'known' && all.total > 0 ? (
        <ul className={styles.states}>
          {ROLES.map(({ role, words }) => (
            <RoleLine
              key={role}
              clusterId={clusterId}
              kind={kind}
              role={role}
              words={words}
              all={all.total}
              namespaces={namespaces}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

interface RoleLineProps {
  readonly clusterId: string;
  readonly kind: string;
  readonly role: StateRole;
  readonly words: string;
  readonly all: number;
  readonly namespaces: Scope;
}

function RoleLine({ clusterId, kind, role, words, all, namespaces }: RoleLineProps): ReactNode {
  const data = useData();
  const filter = `state:=${role}`;
  const total = useTotal(clusterId, kind, filter, namespaces);
  if (total.state !== 'known' || total.total === 0) return null;
  const share = all === 0 ? 0 : (total.total / all) * 100;
  return (
    <li>
      <button type="button" className={styles.role} onClick={() => showList(data, clusterId, kind, filter, namespaces)}>
        <StateGlyph state={role} />
        <span className={styles.roleWords}>{words}</span>
        <span className={styles.share} aria-hidden="true">
          <span style={{ width: `${Math.max(2, share)}%` }} data-state={role} />
        </span>
        <span className={styles.roleNumber}>{formatCount(total.total)}</span>
      </button>
    </li>
  );
}
