/**
 * One cluster's sign-in: `valid → recovering → invalid`, driven only by what probes find (`CLUSTERS.md` §8). One instance per cluster,
 * kept across rebuilds; nothing here is shared with another cluster.
 *
 * | after | next probe |
 * |---|---|
 * | a 401 that one refresh did not cure | at once |
 * | 1st, 2nd, 3rd auth verdict | 5, 10, 15 s later |
 * | 4th auth verdict: `invalid` | 60 s later, for ever |
 * | connectivity verdict, any number | 15 s later |
 * | a plugin that was slow, timed out or wants a terminal; consent | only Retry now, a changed kubeconfig, or focus (once in 5 minutes) |
 */
import type { AuthProblem } from '../../../shared/contract/clusters.ts';
import type { Clock } from '../ports.ts';
import type { AuthManagerEvents, AuthState, CredentialFailure, ProbeVerdict } from './types.ts';

const PROBE_DELAYS_MS: readonly number[] = [5_000, 10_000, 15_000];
const INVALID_DELAY_MS = 60_000;
const CONNECTIVITY_DELAY_MS = 15_000;
const FOCUS_INTERVAL_MS = 5 * 60_000;
const VERDICTS_UNTIL_INVALID = 4;

export interface AuthManagerDeps {
  /** Re-reads the kubeconfig, builds a fresh client, asks the server who one is. `interactive`: a person is there. */
  readonly probe: (options: { readonly interactive: boolean; readonly signal: AbortSignal }) => Promise<ProbeVerdict>;
  /** False when a probe would run a plugin that was slow, timed out or wants a terminal (`CredentialSource.automatic`). */
  readonly automatic: () => boolean;
  readonly clock: Clock;
  readonly events: AuthManagerEvents;
}

interface Running {
  readonly interactive: boolean;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

const UNKNOWN: CredentialFailure = { errorClass: 'rejected', message: 'The server refused the credentials.' };

export class AuthManager {
  readonly #deps: AuthManagerDeps;
  #state: AuthState = 'valid';
  #failure: CredentialFailure = UNKNOWN;
  /** Auth verdicts since the recovery began. */
  #verdicts = 0;
  #nextTryAt: number | null = null;
  #cancelTimer: (() => void) | null = null;
  #running: Running | null = null;
  #focusTriedAt = Number.NEGATIVE_INFINITY;
  #disposed = false;

  constructor(deps: AuthManagerDeps) {
    this.#deps = deps;
  }

  get state(): AuthState {
    return this.#state;
  }

