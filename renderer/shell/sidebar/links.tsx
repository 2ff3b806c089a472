import type { ReactNode } from 'react';
import { useNav } from '../../data/hooks.ts';
import type { Place } from '../../data/nav.ts';
import { useCounts } from '../../data/view-hooks.ts';
import { Icon } from '../../ui/icon.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { Page } from '../types.ts';
import styles from './sidebar.module.css';
import type { KindEntry } from './tree.ts';

interface LinkProps {
  readonly clusterId: string;
  readonly place: Place;
  readonly title: string;
  readonly icon: string;
  readonly open: boolean;
  readonly icons: boolean;
  readonly muted?: boolean;
  readonly testId: string;
  readonly children?: ReactNode;
}

function SideLink({ clusterId, place, title, icon, open, icons, muted = false, testId, children }: LinkProps) {
  const { go } = useNav(clusterId);
  const link = (
    <button
      type="button"
      className={styles.link}
      data-nav
      data-muted={muted ? '' : undefined}
      data-testid={testId}
      tabIndex={open ? 0 : -1}
      aria-current={open ? 'page' : undefined}
      aria-label={icons ? title : undefined}
      onClick={() => go(place)}
    >
      <Icon name={icon} />
      {icons ? null : <span className={styles.label}>{title}</span>}
      {icons ? null : children}
    </button>
  );
  return (
    <li>
      {icons ? (
        <Tooltip label={title} side="right">
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </li>
  );
}

interface KindLinkProps {
  readonly clusterId: string;
  readonly entry: KindEntry;
  readonly open: boolean;
  readonly icons: boolean;
}

export function KindLink({ clusterId, entry, open, icons }: KindLinkProps) {
  const count = useCounts(clusterId).get(entry.kind);
  const denied = count?.denied === true;
  return (
    <SideLink
      clusterId={clusterId}
      place={{ type: 'kind', kind: entry.kind }}
      title={entry.title}
      icon={entry.icon}
      open={open}
      icons={icons}
      muted={denied}
      testId={`kind-${entry.kind}`}
    >
      {denied ? (
        <span className={styles.lock} title={`You may not list ${entry.title}.`}>
          <Icon name="lock" size={12} />
          <span className="sr-only">not allowed</span>
        </span>
      ) : count?.count === null || count === undefined ? null : (
        <span className={styles.count}>{count.count.toLocaleString('en-US')}</span>
      )}
    </SideLink>
  );
}

interface PageListProps {
  readonly clusterId: string;
  readonly pages: readonly Page[];
  readonly place: Place;
  readonly icons: boolean;
}

export function PageList({ clusterId, pages, place, icons }: PageListProps) {
  if (pages.length === 0) return null;
  return (
    <ul className={styles.pages}>
      {pages.map((page) => (
        <SideLink
          key={page.id}
          clusterId={clusterId}
          place={{ type: 'page', id: page.id }}
          title={page.title}
          icon={page.icon}
          open={place.type === 'page' && place.id === page.id}
          icons={icons}
          testId={`page-${page.id}`}
        />
      ))}
    </ul>
  );
}
