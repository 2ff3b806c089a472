import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { ClusterState, ClusterStatus, ConsentRequest } from '../../../shared/contract/clusters.ts';
import type { ClusterEvent, ClusterTopics } from '../../../shared/contract/events.ts';
import { Disposer } from '../../../shared/disposable.ts';
import { PortolanError, toErrorInfo } from '../../../shared/errors.ts';
import type { ClusterIdentity } from '../../../shared/identity.ts';
import type { EngineRequest, EngineResponse } from '../../engine/protocol.ts';
import type { EngineEvents, EngineHandle } from '../engine/types.ts';
import { ClusterOperations } from '../features/operations/cluster-operations.ts';
import { ClusterSearches } from '../features/search/cluster-searches.ts';
import { ClusterViews } from '../features/views/cluster-views.ts';
import { AuthNews } from './auth-news.ts';
import { Connection } from './connection.ts';
import { Counts } from './counts.ts';
import type { ClusterDeps } from './deps.ts';
import { EngineSlot } from './engine-slot.ts';
import { isConnected, isFailed, Lifecycle } from './lifecycle.ts';
import { refuseWrites } from './read-only.ts';
import { type HealthNews, Vitals } from './vitals.ts';
import { Waiters } from './waiters.ts';

export const slowAfterMs = 10_000;
/** An engine without any consumer is kept this long, ms: a person who looks around comes back. */
const idleEngineMs = 60_000;

export interface ClusterOptions extends ClusterIdentity {
  readonly file: string;
  readonly server: string;
  readonly deps: ClusterDeps;
  readonly newViewId: () => string;
  readonly guard: () => ClusterStatus['guard'];
  readonly backgroundRefresh: () => boolean;
  /** Namespaces to look into where the whole cluster is denied. */
  readonly permittedNamespaces: () => readonly string[];
}

interface Why {
  readonly reason?: string;
  readonly nextTryAt?: number;
  readonly error?: PortolanError;
  readonly consent?: ConsentRequest;
}

/**
 * One open cluster: who it is, how it is, and the owner of everything that is its own. Whatever is kept per cluster hangs on
 * this object and ends with `close`; whatever is said about it goes through `emit`, which adds the identity.
 */
