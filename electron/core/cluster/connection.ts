import type { ClusterState, ConsentRequest } from '../../../shared/contract/clusters.ts';
import { assertNever, PortolanError } from '../../../shared/errors.ts';
import type { AuthManagerEvents, ProbeVerdict } from '../auth/types.ts';
import type { AuthDriver, ClusterDeps } from './deps.ts';
import type { EngineSlot } from './engine-slot.ts';
import { EntryKeeper } from './entry-keeper.ts';
import { Gate } from './gate.ts';
import { type Beat, Heartbeat } from './heartbeat.ts';
import { isConnected } from './lifecycle.ts';
import { TransportState } from './transport-state.ts';

/** A cluster out of reach is tried again this often, ms. */
export const unreachableRetryMs = 15_000;
/** After a wake-up a session that does not answer in this time is taken for dead, ms. */
const wakeLimitMs = 1_500;
/** A peek is small; whatever is larger was not asked for, bytes. */
const mostPeeked = 16 << 20;
/** A server that took the credentials and still answers 401 to something is asked again no sooner than this, ms. */
const contradictionPauseMs = 15_000;

/** What the connection tells its cluster. States go through the cluster's lifecycle, which emits them. */
export interface ConnectionEvents {
  readonly state: () => ClusterState;
  readonly to: (
    state: ClusterState,
    why?: { reason?: string; nextTryAt?: number; error?: PortolanError; consent?: ConsentRequest },
  ) => void;
  readonly onConnected: (verdict: Extract<ProbeVerdict, { type: 'ok' }>) => void;
  readonly onBeat: (beat: Beat) => void;
  readonly auth: AuthManagerEvents;
}

/**
 * How one cluster is reached and kept: attempts (one at a time), heartbeat, rebuilds of its client, 401 in the middle of work.
 * The auth manager decides when to probe after a sign-in failure; here are connectivity's own retries.
 */
