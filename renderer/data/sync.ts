import type { StoreApi } from 'zustand/vanilla';
import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { Disposer } from '../../shared/disposable.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import type { Api } from './api.ts';
import { type AppState, type Notice, nextActive } from './app-store.ts';
import type { Timing } from './clock.ts';
import type { ClusterSet } from './cluster-set.ts';
import type { CommandBus } from './commands.ts';
import type { EventHub } from './events.ts';
import { startCluster } from './start.ts';
import type { ViewStorage } from './storage.ts';

export interface SyncParts {
  readonly api: Api;
  readonly events: EventHub;
  readonly app: StoreApi<AppState>;
  readonly clusters: ClusterSet;
  readonly commands: CommandBus;
  readonly storage: ViewStorage;
  readonly timing: Timing;
}

const NOTICE_LIMIT = 200;
/** The window's own things are kept under an empty cluster. */
const WINDOW = '';
const RETRY_MS = 2_000;
const checkText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Keeps the application's store and the set of clusters equal to the host's. */
export interface Sync {
  /** New selection, in tab order; clusters that left are dropped. */
  setOpen(open: readonly string[]): void;
  /** A cluster this window just opened, before its first event. */
  opened(status: ClusterStatus): void;
  activate(clusterId: string | null): void;
  /** A page of the application in front of the tab; `null`: the tab again. */
  showPage(page: string | null): void;
  /** A cluster this window is closing is not shown any more, whatever its tab order says until the host has closed it. */
  closing(clusterId: string, done: Promise<unknown>): void;
  notice(level: Notice['level'], message: string, clusterId: string | null): void;
  dispose(): void;
}

export function startSync(parts: SyncParts): Sync {
  const { api, events, app, clusters, commands, storage, timing } = parts;
  const disposer = new Disposer();
  let noticeId = 0;
  let loading = 0;
  let cancelRetry: () => void = () => {};
  const leaving = new Set<string>();
  disposer.add(() => cancelRetry());

  /** The host hears which tab is looked at: none while a page of the application stands in front. */
  function tellVisible(): void {
    const { active, page } = app.getState();
    void api.ask('clusters.visible', { clusterId: page === null ? active : null });
  }

  function showPage(page: string | null): void {
    const was = app.getState();
    if (was.page === page) return;
    app.setState({ page });
    if (page === null && was.active !== null) clusters.get(was.active)?.seen();
    if ((was.page === null) !== (page === null)) tellVisible();
  }

  function closing(clusterId: string, done: Promise<unknown>): void {
    leaving.add(clusterId);
    setOpen(app.getState().open);
    const over = (): void => void leaving.delete(clusterId);
    done.then(over, () => {
      over();
      // It stayed open after all: what is open is read anew.
      void load();
    });
  }

  function activate(clusterId: string | null): void {
    if (clusterId !== null) clusters.get(clusterId)?.seen();
    if (app.getState().active === clusterId) return;
    app.setState({ active: clusterId });
    if (clusterId !== null) storage.write('activeTab', WINDOW, clusterId);
    if (app.getState().page === null) tellVisible();
  }

  function setOpen(all: readonly string[]): void {
    const open = all.filter((clusterId) => !leaving.has(clusterId));
    const was = app.getState();
    const remembered = storage.read<string | null>('activeTab', WINDOW, null, checkText);
    const active = nextActive(was, open, remembered);
    app.setState({ open });
    clusters.keepOnly(open);
    // A selection that names a cluster whose status is not known yet (opened by another window): ask for it.
    const unknown = open.filter((clusterId) => clusters.get(clusterId) === undefined);
    for (const clusterId of unknown) void loadStatus(clusterId);
    activate(active);
  }

  async function loadStatus(clusterId: string): Promise<void> {
    const reply = await api.ask('clusters.status', { clusterId });
    if (reply.ok && app.getState().open.includes(clusterId)) clusters.put(reply.value);
  }

  function opened(status: ClusterStatus): void {
    clusters.put(status);
    const { open, settings, contexts } = app.getState();
    const handle = clusters.get(status.clusterId);
    const context = contexts?.contexts.find(({ clusterId }) => clusterId === status.clusterId);
    if (handle !== undefined) startCluster(handle, { storage, commands, settings, context });
    if (!open.includes(status.clusterId)) app.setState({ open: [...open, status.clusterId] });
  }

  function notice(level: Notice['level'], message: string, clusterId: string | null): void {
    const entry: Notice = { id: ++noticeId, at: timing.now(), level, message, clusterId, read: false };
    app.setState(({ notices }) => ({ notices: [...notices, entry].slice(-NOTICE_LIMIT) }));
  }

  function unreachable(error: ErrorInfo): void {
    const state = error.code === 'unauthenticated' ? 'refused' : 'lost';
    app.setState({ connection: { state, message: error.message } });
    cancelRetry();
    if (state === 'lost') cancelRetry = timing.setTimeout(() => void load(), RETRY_MS);
  }

  /** Everything anew: at start, and when events may have been lost. */
  async function load(): Promise<void> {
    const turn = ++loading;
    const [info, settings, contexts, list] = await Promise.all([
      api.ask('app.info', {}),
      api.ask('settings.get', {}),
      api.ask('contexts.list', {}),
      api.ask('clusters.list', {}),
    ]);
    if (turn !== loading || disposer.disposed) return;
    for (const reply of [info, settings, contexts, list]) if (!reply.ok) return unreachable(reply.error);
    if (!info.ok || !settings.ok || !contexts.ok || !list.ok) return;
    const first = app.getState().info === null;
    app.setState({ info: info.value, settings: settings.value, contexts: contexts.value });
    if (first) for (const message of info.value.notices) notice('warn', message, null);
    for (const status of list.value.clusters) clusters.put(status);
    setOpen(list.value.clusters.map((status) => status.clusterId));
    app.setState({ loaded: true, connection: { state: 'open', message: '' } });
    if (first) void takeLink();
    else reloadClusters();
  }

  /** One window follows it: whoever takes it first. */
  async function takeLink(): Promise<void> {
    const reply = await api.ask('links.take', {});
    if (reply.ok && reply.value.link !== null) app.setState({ link: reply.value.link });
  }

  function reloadClusters(): void {
    for (const handle of clusters.all()) void handle.load();
    // The host may have forgotten which tab this window shows.
    tellVisible();
  }

  const selection = (event: { readonly payload: { readonly open: readonly string[] } }): void =>
    setOpen(event.payload.open);
  disposer.add(events.on('kubeconfig:changing', selection));
  disposer.add(events.on('kubeconfig:changed', selection));
  disposer.add(events.on('kubeconfig:selection-changed', selection));
  disposer.add(events.on('kubeconfig:available-changed', (event) => app.setState({ contexts: event.payload })));
  disposer.add(events.on('settings:changed', (event) => app.setState({ settings: event.payload })));
  disposer.add(events.on('app:link', () => void takeLink()));
  disposer.add(events.on('app:notice', ({ payload }) => notice(payload.level, payload.message, null)));
  disposer.add(
    events.on('cluster:state', ({ clusterId, payload }) => {
      if (payload.state !== 'closed' && app.getState().open.includes(clusterId)) clusters.put(payload);
    }),
  );
  disposer.add(
    events.onConnection((connected) => {
      if (connected) {
        if (app.getState().connection.state !== 'connecting') void load();
        return;
      }
      const { state } = app.getState().connection;
      if (state !== 'refused') app.setState({ connection: { state: 'lost', message: 'The connection was lost.' } });
      void load();
    }),
  );
  void load();
  return { setOpen, opened, activate, showPage, closing, notice, dispose: () => void disposer.dispose() };
}
