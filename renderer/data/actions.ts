import type { StoreApi } from 'zustand/vanilla';
import { PortolanError, toErrorInfo } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Api } from './api.ts';
import type { AppState, Notice } from './app-store.ts';
import type { Timing } from './clock.ts';
import type { ClusterSet } from './cluster-set.ts';
import { runningOn } from './operations.ts';
import type { Sync } from './sync.ts';

type DuplicateChoice = 'ask' | 'both' | 'replace';

/** What a person does with clusters and settings; each throws `PortolanError` when the host refuses. */
export interface Actions {
  /** Opens and shows; `duplicateOf` names an open context of the same name, when the choice is the user's. */
  openCluster(clusterId: string, onDuplicate?: DuplicateChoice): Promise<{ readonly duplicateOf: string | null }>;
  closeCluster(clusterId: string): Promise<void>;
  /** As a person closes tabs: those on which operations run are asked about first, the others do not wait for the answer. */
  closeTabs(clusterIds: readonly string[]): void;
  /** The answer about a cluster on which something runs: now, by itself when all of it has ended, or not at all. */
  answerClosing(clusterId: string, answer: 'now' | 'later' | 'keep'): void;
  reorder(order: readonly string[]): Promise<void>;
  activate(clusterId: string): void;
  /** A page of the application in front of the tabs (`contexts`, `fleet`); `null`: back to the tab. */
  showPage(page: string | null): void;
  retry(clusterId: string): Promise<void>;
  consent(clusterId: string, key: string, allow: boolean): Promise<void>;
  refresh(clusterId: string): Promise<void>;
  setSettings(values: Partial<Settings>): Promise<void>;
  /** Starts the demo fleet and opens all of it. */
  openDemo(): Promise<void>;
  notice(level: Notice['level'], message: string, clusterId?: string | null): void;
  dismissNotice(id: number): void;
  /** The link that waited is being followed. */
  linkTaken(): void;
  readNotices(): void;
}

export interface ActionParts {
  readonly api: Api;
  readonly app: StoreApi<AppState>;
  readonly clusters: ClusterSet;
  readonly sync: Sync;
  readonly timing: Timing;
}

export function createActions({ api, app, clusters, sync }: ActionParts): Actions {
  async function openCluster(clusterId: string, choice?: DuplicateChoice): Promise<{ duplicateOf: string | null }> {
    const { open, settings } = app.getState();
    if (open.includes(clusterId)) {
      activate(clusterId);
      return { duplicateOf: null };
    }
    const onDuplicate = choice ?? settings.duplicateContexts;
    const { status, duplicateOf } = await api.call('clusters.open', { clusterId, onDuplicate });
    if (status !== null) {
      sync.opened(status);
      activate(clusterId);
    }
    return { duplicateOf };
  }

  /** The tab's own page is what one wants to see then. */
  function activate(clusterId: string): void {
    sync.activate(clusterId);
    sync.showPage(null);
  }

  /** The tab is gone at once: a second Ctrl+W right after closes the next one, not this one again. */
  async function closeCluster(clusterId: string): Promise<void> {
    const closed = api.call('clusters.close', { clusterId });
    sync.closing(clusterId, closed);
    await closed;
  }

  function closeTabs(clusterIds: readonly string[]): void {
    const busy = clusterIds.filter((id) => runningOn(clusters.get(id)).length > 0);
    for (const id of clusterIds) if (!busy.includes(id)) closeNow(id);
    if (busy.length > 0) app.setState(({ closing }) => ({ closing: [...new Set([...closing, ...busy])] }));
  }

  function closeNow(clusterId: string): void {
    closeCluster(clusterId).catch((error: unknown) => {
      const info = toErrorInfo(error);
      if (info.code !== 'cancelled') sync.notice('bad', info.message, clusterId);
    });
  }

  function answerClosing(clusterId: string, answer: 'now' | 'later' | 'keep'): void {
    const others = (ids: readonly string[]): readonly string[] => ids.filter((id) => id !== clusterId);
    app.setState(({ closing, closeLater }) => ({
      closing: others(closing),
      closeLater: answer === 'later' ? [...others(closeLater), clusterId] : others(closeLater),
    }));
    if (answer === 'now') closeNow(clusterId);
  }

  async function reorder(order: readonly string[]): Promise<void> {
    const was = app.getState().open;
    const known = order.filter((id) => was.includes(id));
    app.setState({ open: [...known, ...was.filter((id) => !known.includes(id))] });
    await api.call('clusters.reorder', { order: [...order] });
  }

  /** One context that cannot be opened must not keep the others closed. */
  async function openDemo(): Promise<void> {
    const { clusterIds } = await api.call('contexts.openDemo', {});
    const results = await Promise.allSettled(
      clusterIds.map((clusterId) => api.call('clusters.open', { clusterId, onDuplicate: 'both' })),
    );
    for (const result of results) {
      if (result.status === 'fulfilled' && result.value.status !== null) sync.opened(result.value.status);
    }
    const first = clusterIds.find((id) => app.getState().open.includes(id));
    if (first !== undefined) return activate(first);
    const failure = results.find((result) => result.status === 'rejected');
    if (failure !== undefined) throw new PortolanError('internal', toErrorInfo(failure.reason).message);
  }

  return {
    openCluster,
    closeCluster,
    closeTabs,
    answerClosing,
    reorder,
    activate,
    showPage: (page) => sync.showPage(page),
    retry: async (clusterId) => void (await api.call('clusters.retry', { clusterId })),
    consent: async (clusterId, key, allow) => void (await api.call('clusters.consent', { clusterId, key, allow })),
    refresh: async (clusterId) => void (await api.call('clusters.refresh', { clusterId })),
    setSettings: async (values) => {
      app.setState({ settings: await api.call('settings.set', { values }) });
    },
    openDemo,
    notice: (level, message, clusterId = null) => sync.notice(level, message, clusterId),
    linkTaken: () => app.setState({ link: null }),
    dismissNotice: (id) => app.setState(({ notices }) => ({ notices: notices.filter((one) => one.id !== id) })),
    readNotices: () => app.setState(({ notices }) => ({ notices: notices.map((one) => ({ ...one, read: true })) })),
  };
}