  /** What the overlay shows; `null` while valid. */
  get problem(): AuthProblem | null {
    if (this.#state === 'valid') return null;
    return { ...this.#failure, attempt: this.#verdicts, nextTryAt: this.#nextTryAt, state: this.#state };
  }

  /** A request was refused although its credentials were refreshed: probe now. While recovering this is no news. */
  reportUnauthorized(failure: CredentialFailure = UNKNOWN): void {
    if (this.#disposed || this.#state !== 'valid') return;
    this.#begin(failure);
    if (this.#deps.automatic()) this.#probe(false);
    else this.#wait(null);
  }

  /** The pre-flight of opening or rebuilding failed: counts as the first verdict. */
  reportVerdict(verdict: ProbeVerdict): void {
    if (this.#disposed) return;
    if (verdict.type === 'ok') {
      if (this.#state !== 'valid') this.#judge(verdict);
      return;
    }
    // Unreachable with credentials that nobody refused is not a matter of signing in.
    if (this.#state === 'valid' && verdict.type === 'connectivity') return;
    if (this.#state === 'valid') this.#begin(verdict.type === 'auth' ? verdict.failure : UNKNOWN);
    if (this.#running === null) this.#judge(verdict);
  }

  /** A person asks: probes at once and may run whatever it takes. Resolves with the verdict's consequences in place. */
  retryNow(): Promise<void> {
    if (this.#disposed || this.#state === 'valid') return Promise.resolve();
    return this.#probe(true);
  }

  /** The context's entries differ: what was learnt about the old ones no longer counts. */
  kubeconfigChanged(): void {
    if (this.#disposed || this.#state === 'valid') return;
    this.#verdicts = 0;
    this.#setState('recovering');
    void this.#probe(true);
  }

  /** The window came to the front: runs what only a person may run, at most once in 5 minutes. */
  windowFocused(): void {
    const waitsForPerson = this.#state !== 'valid' && this.#nextTryAt === null && this.#running === null;
    const now = this.#deps.clock.now();
    if (this.#disposed || !waitsForPerson || now - this.#focusTriedAt < FOCUS_INTERVAL_MS) return;
    this.#focusTriedAt = now;
    void this.#probe(true);
  }

  /** Ends the timer and the probe under way; nothing is emitted afterwards. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#clearTimer();
    this.#running?.abort.abort();
    await this.#running?.done;
  }

  #begin(failure: CredentialFailure): void {
    this.#failure = failure;
    this.#verdicts = 0;
    this.#setState('recovering');
  }

  /** One probe at a time: a person's takes the place of an automatic one, anything else joins the one that runs. */
  #probe(interactive: boolean): Promise<void> {
    const before = this.#running;
    if (before !== null && (before.interactive || !interactive)) return before.done;
    this.#clearTimer();
    before?.abort.abort();
    const abort = new AbortController();
    const done = (before?.done ?? Promise.resolve()).then(() => this.#run(interactive, abort.signal));
    const running: Running = { interactive, abort, done };
    this.#running = running;
    this.#tell();
    return done;
  }

  async #run(interactive: boolean, signal: AbortSignal): Promise<void> {
    const verdict = signal.aborted ? null : await this.#ask(interactive, signal);
    // Replaced by a person's probe, or the cluster closed: late answers are ignored.
    if (verdict === null || signal.aborted || this.#disposed) return;
    this.#running = null;
    this.#judge(verdict);
  }

  /** `null` when it was ended: a probe that does not heed its signal must not hold up a person, nor a closing cluster. */
  async #ask(interactive: boolean, signal: AbortSignal): Promise<ProbeVerdict | null> {
    const ended = Promise.withResolvers<null>();
    const onAbort = (): void => ended.resolve(null);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([this.#deps.probe({ interactive, signal }), ended.promise]);
    } catch (error) {
      return { type: 'connectivity', reason: error instanceof Error ? error.message : String(error) };
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #judge(verdict: ProbeVerdict): void {
    switch (verdict.type) {
      case 'ok':
        this.#clearTimer();
        this.#verdicts = 0;
        this.#setState('valid');
        this.#deps.events.onRecovered();
        return;
      case 'consent':
        this.#failure = {
          errorClass: 'no-credentials',
          message: `Signing in needs your consent to run ${verdict.request.command}.`,
        };
        this.#wait(null);
        return;
      case 'connectivity':
        this.#wait(CONNECTIVITY_DELAY_MS);
        return;
      case 'auth':
        this.#failure = verdict.failure;
        this.#verdicts += 1;
        if (this.#verdicts >= VERDICTS_UNTIL_INVALID) this.#setState('invalid');
        this.#wait(this.#deps.automatic() ? this.#nextDelay() : null);
    }
  }

  #nextDelay(): number {
    return this.#state === 'invalid' ? INVALID_DELAY_MS : (PROBE_DELAYS_MS[this.#verdicts - 1] ?? INVALID_DELAY_MS);
  }

  /** `null`: until a person does something. */
  #wait(delayMs: number | null): void {
    this.#clearTimer();
    if (delayMs !== null) {
      this.#nextTryAt = this.#deps.clock.now() + delayMs;
      this.#cancelTimer = this.#deps.clock.setTimeout(() => void this.#probe(false), delayMs);
    }
    this.#tell();
  }

  #setState(state: AuthState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#deps.events.onState(state, this.problem);
  }

  #tell(): void {
    const problem = this.problem;
    if (problem !== null) this.#deps.events.onProgress(problem);
  }

  #clearTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#nextTryAt = null;
  }
}
