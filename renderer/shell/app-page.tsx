import { useCallback } from 'react';
import { useApp } from '../data/hooks.ts';
import type { AppPage, AppPageProps } from '../data/pages.ts';
import { EmptyState, ErrorBoundary } from '../ui/empty.tsx';
import { Icon } from '../ui/icon.tsx';
import { type CommandContext, shellCommands } from './commands.ts';
import { openContext } from './open-context.ts';
import styles from './shell.module.css';
import side from './sidebar/sidebar.module.css';
import { useShell } from './ui-store.ts';
import { plural } from './words.ts';

interface AppPageViewProps {
  readonly context: CommandContext;
  readonly page: string;
  readonly pages: readonly AppPage[];
}

/** A page about all clusters, in the place of a tab's content: it belongs to none of them. */
export function AppPageView({ context, page, pages }: AppPageViewProps) {
  const { data, shell } = context;
  const open = useCallback<AppPageProps['openContext']>(
    (clusterId, then) => void openContext(data, shell, clusterId, then),
    [data, shell],
  );
  const openSettings = useCallback<AppPageProps['openSettings']>((settings) => shell.setState({ settings }), [shell]);
  const setCounts = useCallback<AppPageProps['setCounts']>(
    (counts) => shell.setState(({ pageCounts }) => ({ pageCounts: { ...pageCounts, ...counts } })),
    [shell],
  );
  const dropped = useShell((state) => state.dropped);
  const onDropTaken = useCallback(() => shell.setState({ dropped: null }), [shell]);
  const shown = pages.find(({ id }) => id === page);
  return (
    <>
      <AppSidebar context={context} page={page} pages={pages} />
      <main className={styles.content} aria-label={shown?.title ?? 'Page'} data-page={page}>
        {shown === undefined ? (
          <EmptyState icon="compass" title="There is no such page" />
        ) : (
          <ErrorBoundary what={`the page ${shown.title}`} resetKey={page}>
            <shown.Component
              key={shown.group}
              page={page}
              openContext={open}
              openSettings={openSettings}
              setCounts={setCounts}
              dropped={dropped}
              onDropTaken={onDropTaken}
            />
          </ErrorBoundary>
        )}
      </main>
    </>
  );
}

function AppSidebar({ context, page, pages }: AppPageViewProps) {
  const { data } = context;
  const open = useApp((state) => state.open.length);
  const known = useApp((state) => state.contexts?.contexts.length ?? 0);
  const counts = useShell((state) => state.pageCounts);
  const search = shellCommands.find(({ id }) => String(id) === 'search.open');
  const fleet = pages.filter(({ group }) => group === 'fleet');
  const contexts = pages.filter(({ group }) => group === 'contexts');
  const link = (one: AppPage) => (
    <SideEntry
      key={one.id}
      id={one.id}
      title={one.title}
      icon={one.icon}
      count={counts[one.id]}
      current={one.id === page}
      onClick={() => data.actions.showPage(one.id)}
    />
  );
  return (
    <aside className={side.aside} data-testid="app-sidebar">
      <div className={side.sidebar} style={{ width: 232 }}>
        <header className={side.head}>
          <div className={side.headLine}>
            <h1 className={side.name}>{open > 1 ? 'Fleet' : 'Clusters'}</h1>
          </div>
          <p className={side.subtitle}>
            {plural(open, 'cluster')} open of {known.toLocaleString('en-US')} known
          </p>
        </header>
        <nav className={side.nav} aria-label="Pages about all clusters">
          {open > 1 || page.startsWith('fleet') ? (
            <ul className={side.pages}>
              {fleet.map(link)}
              {search === undefined ? null : (
                <SideEntry
                  id="search"
                  title="Search"
                  icon="search"
                  count={undefined}
                  current={false}
                  onClick={() => search.run(context)}
                />
              )}
            </ul>
          ) : null}
          <ul className={side.pages}>{contexts.map(link)}</ul>
          {open === 0 ? null : (
            <ul className={side.pages}>
              <SideEntry
                id="back"
                title="Back to the cluster"
                icon="chevron-left"
                count={undefined}
                current={false}
                onClick={() => data.actions.showPage(null)}
              />
            </ul>
          )}
        </nav>
      </div>
      <div className={side.edge} />
    </aside>
  );
}

interface SideEntryProps {
  readonly id: string;
  readonly title: string;
  readonly icon: string;
  readonly count: number | undefined;
  readonly current: boolean;
  readonly onClick: () => void;
}

function SideEntry({ id, title, icon, count, current, onClick }: SideEntryProps) {
  return (
    <li>
      <button
        type="button"
        className={side.link}
        data-testid={`app-page-${id}`}
        aria-current={current ? 'page' : undefined}
        onClick={onClick}
      >
        <Icon name={icon} />
        <span className={side.label}>{title}</span>
        {count === undefined ? null : <span className={side.count}>{count.toLocaleString('en-US')}</span>}
      </button>
    </li>
  );
}
