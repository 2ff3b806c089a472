import { useMemo } from 'react';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { useNav } from '../../data/hooks.ts';
import { useCatalog } from '../../data/view-hooks.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Page } from '../types.ts';
import { Favourites } from './favourites.tsx';
import { KindLink, PageList } from './links.tsx';
import styles from './sidebar.module.css';
import { type SidebarState, toggled } from './sidebar-state.ts';
import { firstKinds, type KindEntry, sidebarTree } from './tree.ts';

export interface EntriesProps {
  readonly clusterId: string;
  readonly pages: readonly Page[];
  readonly state: SidebarState;
  readonly change: (next: Partial<SidebarState>) => void;
}

/** Pages, sections of kinds, and custom resources by group. */
export function SidebarEntries({ clusterId, pages, state, change }: EntriesProps) {
  const catalog = useCatalog(clusterId);
  const tree = useMemo(() => sidebarTree(catalog, declaredKinds), [catalog]);
  const { place } = useNav(clusterId);
  const open = place.type === 'kind' ? place.kind : null;
  const fold = (id: string) => change({ folded: toggled(state.folded, id) });
  const unfold = (id: string) => change({ unfolded: toggled(state.unfolded, id) });
  const pagesAt = (where: Page['place']) => pages.filter((page) => page.place === where);
  return (
    <>
      <Favourites clusterId={clusterId} icons={state.icons} />
      <PageList clusterId={clusterId} pages={pagesAt('top')} place={place} icons={state.icons} />
      {tree.sections.map((section) => {
        const folded = !state.icons && state.folded.includes(section.id);
        const { shown, hidden } = firstKinds(section, open, state.unfolded.includes(section.id));
        return (
          <section key={section.id} aria-label={section.title}>
            <SectionTitle title={section.title} folded={folded} icons={state.icons} onToggle={() => fold(section.id)} />
            {folded ? null : (
              <ul>
                {shown.map((entry) => (
                  <KindLink
                    key={entry.kind}
                    clusterId={clusterId}
                    entry={entry}
                    open={open === entry.kind}
                    icons={state.icons}
                  />
                ))}
                {hidden === 0 || state.icons ? null : (
                  <li>
                    <button
                      type="button"
                      className={styles.more}
                      data-nav
                      tabIndex={-1}
                      onClick={() => unfold(section.id)}
                    >
                      {hidden} more
                    </button>
                  </li>
                )}
              </ul>
            )}
          </section>
        );
      })}
      {tree.groups.length === 0 || state.icons ? null : (
        <section aria-label="Custom resources">
          <SectionTitle
            title="Custom resources"
            folded={state.folded.includes('custom')}
            icons={false}
            onToggle={() => fold('custom')}
          />
          {state.folded.includes('custom') ? null : (
            <ul>
              {tree.groups.map(({ group, kinds }) => (
                <GroupNode
                  key={group}
                  clusterId={clusterId}
                  group={group}
                  kinds={kinds}
                  open={open}
                  unfolded={state.unfolded.includes(`group:${group}`) || kinds.some(({ kind }) => kind === open)}
                  onToggle={() => unfold(`group:${group}`)}
                />
              ))}
            </ul>
          )}
        </section>
      )}
      <PageList clusterId={clusterId} pages={pagesAt('bottom')} place={place} icons={state.icons} />
    </>
  );
}

interface SectionTitleProps {
  readonly title: string;
  readonly folded: boolean;
  readonly icons: boolean;
  readonly onToggle: () => void;
}

function SectionTitle({ title, folded, icons, onToggle }: SectionTitleProps) {
  if (icons) return <div className={styles.rule} />;
  return (
    <h2 className={styles.section}>
      <button type="button" data-nav data-fold tabIndex={-1} aria-expanded={!folded} onClick={onToggle}>
        {title}
        <Icon name={folded ? 'chevron-right' : 'chevron-down'} size={12} className={styles.fold} />
      </button>
    </h2>
  );
}

interface GroupNodeProps {
  readonly clusterId: string;
  readonly group: string;
  readonly kinds: readonly KindEntry[];
  readonly open: string | null;
  readonly unfolded: boolean;
  readonly onToggle: () => void;
}

function GroupNode({ clusterId, group, kinds, open, unfolded, onToggle }: GroupNodeProps) {
  return (
    <li>
      <button
        type="button"
        className={styles.link}
        data-nav
        data-fold
        tabIndex={-1}
        aria-expanded={unfolded}
        onClick={onToggle}
      >
        <Icon name={unfolded ? 'chevron-down' : 'chevron-right'} />
        <span className={styles.label}>{group}</span>
        <span className={styles.count}>{kinds.length === 1 ? '1 kind' : `${kinds.length} kinds`}</span>
      </button>
      {unfolded ? (
        <ul className={styles.nested}>
          {kinds.map((entry) => (
            <KindLink key={entry.kind} clusterId={clusterId} entry={entry} open={open === entry.kind} icons={false} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}
