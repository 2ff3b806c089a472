import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { AuthProblem, ClusterState, ClusterStatus, ConsentRequest } from '../../../shared/contract/clusters.ts';
import type { ClusterEvent, ClusterTopics } from '../../../shared/contract/events.ts';
import { Disposer } from '../../../shared/disposable.ts';
import { PortolanError, toErrorInfo } from '../../../shared/errors.ts';
import type { ClusterIdentity } from '../../../shared/identity.ts';
import type { EngineRequest, EngineResponse } from '../../engine/protocol.ts';
import type { AuthManagerEvents, AuthState, ProbeVerdict } from '../auth/types.ts';
import type { EngineEvents, EngineHandle } from '../engine/types.ts';
import { ClusterViews } from '../features/views/cluster-views.ts';
import { Connection } from './connection.ts';
import { Counts } from './counts.ts';
import type { ClusterDeps } from './deps.ts';
import { EngineSlot } from './engine-slot.ts';
import { type Beat, Latency } from './heartbeat.ts';
import { isConnected, isFailed, Lifecycle } from './lifecycle.ts';
import { refuseWrites } from './read-only.ts';

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
  readonly counts: Counts;
  readonly #options: ClusterOptions;
  readonly #deps: ClusterDeps;
  readonly #abort = new AbortController();
  readonly #life: Lifecycle;
  readonly #latency = new Latency();
  readonly #settledWaiters = new Set<() => void>();
  readonly #discoveryWaiters = new Set<() => void>();
  #why: Why = {};
  #auth: AuthProblem | null = null;
  #server: string;
  #version: string | undefined;
  #health: ClusterStatus['health'] = 'unknown';
  #clockOffsetMs = 0;
  #eventsPerSecond: number | undefined;
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
    this.#server = options.server;
    this.#life = new Lifecycle(() => options.deps.clock.now());
    this.slot = new EngineSlot((connection, credentials) =>
      this.#startEngine(options.deps.createEngine(connection, credentials, this.#engineEvents())),
    );
    this.connection = new Connection(
      options.deps,
      this.slot,
      {
        state: () => this.#life.state,
        to: (state, why) => this.#to(state, why),
        onConnected: (verdict) => this.#connected(verdict),
        onBeat: (beat) => this.#beat(beat),
        auth: this.#authEvents(),
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
    this.counts = new Counts(() => this.slot.current);
    this.ends.add(() => this.slot.close());
    this.ends.add(() => this.connection.dispose());
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

  get clockOffsetMs(): number {
    return this.#clockOffsetMs;
  }

  get consent(): ConsentRequest | null {
    return this.#life.state === 'consent_required' ? (this.#why.consent ?? null) : null;
  }

  status(): ClusterStatus {
    const state = this.#life.state;
    const { reason, nextTryAt, error, consent } = this.#why;
    const latencyMs = this.#latency.median;
    return {
      clusterId: this.clusterId,
      clusterName: this.clusterName,
      file: this.#options.file,
      server: this.#server,
      state,
      since: this.#life.since,
      health: this.#health,
      clockOffsetMs: this.#clockOffsetMs,
      guard: this.#options.guard(),
      ...(reason === undefined ? {} : { reason }),
      ...(error === undefined ? {} : { error: toErrorInfo(error, this.clusterId) }),
      ...(this.#auth === null ? {} : { auth: this.#auth }),
      ...(consent === undefined ? {} : { consent }),
      ...(this.#version === undefined || this.#version === '' ? {} : { version: this.#version }),
      ...(nextTryAt === undefined ? {} : { nextTryAt }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(this.#eventsPerSecond === undefined ? {} : { eventsPerSecond: this.#eventsPerSecond }),
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

  /** An engine that was closed under a call because its cluster failed: the cluster's reason is the true one. */
  explain(error: unknown): unknown {
    const closed = error instanceof PortolanError && error.code === 'cluster-closed';
    return closed && this.state !== 'closed' ? (this.#why.error ?? error) : error;
  }

  /** Resolves when the cluster is connected or has failed for now; at once when it already is or has. */
  async settled(signal: AbortSignal): Promise<void> {
    while (!isConnected(this.state) && !isFailed(this.state) && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#settledWaiters.delete(done);
          signal.removeEventListener('abort', done);
          resolve();
        };
        this.#settledWaiters.add(done);
        signal.addEventListener('abort', done, { once: true });
      });
    }
  }

  /** The catalog once discovery has answered; after `limitMs` the assumed one. */
  async discovered(signal: AbortSignal, limitMs: number): Promise<Catalog> {
    const engine = await this.engine(signal);
    if (engine.catalog().source === 'discovery') return engine.catalog();
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stop();
        this.#discoveryWaiters.delete(done);
        ends.removeEventListener('abort', done);
        resolve();
      };
      const ends = AbortSignal.any([signal, this.signal]);
      const stop = this.#deps.clock.setTimeout(done, limitMs);
      this.#discoveryWaiters.add(done);
      ends.addEventListener('abort', done, { once: true });
    });
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
    if (visible) {
      // Somebody looks at it again: a login done elsewhere is picked up now, not at the next automatic try.
      if (this.connection.auth.state !== 'valid') this.connection.auth.windowFocused();
      this.#wantEngine();
    }
    this.#watchIdle();
  }

  closeWindow(windowId: string): void {
    this.views.closeWindow(windowId);
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
    for (const done of [...this.#settledWaiters]) done();
    if (state !== 'connected') return;
    if (this.#visibleIn.size > 0) this.#wantEngine();
    this.views.resumeVisible();
    this.#advance();
  }

  /** What the pre-flight learned, before the state says that it is over. */
  #connected(verdict: Extract<ProbeVerdict, { type: 'ok' }>): void {
    this.#version = verdict.version;
    this.#clockOffsetMs = verdict.clockOffsetMs;
    this.#server = this.connection.server ?? this.#server;
    this.#latency.add(verdict.latencyMs);
    this.#healthy(verdict.latencyMs);
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
    const needed = this.views.held > 0 || this.#visibleIn.size > 0;
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

  #beat(beat: Beat): void {
    if (beat.type === 'unauthorized') return;
    if (beat.type === 'healthy') {
      this.#latency.add(beat.latencyMs);
      this.#healthy(beat.latencyMs);
      return;
    }
    if (this.#health === 'degraded') return;
    this.#health = 'degraded';
    this.emit('cluster:health:degraded', { reason: beat.reason });
    this.#tell();
  }

  #healthy(latencyMs: number): void {
    if (this.#health === 'healthy') return;
    this.#health = 'healthy';
    this.emit('cluster:health:healthy', { latencyMs });
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
        if (catalog.source === 'discovery') for (const done of [...this.#discoveryWaiters]) done();
        this.#advance();
      },
      onCounts: (counts) => {
        this.counts.took(counts);
        this.emit('catalog:counts', { counts });
      },
      onUnauthorized: (generation) => void this.connection.unauthorized(generation),
      onTransport: (result) => this.connection.transport(result),
      onClock: (offsetMs) => {
        this.#clockOffsetMs = offsetMs;
        this.#tell();
      },
      onStats: (stats) => {
        const rate = Math.round(stats.eventsPerSecond);
        if (rate === (this.#eventsPerSecond ?? 0)) return;
        this.#eventsPerSecond = rate;
        this.#tell();
      },
      onRestart: (reason) => this.#deps.log.warn(`Its engine was replaced: ${reason}`, { clusterId: this.clusterId }),
    };
  }

  #authEvents(): AuthManagerEvents {
    return {
      onState: (state, problem) => this.#authState(state, problem),
      onProgress: (problem) => {
        this.#auth = problem;
        const seconds =
          problem.nextTryAt === null
            ? null
            : Math.max(0, Math.ceil((problem.nextTryAt - this.#deps.clock.now()) / 1000));
        const { attempt, errorClass } = problem;
        this.emit('cluster:auth:progress', { attempt, secondsUntilRetry: seconds, errorClass });
        this.#tell();
      },
      onRecovered: () => {
        this.#auth = null;
        this.emit('cluster:auth:recovered', {});
      },
    };
  }

  #authState(state: AuthState, problem: AuthProblem | null): void {
    this.#auth = problem;
    if (problem === null) return;
    const { errorClass, message, attempt } = problem;
    if (state === 'recovering') this.emit('cluster:auth:recovering', { attempt, errorClass });
    if (state === 'invalid') this.emit('cluster:auth:failed', { errorClass, message });
    this.#tell();
  }
}