export class Connection {
  readonly #deps: ClusterDeps;
  readonly #slot: EngineSlot;
  readonly #events: ConnectionEvents;
  readonly #signal: AbortSignal;
  readonly #gate: Gate;
  readonly #keeper: EntryKeeper;
  readonly #heartbeat: Heartbeat;
  readonly #transport: TransportState;
  readonly auth: AuthDriver;
  #attempt: Promise<ProbeVerdict> | null = null;
  #attemptInteractive = false;
  #cancelRetry: () => void = () => {};
  #everConnected = false;
  #failedBeats = 0;
  #authWaits = false;
  #authError: PortolanError | null = null;
  /** Verdicts that have had their consequences: several callers may share one attempt. */
  readonly #settled = new WeakSet<ProbeVerdict>();
  #lastAlarm = Number.NEGATIVE_INFINITY;
  /** When the server last took the credentials that a request had been refused for. */
  #acceptedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ClusterDeps, slot: EngineSlot, events: ConnectionEvents, signal: AbortSignal) {
    this.#deps = deps;
    this.#slot = slot;
    this.#events = events;
    this.#signal = signal;
    this.#gate = new Gate({
      ...deps,
      signal,
      onCredentials: (connection, credentials) => {
        if (!this.#everConnected) slot.offer(connection, credentials);
      },
      onSigningIn: (running) => this.#signingIn(running),
    });
    this.#keeper = new EntryKeeper({ clock: deps.clock, gate: this.#gate, slot, signal });
    this.#transport = new TransportState(() => deps.clock.now());
    this.#heartbeat = new Heartbeat({
      clock: deps.clock,
      random: deps.random,
      session: () => (this.auth.state === 'valid' && this.#beating ? this.#keeper.session : null),
      onBeat: (beat) => this.#onBeat(beat),
    });
    const automatic = (): boolean => this.#gate.automatic;
    this.auth = deps.createAuth((options) => this.#probeForAuth(options.interactive), events.auth, automatic);
  }

  /** Fingerprint of the context that was last dialled, to see whether its file changed it. */
  get fingerprint(): string | null {
    return this.#gate.context?.fingerprint ?? null;
  }

  /** Base URL of what was last dialled. */
  get server(): string | null {
    return this.#gate.context?.connection.server ?? null;
  }

  /**
   * One small read on the session the heartbeat uses: no engine is needed. Refused credentials are renewed once, as for any request.
   * Transport failures are thrown as the session has them.
   */
  async peek(
    request: { readonly path: string; readonly accept: string },
    signal: AbortSignal,
  ): Promise<{ readonly status: number; readonly text: string }> {
    const ask = async () => {
      const { session } = this.#keeper;
      if (session === null) throw new PortolanError('unreachable', 'The cluster is not connected.');
      return session.text(
        { method: 'GET', path: request.path, headers: { accept: request.accept }, signal },
        mostPeeked,
      );
    };
    const { generation } = this.#keeper;
    const answer = await ask();
    if (answer.status !== 401) return answer;
    await this.unauthorized(generation);
    return ask();
  }

  get #beating(): boolean {
    const state = this.#events.state();
    return isConnected(state) || state === 'reconnecting';
  }

  /** The first attempt. Never rejects: how it went is the cluster's state. */
  async open(interactive: boolean): Promise<void> {
    this.#heartbeat.start();
    this.#settle(await this.probe(interactive));
  }

  /**
   * Somebody asks, or something changed (consent given, kubeconfig rewritten): try now, with a person waiting when so. While a
   * sign-in has failed the auth manager runs the try, so that its count and its schedule stay right.
   */
  async retry(interactive: boolean): Promise<void> {
    const state = this.#events.state();
    if (state === 'closed') return;
    this.#cancelRetry();
    this.#slot.expect();
    if (this.auth.state !== 'valid') {
      if (interactive) this.auth.retryNow();
      else this.auth.kubeconfigChanged();
      return;
    }
    const entering = state === 'connecting' || state === 'signing_in';
    if (!entering && (!isConnected(state) || !interactive)) this.#events.to('reconnecting');
    this.#settle(await this.probe(interactive));
  }

  /**
   * One attempt over a fresh client; a second caller joins the running one, unless it brings a person and the running one does
   * not wait for persons: then its own follows.
   */
  async probe(interactive: boolean): Promise<ProbeVerdict> {
    while (this.#attempt !== null) {
      const joined = this.#attempt;
      const enough = this.#attemptInteractive || !interactive;
      const verdict = await joined;
      if (enough || verdict.type === 'ok') return verdict;
    }
    this.#attemptInteractive = interactive;
    this.#attempt = this.#enter(interactive)
      .catch((error: unknown): ProbeVerdict => {
        // Nothing expected is thrown here. Whatever it is concerns this cluster only, and it will be tried again.
        const reason = error instanceof Error ? error.message : String(error);
        this.#deps.log.error(`Connecting failed unexpectedly: ${reason}`);
        return { type: 'connectivity', reason };
      })
      .finally(() => {
        this.#attempt = null;
      });
    return this.#attempt;
  }

  /** The machine woke up or changed networks: a session that is silent now is dead, whatever its sockets believe. */
  async wake(): Promise<void> {
    if (this.auth.state !== 'valid') return void this.auth.windowFocused();
    if (this.#events.state() === 'unreachable') return this.retry(false);
    if (!this.#beating) return;
    const before = this.#failedBeats;
    await this.#heartbeat.now(wakeLimitMs);
    if (this.#failedBeats === before) this.#slot.current?.wake();
    else if (!this.#signal.aborted) this.#settle(await this.probe(false));
  }

  /** Manual refresh: look now, wake what waits. */
  async refresh(): Promise<void> {
    if (!this.#beating) return this.retry(true);
    await this.#heartbeat.now();
    this.#slot.current?.wake();
  }

  /** What the engine says of its requests below HTTP. */
  transport(result: { readonly ok: true } | { readonly ok: false; readonly reason: string }): void {
    if (result.ok) {
      this.#transport.succeeded();
      return;
    }
    const rebuild = this.#transport.failed();
    const now = this.#deps.clock.now();
    if (rebuild && this.#beating) {
      this.#deps.log.warn(`Requests keep failing (${result.reason}): its connection is built anew.`);
      void this.probe(false).then((verdict) => this.#settle(verdict));
    } else if (now - this.#lastAlarm > 2_000) {
      this.#lastAlarm = now;
      void this.#heartbeat.now();
    }
  }

  /**
   * Some request was answered with 401 for these credentials: new ones once, for all who wait; then a probe judges. `certain`: it
   * was the heartbeat, which speaks for the whole server. Never rejects.
   */
  async unauthorized(generation: number, certain = false): Promise<void> {
    try {
      await this.#renewOrFail(generation, certain);
    } catch (error) {
      // Cut off by the end of the cluster, or by nothing known: those who wait for credentials must hear of it.
      this.#slot.current?.credentialsFailed(generation, error instanceof Error ? error.message : String(error));
    }
  }

  async #renewOrFail(generation: number, certain: boolean): Promise<void> {
    if (await this.#keeper.renew(generation)) return;
    // A part of the server that refuses whom the rest of it knows: building the way in anew, over and over, is no cure.
    if (!certain && this.#deps.clock.now() - this.#acceptedAt < contradictionPauseMs) {
      const reason = 'The server refuses this request, although it takes the credentials elsewhere.';
      this.#slot.current?.credentialsFailed(generation, reason);
      return;
    }
    const verdict = await this.probe(false);
    if (verdict.type === 'ok') this.#acceptedAt = this.#deps.clock.now();
    else this.#slot.current?.credentialsFailed(generation, reasonOf(verdict));
    this.#settle(verdict);
  }

  async dispose(): Promise<void> {
    this.#cancelRetry();
    this.#heartbeat.stop();
    await this.auth.dispose();
    await this.#keeper.dispose();
  }

  async #enter(interactive: boolean): Promise<ProbeVerdict> {
    const { verdict, entry } = await this.#gate.enter(interactive);
    if (entry === null) return verdict;
    if (this.#signal.aborted) {
      await entry.session.close();
      return verdict;
    }
    this.#everConnected = true;
    await this.#keeper.take(entry);
    return verdict;
  }

  /** What a verdict means for the cluster. Late verdicts of a closed cluster mean nothing. */
  #settle(verdict: ProbeVerdict): void {
    if (this.#signal.aborted || this.#settled.has(verdict)) return;
    this.#settled.add(verdict);
    this.#cancelRetry();
    switch (verdict.type) {
      case 'ok':
        this.#failedBeats = 0;
        this.#report(verdict);
        this.#events.onConnected(verdict);
        this.#events.to('connected');
        return;
      case 'auth':
        this.#authError = authError(verdict.failure.errorClass, verdict.failure.message);
        this.#refuse('auth_failed', this.#authError);
        this.#report(verdict);
        return;
      case 'consent': {
        const message = `Needs your consent to run ${verdict.request.command}, which its kubeconfig names for signing in.`;
        this.#refuse('consent_required', new PortolanError('consent-required', message), { consent: verdict.request });
        return;
      }
      case 'connectivity':
        // Within a recovery of the sign-in the auth manager goes on by itself: the failed sign-in is what holds.
        if (this.auth.state === 'valid' || this.#authError === null) this.#unreachable(verdict.reason, verdict.waitMs);
        else this.#refuse('auth_failed', this.#authError);
        return;
      default:
        assertNever(verdict, 'verdict');
    }
  }

  /** A probe that the auth manager scheduled: the same consequences, but it hears the verdict as the answer, once. */
  async #probeForAuth(interactive: boolean): Promise<ProbeVerdict> {
    this.#authWaits = true;
    try {
      const verdict = await this.probe(interactive);
      this.#settle(verdict);
      return verdict;
    } finally {
      this.#authWaits = false;
    }
  }

  #report(verdict: ProbeVerdict): void {
    if (!this.#authWaits) this.auth.reportVerdict(verdict);
  }

  #refuse(
    state: ClusterState,
    error: PortolanError,
    more: { consent?: ConsentRequest; nextTryAt?: number } = {},
  ): void {
    this.#events.to(state, { reason: error.message, error, ...more });
    this.#slot.refuse(error);
    if (!this.#everConnected && state === 'auth_failed') void this.#slot.withdraw();
  }

  #unreachable(reason: string, toldMs = 0): void {
    const waitMs = Math.max(unreachableRetryMs, toldMs);
    const nextTryAt = this.#deps.clock.now() + waitMs;
    this.#cancelRetry();
    this.#cancelRetry = this.#deps.clock.setTimeout(() => {
      void this.probe(false).then((verdict) => this.#settle(verdict));
    }, waitMs);
    this.#refuse('unreachable', new PortolanError('unreachable', reason), { nextTryAt });
  }

  #signingIn(running: boolean): void {
    const state = this.#events.state();
    const waiting = this.#attemptInteractive && (state === 'auth_failed' || state === 'unreachable');
    if (running && (waiting || state === 'connecting' || state === 'reconnecting')) this.#events.to('signing_in');
    if (!running && state === 'signing_in') this.#events.to(this.#everConnected ? 'reconnecting' : 'connecting');
  }

  #onBeat(beat: Beat): void {
    if (this.#signal.aborted) return;
    this.#events.onBeat(beat);
    if (beat.type === 'unauthorized') return void this.unauthorized(this.#keeper.generation, true);
    if (beat.type !== 'failed') {
      this.#alive();
      return;
    }
    this.#failedBeats += 1;
    if (this.#failedBeats === 1) this.#events.to('reconnecting', { reason: beat.reason });
    else this.#unreachable(beat.reason);
  }

  #alive(): void {
    const failed = this.#failedBeats > 0;
    this.#failedBeats = 0;
    if (!failed || this.#events.state() !== 'reconnecting') return;
    this.#events.to('connected');
    this.#slot.current?.wake();
  }
}

function authError(errorClass: string, message: string): PortolanError {
  return new PortolanError(errorClass === 'no-credentials' ? 'no-credentials' : 'unauthenticated', message);
}

function reasonOf(verdict: Exclude<ProbeVerdict, { type: 'ok' }>): string {
  switch (verdict.type) {
    case 'auth':
      return verdict.failure.message;
    case 'consent':
      return `Needs your consent to run ${verdict.request.command}.`;
    case 'connectivity':
      return verdict.reason;
    default:
      return assertNever(verdict, 'verdict');
  }
}
