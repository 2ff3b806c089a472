import type { KeyboardEvent } from 'react';
import { useData } from '../../data/context.tsx';
import { useApp, useCluster } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { useCounts } from '../../data/view-hooks.ts';
import { Badge } from '../../ui/chip.tsx';
import { ResizeHandle } from '../../ui/split.tsx';
import type { Page } from '../types.ts';
import { useShell, useShellStore } from '../ui-store.ts';
import { clusterSubtitle, plural } from '../words.ts';
import { SidebarEntries } from './entries.tsx';
import styles from './sidebar.module.css';
import { changeSidebar, SIDEBAR_MAX, SIDEBAR_MIN, type SidebarState, sidebarOf } from './sidebar-state.ts';

/** Where this cluster can be looked at. One tab stop; arrows move inside, Left and Right fold and unfold. */
export function Sidebar({ clusterId, pages }: { readonly clusterId: string; readonly pages: readonly Page[] }) {
  const data = useData();
  const shell = useShellStore();
  useShell((state) => state.sidebars.get(clusterId));
  const state = sidebarOf(data, shell, clusterId);
  const change = (next: Partial<SidebarState>) => changeSidebar(data, shell, clusterId, () => next);
  return (
    <aside className={styles.aside} data-testid="sidebar" data-icons={state.icons ? '' : undefined}>
      <div className={styles.sidebar} style={{ width: state.icons ? 48 : state.width }}>
        <ClusterHead clusterId={clusterId} icons={state.icons} />
        <nav className={styles.nav} aria-label="Kinds and pages" onKeyDown={moveFocus}>
          <SidebarEntries clusterId={clusterId} pages={pages} state={state} change={change} />
        </nav>
      </div>
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
    </aside>
  );
}

function ClusterHead({ clusterId, icons }: { readonly clusterId: string; readonly icons: boolean }) {
  const status = useCluster(clusterId, (state) => state.status);
  const name = useApp(({ settings }) => displayName(clusterId, settings));
  const nodes = useCounts(clusterId).get('nodes')?.count ?? null;
  if (status === undefined || icons) {
    return (
      <header className={styles.head}>
        <h1 className="sr-only">{name}</h1>
      </header>
    );
  }
  const readOnly = status.guard === 'read-only';
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <h1 className={styles.name} title={status.clusterId}>
          {name}
        </h1>
        {status.guard === 'none' ? null : (
          <Badge
            tone="bad"
            title={readOnly ? 'Nothing can be changed in this cluster.' : 'Changes ask you to type the name.'}
          >
            {readOnly ? 'Read-only' : 'Guarded'}
          </Badge>
        )}
      </div>
      <p className={styles.subtitle} data-testid="cluster-subtitle">
        {clusterSubtitle(status)}
        {status.state !== 'ready' || nodes === null ? '' : ` · ${plural(nodes, 'node')}`}
      </p>
    </header>
  );
}

/** The place of the sidebar while no cluster is open: there, and nothing in it. */
export function NoSidebar() {
  return (
    <aside className={styles.aside} data-testid="sidebar" data-disabled="" aria-disabled="true">
      <div className={styles.sidebar} style={{ width: 232 }}>
        <header className={styles.head}>
          <h1 className={styles.nameOff}>No Active Clusters</h1>
        </header>
      </div>
      <div className={styles.edge} />
    </aside>
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
