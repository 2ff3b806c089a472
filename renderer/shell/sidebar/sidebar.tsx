import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { declaredKinds } from '../../../shared/kinds/index.ts';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster, useNav } from '../../data/hooks.ts';
import type { Place } from '../../data/nav.ts';
import { displayName } from '../../data/tabs.ts';
import { useCatalog, useCounts } from '../../data/view-hooks.ts';
import { Badge } from '../../ui/chip.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ResizeHandle } from '../../ui/split.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import type { Page } from '../types.ts';
import { useShell, useShellStore } from '../ui-store.ts';
import { clusterSubtitle } from '../words.ts';
import styles from './sidebar.module.css';
import { changeSidebar, SIDEBAR_MAX, SIDEBAR_MIN, type SidebarState, sidebarOf, toggled } from './sidebar-state.ts';
import { firstKinds, type KindEntry, sidebarTree } from './tree.ts';

/** Where this cluster can be looked at. One tab stop; arrows move inside, Left and Right fold and unfold. */
export function Sidebar({ clusterId, pages }: { readonly clusterId: string; readonly pages: readonly Page[] }) {
  const data = useData();
  const shell = useShellStore();
  useShell((state) => state.sidebars.get(clusterId));
  const state = sidebarOf(data, shell, clusterId);
  const change = (next: Partial<SidebarState>) => changeSidebar(data, shell, clusterId, () => next);
  return (
    <>
      <aside
        className={styles.sidebar}
        style={{ width: state.icons ? 48 : state.width }}
        data-icons={state.icons ? '' : undefined}
        data-testid="sidebar"
      >
        <ClusterHead clusterId={clusterId} icons={state.icons} />
        <nav className={styles.nav} aria-label="Kinds and pages" onKeyDown={moveFocus}>
          <Entries clusterId={clusterId} pages={pages} state={state} change={change} />
        </nav>
      </aside>
      {state.icons ? (
        <div className={styles.edge} />
      ) : (
        <ResizeHandle
          side="left"
          size={state.width}
          min={SIDEBAR_MIN}
          max={SIDEBAR_MAX}
          label="Resize the sidebar"
          onSize={(width) => change({ width })}
        />
      )}
    </>
  );
}

function ClusterHead({ clusterId, icons }: { readonly clusterId: string; readonly icons: boolean }) {
  const status = useCluster(clusterId, (state) => state.status);
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  if (status === undefined || icons)
    return (
      <header className={styles.head}>
        <h1 className="sr-only">{name}</h1>
      </header>
    );
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <h1 className={styles.name} title={status.clusterId}>
          {name}
        </h1>
        {status.guard === 'none' ? null : (
          <Badge
            tone="bad"
            title={
              status.guard === 'read-only'
                ? 'Nothing can be changed in this cluster.'
                : 'Changes ask you to type the name.'
            }
          >
            {status.guard === 'read-only' ? 'Read-only' : 'Guarded'}
          </Badge>
        )}
      </div>
      <p className={styles.subtitle} data-testid="cluster-subtitle">
        {clusterSubtitle(status)}
      </p>
    </header>
  );
}

interface EntriesProps {
  readonly clusterId: string;
  readonly pages: readonly Page[];
  readonly state: SidebarState;
  readonly change: (next: Partial<SidebarState>) => void;
}

function Entries({ clusterId, pages, state, change }: EntriesProps) {
  const catalog = useCatalog(clusterId);
  const tree = useMemo(
    () => (catalog === null ? { sections: [], groups: [] } : sidebarTree(catalog, declaredKinds)),
    [catalog],
  );
  const { place } = useNav(clusterId);
  const open = place.type === 'kind' ? place.kind : null;
  const fold = (id: string) => change({ folded: toggled(state.folded, id) });
  const unfold = (id: string) => change({ unfolded: toggled(state.unfolded, id) });
  const pagesAt = (where: Page['place']) => pages.filter((page) => page.place === where);
  return (
    <>
      <PageList clusterId={clusterId} pages={pagesAt('top')} place={place} icons={state.icons} />
      {tree.sections.map((section) => {
        const folded = !state.icons && state.folded.includes(section.id);
        const { shown, hidden } = firstKinds(section.kinds, open, state.unfolded.includes(section.id));
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
        <Icon name={folded ? 'chevron-right' : 'chevron-down'} size={12} />
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

function KindLink({ clusterId, entry, open, icons }: KindLinkProps) {
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
        <span className={styles.lock} title={`You may not list ${entry.title} in all namespaces.`}>
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

function PageList({ clusterId, pages, place, icons }: PageListProps) {
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

/** Arrows, Home and End between entries; Left and Right fold and unfold what folds. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-nav]')];
  const at = all.findIndex((element) => element.matches(':focus'));
  const here = all[at];
  if (here === undefined) return;
  const expanded = here.getAttribute('aria-expanded');
  if ((event.key === 'ArrowRight' && expanded === 'false') || (event.key === 'ArrowLeft' && expanded === 'true'))
    here.click();
  else {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    all[Math.min(Math.max(to, 0), all.length - 1)]?.focus();
  }
  event.preventDefault();
}

/** The place of the sidebar while no cluster is open: there, and nothing in it. */
export function NoSidebar() {
  return (
    <>
      <aside
        className={styles.sidebar}
        style={{ width: 232 }}
        data-testid="sidebar"
        data-disabled=""
        aria-disabled="true"
      >
        <header className={styles.head}>
          <h1 className={styles.nameOff}>No Active Clusters</h1>
        </header>
      </aside>
      <div className={styles.edge} />
    </>
  );
}
