import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useMemo, useState } from 'react';
import { useData } from '../data/context.tsx';
import { useApp } from '../data/hooks.ts';
import { displayName } from '../data/tabs.ts';
import { ActionDialogs } from '../resources/actions/action-dialogs.tsx';
import { Banner } from '../ui/banner.tsx';
import { EmptyState, ErrorBoundary } from '../ui/empty.tsx';
import { ShortcutKeys } from '../ui/shortcut-keys.tsx';
import { Toaster } from '../ui/toast.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { AppPageView } from './app-page.tsx';
import type { CommandContext } from './commands.ts';
import { ClusterContent } from './content.tsx';
import { DropZone } from './drop-zone.tsx';
import { ClosingDialogs } from './overlays/closing-dialog.tsx';
import { DuplicateDialog } from './overlays/duplicate-dialog.tsx';
import { NoClusters } from './overlays/no-clusters.tsx';
import { Palette } from './palette/palette.tsx';
import { SettingsDialog } from './settings/settings-dialog.tsx';
import styles from './shell.module.css';
import { HelpDialog } from './shortcuts/help-dialog.tsx';
import { useKeysNow } from './shortcuts/use-keys-now.ts';
import { useShortcuts } from './shortcuts/use-shortcuts.ts';
import { NoSidebar, Sidebar } from './sidebar/sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { ClusterTabs } from './tabs/cluster-tabs.tsx';
import { TitleBar } from './title/title-bar.tsx';
import type { ShellParts } from './types.ts';
import { createShellStore, ShellContext, useShell, useShellStore } from './ui-store.ts';
import { useDeepLink } from './use-deep-link.ts';
import { useLook } from './use-look.ts';

/** The window: what is always there, and the place where pages go. */
export function Shell({ parts }: { readonly parts: ShellParts }) {
  const data = useData();
  const [shell] = useState(createShellStore);
  const host = useApp((state) => state.info?.host) === 'desktop' ? 'desktop' : 'web';
  const context: CommandContext = useMemo(() => ({ data, shell, host }), [data, shell, host]);
  useShortcuts(context);
  const keysOf = useKeysNow(host);
  useLook();
  useDeepLink(context);
  useNetwork();
  return (
    <CSPProvider disableStyleElements>
      <ShellContext value={shell}>
        <ShortcutKeys value={keysOf}>
          <TooltipProvider>
            <Window context={context} parts={parts} />
            <ErrorBoundary what="the command field">
              <Palette context={context} pages={parts.pages} />
            </ErrorBoundary>
            <ErrorBoundary what="the search">
              <SearchOverlay parts={parts} />
            </ErrorBoundary>
            <ErrorBoundary what="the settings">
              <SettingsDialog host={host} pages={parts.pages} />
            </ErrorBoundary>
            <HelpDialog host={host} />
            <DuplicateDialog />
            <ClosingDialogs />
            <ErrorBoundary what="the actions">
              <ActionDialogs />
            </ErrorBoundary>
            <DropZone />
            <Toaster />
          </TooltipProvider>
        </ShortcutKeys>
      </ShellContext>
    </CSPProvider>
  );
}

function SearchOverlay({ parts }: { readonly parts: ShellParts }) {
  const shell = useShellStore();
  const text = useShell((state) => state.search?.text ?? null);
  return <parts.Search text={text} onClose={() => shell.setState({ search: null })} />;
}

function Window({ context, parts }: { readonly context: CommandContext; readonly parts: ShellParts }) {
  const connection = useApp((state) => state.connection);
  const loaded = useApp((state) => state.loaded);
  const active = useApp((state) => state.active);
  const page = useApp((state) => state.page);
  const several = useApp((state) => state.open.length > 1);
  useTitle(parts);
  if (connection.state === 'refused') {
    return (
      <main className={styles.refused}>
        <EmptyState icon="plug" title="Portolan cannot be used from this page" testId="connection-refused">
          {connection.message}
        </EmptyState>
      </main>
    );
  }
  return (
    <div className={styles.window} data-testid="shell" data-loaded={loaded ? '' : undefined}>
      <ErrorBoundary what="the title bar">
        <TitleBar />
      </ErrorBoundary>
      {loaded && several ? (
        <ErrorBoundary what="the cluster tabs">
          <ClusterTabs />
        </ErrorBoundary>
      ) : null}
      {connection.state === 'lost' ? <LostBanner message={connection.message} /> : null}
      <div className={styles.middle}>
        {!loaded ? null : page !== null ? (
          <AppPageView context={context} page={page} pages={parts.appPages} />
        ) : active === null ? (
          <>
            <NoSidebar />
            <main className={styles.content}>
              <NoClusters />
            </main>
          </>
        ) : (
          <>
            <ErrorBoundary what="the sidebar" resetKey={active}>
              <Sidebar clusterId={active} pages={parts.pages} />
            </ErrorBoundary>
            <ClusterContent clusterId={active} parts={parts} />
          </>
        )}
      </div>
      <ErrorBoundary what="the status bar">
        <StatusBar />
      </ErrorBoundary>
      <Said />
    </div>
  );
}

/** Shown when the connection stays lost: a page that reloads its host must not flash. */
function LostBanner({ message }: { readonly message: string }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 600);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <Banner state="bad" icon="unplug" title="Portolan itself does not answer." testId="connection-lost">
      {message} What you see is from before; trying again.
    </Banner>
  );
}

function Said() {
  const said = useShell((state) => state.said);
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {said}
    </div>
  );
}

function useTitle({ appPages }: ShellParts): void {
  const page = useApp((state) => state.page);
  const active = useApp((state) => state.active);
  const loaded = useApp((state) => state.loaded);
  const name = useApp(({ settings }) => (active === null ? null : displayName(active, settings)));
  useEffect(() => {
    const front = appPages.find(({ id }) => id === page)?.title ?? name ?? 'No Active Clusters';
    document.title = !loaded ? 'Portolan' : `${front} – Portolan`;
  }, [loaded, name, page, appPages]);
}

/** A network that came back is worth a look at every cluster at once. */
function useNetwork(): void {
  const { api } = useData();
  useEffect(() => {
    const online = () => void api.ask('clusters.wake', {});
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, [api]);
}
