import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Bridge } from '../../shared/contract/bridge.ts';
import { Disposer } from '../../shared/disposable.ts';
import { type Actions, createActions } from './actions.ts';
import { Api } from './api.ts';
import { type AppState, initialAppState } from './app-store.ts';
import { Clock, pageTiming, type Timing } from './clock.ts';
import { ClusterSet } from './cluster-set.ts';
import { CommandBus } from './commands.ts';
import { EventHub } from './events.ts';
import { flushOnHide, type KeyValue, ViewStorage } from './storage.ts';
import { startSync } from './sync.ts';

/** Everything a window holds; made once, handed down by context, ended by `dispose`. */
export interface Data {
  readonly api: Api;
  readonly events: EventHub;
  readonly app: StoreApi<AppState>;
  readonly actions: Actions;
  readonly clusters: ClusterSet;
  readonly commands: CommandBus;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly storage: ViewStorage;
  dispose(): void;
}

export interface DataParts {
  readonly timing?: Timing;
  readonly store?: KeyValue;
  /** Faults of this program, for the console and the crash log; never an expected failure. */
  report?(error: unknown): void;
}

/** The browser tells when the network is back; the host then probes every cluster instead of waiting for its back-off. */
function onNetworkChange(page: Window, changed: () => void): () => void {
  page.addEventListener('online', changed);
  return () => page.removeEventListener('online', changed);
}

export function createData(bridge: Bridge, parts: DataParts = {}): Data {
  const disposer = new Disposer();
  const timing = parts.timing ?? pageTiming;
  const report = parts.report ?? ((error: unknown) => globalThis.reportError(error));
  const api = new Api(bridge);
  const events = new EventHub(bridge, report);
  disposer.add(() => events.dispose());
  const storage = new ViewStorage(parts.store ?? window.localStorage, timing, report);
  disposer.add(() => storage.flush());
  if (typeof window !== 'undefined') disposer.add(flushOnHide(storage, window));
  const app = createStore<AppState>(() => initialAppState);
  const isActive = (clusterId: string): boolean => {
    const { active, page } = app.getState();
    return page === null && active === clusterId;
  };
  const commands = new CommandBus();
  const onGo = (clusterId: string): void => {
    if (app.getState().active === clusterId) sync.showPage(null);
  };
  const clusters = new ClusterSet({ api, events, timing, storage, commands, isActive, onGo });
  disposer.add(() => clusters.dispose());
  const sync = startSync({ api, events, app, clusters, commands, storage, timing });
  disposer.add(() => sync.dispose());
  if (typeof window !== 'undefined') disposer.add(onNetworkChange(window, () => void api.ask('clusters.wake', {})));
  const actions = createActions({ api, app, clusters, sync, timing });
  return {
    api,
    events,
    app,
    actions,
    clusters,
    commands,
    clock: new Clock(timing),
    timing,
    storage,
    dispose: () => void disposer.dispose(),
  };
}