export class Cluster implements ClusterIdentity {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly ends = new Disposer();
  readonly connection: Connection;
  readonly slot: EngineSlot;
  readonly views: ClusterViews;
  readonly searches: ClusterSearches;
  readonly operations: ClusterOperations;
  readonly counts: Counts;
  readonly #options: ClusterOptions;
  readonly #deps: ClusterDeps;
  readonly #abort = new AbortController();
  readonly #life: Lifecycle;
  readonly #vitals = new Vitals();
  readonly #auth: AuthNews;
  readonly #stateChanges = new Waiters();
  readonly #discoveries = new Waiters();
  #why: Why = {};
  #said = '';
  #guard: ClusterStatus['guard'] = 'none';
  #namespaces: readonly string[] = [];
  readonly #visibleIn = new Set<string>();
  #cancelSlow: () => void = () => {};
  #cancelIdle: (() => void) | null = null;

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.#deps = options.deps;
    this.clusterId = options.clusterId;
    this.clusterName = options.clusterName;
    this.#life = new Lifecycle(() => options.deps.clock.now());
    this.slot = new EngineSlot((connection, credentials) =>
      this.#startEngine(options.deps.createEngine(connection, credentials, this.#engineEvents())),
    );
    this.#auth = new AuthNews({
      clock: options.deps.clock,
      emit: (topic, payload) => this.emit(topic, payload),
      tell: () => this.#tell(),
    });
    this.connection = new Connection(
      options.deps,
      this.slot,
      {
        state: () => this.#life.state,
        to: (state, why) => this.#to(state, why),
        onConnected: (verdict) => this.#health(this.#vitals.connected(verdict)),
        onBeat: (beat) => this.#health(this.#vitals.beat(beat)),
        auth: this.#auth,
      },
      this.signal,
    );
    this.views = new ClusterViews({
      clusterId: this.clusterId,
      clock: options.deps.clock,
      signal: this.signal,
      newViewId: options.newViewId,
      engine: (signal) => this.engine(signal),
      current: () => this.slot.current,
      explain: (error) => this.explain(error),
      emit: (windowId, topic, payload) => this.emit(topic, payload, windowId),
      onChange: () => this.#viewsChanged(),
      backgroundRefresh: options.backgroundRefresh,
    });
    this.searches = new ClusterSearches({
      clusterId: this.clusterId,
      signal: this.signal,
      newSearchId: options.newViewId,
      engine: (signal) => this.engine(signal),
      current: () => this.slot.current,
      explain: (error) => this.explain(error),
      emit: (windowId, topic, payload) => this.emit(topic, payload, windowId),
      onChange: () => this.#watchIdle(),
    });
    this.operations = new ClusterOperations({
      clusterId: this.clusterId,
      clusterName: this.clusterName,
      clock: options.deps.clock,
      emit: (operation) => this.emit('operation:changed', operation),
    });
    this.counts = new Counts(() => this.slot.current);
    this.ends.add(() => this.slot.close());
    this.ends.add(() => this.connection.dispose());
    this.ends.add(() => this.operations.dispose());
    this.ends.add(() => this.#cancelIdle?.());
    this.ends.add(() => this.#cancelSlow());
  }

  /** Aborted when the cluster is closed: every remote call of this cluster takes it. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get state(): ClusterState {
    return this.#life.state;
  }

  get consent(): ConsentRequest | null {
    return this.#life.state === 'consent_required' ? (this.#why.consent ?? null) : null;
  }

  status(): ClusterStatus {
    const { reason, nextTryAt, error, consent } = this.#why;
    const auth = this.#auth.problem;
    return {
      clusterId: this.clusterId,
      clusterName: this.clusterName,
      file: this.#options.file,
      server: this.connection.server ?? this.#options.server,
      state: this.#life.state,
      since: this.#life.since,
      guard: this.#options.guard(),
      ...this.#vitals.status(),
      ...(reason === undefined ? {} : { reason }),
      ...(error === undefined ? {} : { error: toErrorInfo(error, this.clusterId) }),
      ...(auth === null ? {} : { auth }),
      ...(consent === undefined ? {} : { consent }),
      ...(nextTryAt === undefined ? {} : { nextTryAt }),
    };
  }

  /** The only way to say something about this cluster; `windowId` for what belongs to one window. */
  emit<T extends keyof ClusterTopics>(topic: T, payload: ClusterTopics[T], windowId?: string): void {
    const event = { topic, clusterId: this.clusterId, clusterName: this.clusterName, payload };
    // The mapped union over all topics is only too wide for the compiler: topic and payload were checked as a pair above.
    this.#deps.send(event as ClusterEvent, windowId);
  }

  /** Starts its life; answers when the first attempt is over, however it went. */
  open(interactive: boolean): Promise<void> {
    this.#tell();
    return this.connection.open(interactive);
  }

  /** The engine, started with its first consumer. Rejects with this cluster's reason when there is no way in. */
  async engine(signal: AbortSignal): Promise<EngineHandle> {
    const handle = await this.slot.use(AbortSignal.any([signal, this.signal]));
    this.#advance();
    this.#watchIdle();
    return handle;
  }

  /**
   * One request to this cluster's server, on behalf of a feature, through the engine's one session. HTTP statuses are answers;
   * throws this cluster's reason when it is not connected, `read-only` for what a read-only cluster must not be asked.
   */
  async request(request: EngineRequest, signal: AbortSignal): Promise<EngineResponse> {
    if (this.#options.guard() === 'read-only') refuseWrites(request, this.clusterName);
    await this.requireConnected(signal);
    try {
      return await (await this.engine(signal)).request(request, AbortSignal.any([signal, this.signal]));
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** One small GET that starts no engine, for counts and the like; `request` is the way for everything else. */
  peek(
    request: { readonly path: string; readonly accept: string },
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly text: string }> {
    return this.connection.peek(request, AbortSignal.any([signal, this.signal]));
  }

  /** An engine that was closed under a call because its cluster failed: the cluster's reason is the true one. */
  explain(error: unknown): unknown {
    const closed = error instanceof PortolanError && error.code === 'cluster-closed';
    return closed && this.state !== 'closed' ? (this.#why.error ?? error) : error;
  }

  /** Resolves when the cluster is connected or has failed for now; at once when it already is or has. */
  async settled(signal: AbortSignal): Promise<void> {
    while (!isConnected(this.state) && !isFailed(this.state) && !signal.aborted) await this.#stateChanges.next(signal);
  }

  /** The catalog once discovery has answered; after `limitMs` the assumed one. */
  async discovered(signal: AbortSignal, limitMs: number): Promise<Catalog> {
    const engine = await this.engine(signal);
    if (engine.catalog().source === 'discovery') return engine.catalog();
    const late = new AbortController();
    const stop = this.#deps.clock.setTimeout(() => late.abort(), limitMs);
    await this.#discoveries.next(AbortSignal.any([signal, this.signal, late.signal]));
    stop();
    signal.throwIfAborted();
    return (this.slot.current ?? engine).catalog();
  }

  /** Throws this cluster's reason unless it is connected: for calls that ask the server something. */
  async requireConnected(signal: AbortSignal): Promise<void> {
    await this.settled(signal);
    signal.throwIfAborted();
    if (isConnected(this.state)) return;
    throw this.#why.error ?? new PortolanError('unreachable', this.#why.reason ?? 'The cluster is not connected.');
  }

  /** Which windows show this cluster's tab: decides watches kept, counts polled, and whether an engine is needed at all. */
  setVisible(windowId: string, visible: boolean): void {
    if (visible) this.#visibleIn.add(windowId);
    else this.#visibleIn.delete(windowId);
    this.views.setVisible(windowId, visible);
    this.counts.setVisible(this.#visibleIn.size > 0);
    this.slot.current?.setVisible(this.#visibleIn.size > 0);
    if (visible) {
      // Somebody looks at it again: a login done elsewhere is picked up now, not at the next automatic try.
      if (this.connection.auth.state !== 'valid') this.connection.auth.windowFocused();
      this.#wantEngine();
    }
    this.#watchIdle();
  }

  closeWindow(windowId: string): void {
    this.views.closeWindow(windowId);
    this.searches.closeWindow(windowId);
    this.setVisible(windowId, false);
  }

  /** Settings changed: the guard may be another, and so the namespaces to look into. */
  settingsChanged(): void {
    const guard = this.#options.guard();
    const namespaces = this.#options.permittedNamespaces();
    if (namespaces.join() !== this.#namespaces.join()) this.slot.current?.setPermittedNamespaces(namespaces);
    this.#namespaces = namespaces;
    if (guard !== this.#guard) this.#tell();
  }

  /** Ends everything of this cluster. Late answers find nobody. */
  async close(): Promise<void> {
    if (this.#life.state === 'closed') return;
    this.#to('closed');
    this.views.closeAll('The cluster was closed.');
    this.searches.closeAll();
    this.#abort.abort();
    await this.ends.dispose();
  }

  #startEngine(handle: EngineHandle): EngineHandle {
    this.#namespaces = this.#options.permittedNamespaces();
    handle.setPermittedNamespaces(this.#namespaces);
    handle.discover();
    this.counts.engineStarted(handle);
    return handle;
  }

  /** A visible tab shows a sidebar: it is a consumer, even before a view is open. */
  #wantEngine(): void {
    if (this.slot.current !== null || this.slot.wanted) return;
    // How it fails is the cluster's state; there is nobody else to tell.
    this.engine(this.signal).catch(() => undefined);
  }

  #to(state: ClusterState, why: Why = {}): void {
    const changed = this.#life.to(state);
    if (!changed && JSON.stringify(why) === JSON.stringify(this.#why)) return;
    this.#why = why;
    this.#cancelSlow();
    if (state === 'loading') {
      this.#cancelSlow = this.#deps.clock.setTimeout(() => {
        this.#to('loading_slow', { reason: 'The server takes long to answer.' });
      }, slowAfterMs);
    }
    const bad = state === 'unreachable' || state === 'auth_failed' || state === 'consent_required';
    if (bad) {
      this.views.setTrouble({
        since: this.#life.since,
        reason: why.reason ?? '',
        ...(why.nextTryAt === undefined ? {} : { nextTryAt: why.nextTryAt }),
      });
    }
    if (state === 'connected') this.views.setTrouble(null);
    this.#tell();
    this.#stateChanges.wake();
    if (state !== 'connected') return;
    if (this.#visibleIn.size > 0) this.#wantEngine();
    this.views.resumeVisible();
    this.#advance();
  }

  /** `connected → loading → ready`: an engine with a consumer loads; discovery and the first rows on screen make it ready. */
  #advance(): void {
    const engine = this.slot.current;
    if (engine === null) return;
    if (this.#life.state === 'connected') this.#to('loading');
    const loading = this.#life.state === 'loading' || this.#life.state === 'loading_slow';
    if (!loading || engine.catalog().source !== 'discovery' || this.views.awaitingFirstRows) return;
    this.#to('ready');
  }

  #viewsChanged(): void {
    this.#advance();
    this.#watchIdle();
  }

  #watchIdle(): void {
    const needed = this.views.held > 0 || this.searches.held > 0 || this.#visibleIn.size > 0;
    if (needed || this.slot.current === null) {
      this.#cancelIdle?.();
      this.#cancelIdle = null;
      return;
    }
    this.#cancelIdle ??= this.#deps.clock.setTimeout(() => void this.#releaseEngine(), idleEngineMs);
  }

  async #releaseEngine(): Promise<void> {
    this.#cancelIdle = null;
    await this.slot.release();
    if (isConnected(this.#life.state) && this.slot.current === null) this.#to('connected');
  }

  #health(news: HealthNews | null): void {
    if (news === null) return;
    if (news.topic === 'cluster:health:healthy') this.emit(news.topic, news.payload);
    else this.emit(news.topic, news.payload);
    // While it is still being entered, the state that follows says it all.
    if (isConnected(this.#life.state)) this.#tell();
  }

  /** Says how it is, unless that was said already. */
  #tell(): void {
    const status = this.status();
    const said = JSON.stringify(status);
    if (said === this.#said) return;
    this.#said = said;
    this.#guard = status.guard;
    this.emit('cluster:state', status);
  }

  #engineEvents(): EngineEvents {
    return {
      onCatalog: (catalog) => {
        this.emit('catalog:changed', catalog);
        this.counts.catalogChanged(catalog);
        if (catalog.source === 'discovery') this.#discoveries.wake();
        this.#advance();
      },
      onCounts: (counts) => {
        this.counts.took(counts);
        this.emit('catalog:counts', { counts });
      },
      onUnauthorized: (generation) => void this.connection.unauthorized(generation),
      onTransport: (result) => this.connection.transport(result),
      onClock: (offsetMs) => {
        this.#vitals.clockOffsetMs = offsetMs;
        this.#tell();
      },
      onStats: (stats) => {
        if (this.#vitals.pace(stats.eventsPerSecond)) this.#tell();
      },
      onRestart: (reason) => this.#deps.log.warn(`Its engine was replaced: ${reason}`, { clusterId: this.clusterId }),
    };
  }
}
