import { PortolanError } from '../../../shared/errors.ts';
import { listPages, probeVersion } from './list.ts';
import { AttemptFailed, type Failure, type ReflectorDeps } from './types.ts';
import { isOlder, type Position, type WatchEnd, watchFrom, watchList } from './watch.ts';

/*
 * Written by hand: client-node's informer stops for good after 401/403/429/500, sends no bookmarks and loses rows
 * (`KUBERNETES.md` §4). One loop per kind and scope, as client-go `tools/cache/reflector.go`: list, watch, and from every way a watch
 * can end the next step. The written promise: whatever happens, the rows end up equal to the server's, and until then the
 * freshness says since when they may not be.
 */

/** What to do next. */
type Step = 'list' | 'watch';

/** Retries of a watch after a 500 before the kind is listed again. */
const SERVER_ERRORS_BEFORE_LIST = 3;
const METHOD_NOT_ALLOWED = 405;
const SMALLEST_PAGE = 5;
/** A stream that did not last longer than this was not worth opening at once, ms. */
const SHORT_LIFE_MS = 2_000;

/** Until a server that was silent or broke at a WatchList is asked for one again, ms. */
const RETRY_WATCHLIST_MS = 600_000;

/**
 * The answers that may be about the streamed form alone: the plain list then says what is so. Proxies answer 404 or 500 to what
 * they do not know, and a user may be allowed to list and not to watch.
 */
function isUnserved(failure: Failure): boolean {
  if (failure.type === 'server') return failure.status === 500 || failure.status === 501;
  return failure.type === 'refused' || failure.type === 'denied' || failure.type === 'not-served';
}

/** For how long such an answer holds for the cluster's other kinds, ms: a denial or a missing kind says nothing about them. */
function unservedMs(failure: Failure): number {
  if (failure.type === 'refused') return Number.POSITIVE_INFINITY;
  return failure.type === 'server' ? RETRY_WATCHLIST_MS : 0;
}

export class Reflector {
  readonly #deps: ReflectorDeps;
  readonly #stop = new AbortController();
  readonly #position: Position = { resourceVersion: '' };
  /** Since when the rows may be wrong; null while they are live. */
  #staleSince: number | null = null;
  #synced = false;
  #serverErrors = 0;
  #probeFirst = false;
  #probeBeside = false;
  /** Why the kind is read by the minute; null while it can be watched, as far as is known. */
  #polled: string | null;
  /** A watch was open since the last list. */
  #watched = false;
  #done: Promise<void> | null = null;
  /** Objects in a page; fewer once one was too much. */
  #page: number;
  /** When the present list or watch was begun. */
  #begunAt = Number.NEGATIVE_INFINITY;
  /** The last stream ended, or broke, as soon as it was there. */
  #shortLived = false;

  constructor(deps: ReflectorDeps) {
    this.#deps = deps;
    this.#page = deps.limits.page;
    this.#polled = deps.watchable ? null : 'cannot be watched';
  }

  /** The whole list has been read once. */
  get synced(): boolean {
    return this.#synced;
  }

  start(): void {
    this.#done ??= this.#run();
  }

  /** Ends requests and waits; resolves when nothing of it runs any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const signal = this.#stop.signal;
    let step: Step = 'list';
    while (!signal.aborted) {
      try {
        this.#begunAt = this.#deps.clock.now();
        step = step === 'list' ? await this.#list(signal) : await this.#watch(signal);
      } catch (error) {
        if (signal.aborted) return;
        // A WatchList that broke after its list was complete is a watch that broke.
        const reached: Step = this.#position.resourceVersion === '' ? 'list' : 'watch';
        step = await this.#recover(failureOf(error), reached, signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<Step> {
    const { intake, watchList: support, codec } = this.#deps;
    this.#forget();
    await this.#deps.prepare?.(signal);
    intake.begin();
    let committed = false;
    const commit = (): void => {
      committed = true;
      // First the word, then the rows: the complete list is the first to carry it.
      if (this.#polled === null) this.#live();
      else this.#read(this.#polled);
      intake.commit();
      this.#synced = true;
      this.#watched = false;
    };
    try {
      if (codec.prefersWatchList && support.allowed() && this.#deps.watchable) {
        const end = await this.#streamed(signal, commit);
        if (end !== null) return this.#after(end);
        intake.begin();
      }
      this.#position.resourceVersion = await this.#paged(signal);
      commit();
      return 'watch';
    } finally {
      if (!committed) intake.abandon();
    }
  }

  /** A WatchList; null when it is not to be had and pages are the way in. What holds for the whole cluster is remembered. */
  async #streamed(signal: AbortSignal, commit: () => void): Promise<WatchEnd | null> {
    const { watchList: support } = this.#deps;
    try {
      return await watchList(this.#deps, this.#position, signal, { onSynced: commit });
    } catch (error) {
      if (this.#position.resourceVersion !== '') throw error;
      if (error instanceof PortolanError && error.code === 'unsupported') support.refused(RETRY_WATCHLIST_MS);
      else if (error instanceof AttemptFailed && isUnserved(error.failure)) support.refused(unservedMs(error.failure));
      else throw error;
      return null;
    }
  }

  /** Pages; once more from the beginning when a continue token was too old (a consistent list, RV unset). */
  async #paged(signal: AbortSignal): Promise<string> {
    try {
      return await listPages(this.#deps, signal, this.#page);
    } catch (error) {
      if (!(error instanceof AttemptFailed) || error.failure.type !== 'expired') throw error;
      this.#deps.intake.begin();
      return listPages(this.#deps, signal, this.#page);
    }
  }

  async #watch(signal: AbortSignal): Promise<Step> {
    if (!this.#deps.watchable) {
      await this.#deps.waits.for(this.#deps.limits.deniedMs, signal);
      return 'list';
    }
    if (this.#probeFirst) {
      // The server was away: it may have come back with older data, and a watch from the future is silent for ever.
      const version = await probeVersion(this.#deps, signal);
      this.#probeFirst = false;
      if (isOlder(version, this.#position.resourceVersion)) throw olderData(version);
    }
    const doubting = this.#probeBeside;
    this.#probeBeside = false;
    if (doubting) return this.#after(await this.#followDoubting(signal));
    const end = await watchFrom(this.#deps, this.#position, signal, () => this.#opened());
    return this.#after(end);
  }

  #opened(): void {
    this.#watched = true;
    this.#polled = null;
    this.#live();
  }

  /**
   * The stream broke, perhaps because its server was replaced by a backup. It is opened again at once, and called live when one
   * object's worth of a list has shown that the server's data reaches as far as what was seen.
   */
  async #followDoubting(signal: AbortSignal): Promise<WatchEnd> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const seen = this.#position.resourceVersion;
    let older: AttemptFailed | null = null;
    const judge = (version: string): void => {
      if (isOlder(version, seen)) {
        older = olderData(version);
        stop.abort();
      } else this.#opened();
    };
    try {
      // A probe that fails has shown nothing: a bookmark will tell.
      return await watchFrom(this.#deps, this.#position, both, () => {
        probeVersion(this.#deps, both).then(judge, () => {
          if (!both.aborted) this.#opened();
        });
      });
    } catch (error) {
      throw older ?? error;
    } finally {
      stop.abort();
    }
  }

  /** A clean end: watch again from where it stood; one that ended at once without an event goes round the outer loop. */
  #after(end: WatchEnd): Step {
    this.#serverErrors = 0;
    if (end.lastedMs >= 1000) this.#shortLived = false;
    else if (end.events === 0) throw endedAtOnce(0, 'The watch ended at once without an event.');
    // One may be chance; who does it again and again would be asked for ever without a pause.
    else if (this.#endsSoonAgain()) throw endedAtOnce(503, 'The watch ends again and again as soon as it is there.');
    return 'watch';
  }

  #endsSoonAgain(): boolean {
    const before = this.#shortLived;
    this.#shortLived = this.#deps.clock.now() - this.#begunAt < SHORT_LIFE_MS;
    return before && this.#shortLived;
  }

  /** The table of `KUBERNETES.md` §2: what follows each way of failing. */
  async #recover(failure: Failure, step: Step, signal: AbortSignal): Promise<Step> {
    const { backoff, limits } = this.#deps;
    if ('smaller' in failure) this.#page = Math.max(SMALLEST_PAGE, Math.floor(this.#page / 10));
    switch (failure.type) {
      case 'expired':
      case 'backwards':
        // At once the first time; a server that keeps saying so is given time.
        this.#forget();
        await this.#pause(failure.reason, this.#relistDelay(), signal);
        return 'list';
      case 'garbled':
        this.#garbled++;
        this.#forget();
        await this.#pause(this.#counted(failure.reason), this.#relistDelay(), signal);
        return 'list';
      case 'denied':
        if (step === 'watch') return this.#unwatchable(`may not be watched: ${failure.reason}`, signal);
        await this.#denied(failure.reason, limits.deniedMs, signal);
        return 'list';
      case 'unauthenticated':
        // Said inside a stream: the next request asks for new credentials, once. Said to a request: there are none for now.
        await this.#pause(
          `Signed out: ${failure.reason}`,
          failure.inStream ? backoff.next() : limits.deniedMs,
          signal,
          'unauthenticated',
        );
        return step;
      case 'too-many':
        await this.#pause(failure.reason, failure.retryAfterMs ?? backoff.next(), signal);
        return step;
      case 'not-served':
        if (step === 'watch') return this.#unwatchable(`cannot be watched: ${failure.reason}`, signal);
        this.#gone(failure.reason);
        this.#deps.onNotServed();
        await this.#deps.waits.for(limits.deniedMs / 4, signal);
        return 'list';
      case 'transport':
        return this.#reconnect(failure, step, signal);
      case 'server':
      case 'refused':
        return this.#serverError(failure, step, signal);
    }
  }

  async #reconnect(failure: Extract<Failure, { type: 'transport' }>, step: Step, signal: AbortSignal): Promise<Step> {
    this.#deps.transport(failure.reason);
    // A stream that broke is opened again at once; a server that takes no connections, or breaks every stream, is given time.
    if (failure.connecting || step === 'list' || this.#endsSoonAgain()) {
      this.#probeFirst = step === 'watch';
      await this.#pause(failure.reason, this.#deps.backoff.next(), signal);
    } else {
      this.#probeBeside = step === 'watch';
      this.#stale(failure.reason, null);
    }
    return step;
  }

  async #serverError(
    failure: Extract<Failure, { type: 'server' | 'refused' }>,
    step: Step,
    signal: AbortSignal,
  ): Promise<Step> {
    const { backoff, codec } = this.#deps;
    if (failure.type === 'refused' && (failure.status === 406 || failure.status === 415) && codec.plainer())
      return step;
    // Without a version (aggregated APIs) the watch after a list is still the list's step.
    if (failure.status === METHOD_NOT_ALLOWED) return this.#unwatchable(`cannot be watched: ${failure.reason}`, signal);
    const delay = backoff.next();
    await this.#pause(failure.reason, failure.type === 'server' ? (failure.retryAfterMs ?? delay) : delay, signal);
    if (step === 'list') return 'list';
    if (failure.type === 'refused' || failure.status === 0) return 'list';
    // 503 and gateway errors say nothing about our position; a 500 may.
    if (failure.status !== 500) return 'watch';
    this.#serverErrors++;
    if (this.#serverErrors <= SERVER_ERRORS_BEFORE_LIST) return 'watch';
    this.#serverErrors = 0;
    return 'list';
  }

  /** How often something unreadable came; shown with the reason. */
  #garbled = 0;
  #counted(reason: string): string {
    return this.#garbled === 1 ? reason : `${reason} (${this.#garbled} times so far)`;
  }

  #lastRelistAt = Number.NEGATIVE_INFINITY;
  /** 0 for a first relist, the back-off for one soon after another. */
  #relistDelay(): number {
    const now = this.#deps.clock.now();
    const soon = now - this.#lastRelistAt < 30_000;
    this.#lastRelistAt = now;
    return soon ? this.#deps.backoff.next() : 0;
  }

  #forget(): void {
    this.#position.resourceVersion = '';
    this.#probeFirst = false;
    this.#probeBeside = false;
  }

  async #pause(reason: string, ms: number, signal: AbortSignal, code?: 'unauthenticated'): Promise<void> {
    this.#stale(reason, ms > 0 ? this.#deps.clock.now() + ms : null, code);
    if (ms > 0) await this.#deps.waits.for(ms, signal);
  }

  /**
   * Listing may be possible where watching is not (permissions; component statuses, metrics): listed again every so often. What
   * could be watched a moment ago is listed at once, which says what may still be read.
   */
  async #unwatchable(why: string, signal: AbortSignal): Promise<Step> {
    this.#polled = why;
    if (!this.#watched) {
      this.#read(why);
      await this.#deps.waits.for(this.#deps.limits.deniedMs, signal);
    }
    return 'list';
  }

  async #denied(reason: string, ms: number, signal: AbortSignal): Promise<void> {
    this.#staleSince = null;
    this.#forget();
    this.#deps.onFreshness({ state: 'denied', reason });
    this.#deps.intake.clear();
    await this.#deps.waits.for(ms, signal);
  }

  /** The kind is not served any more (its definition was deleted): there are none. */
  #gone(reason: string): void {
    this.#forget();
    this.#deps.onFreshness({ state: 'closed', reason: `The server does not serve this kind: ${reason}` });
    this.#deps.intake.clear();
  }

  #stale(reason: string, nextTryAt: number | null, code?: 'unauthenticated'): void {
    this.#staleSince ??= this.#deps.clock.now();
    const next = nextTryAt === null ? {} : { nextTryAt };
    const known = code === undefined ? {} : { code };
    this.#deps.onFreshness({ state: 'stale', since: this.#staleSince, reason, ...next, ...known });
  }

  /** Read whole a moment ago, and again in a minute: true as of now, and never called live. */
  #read(why: string): void {
    const now = this.#deps.clock.now();
    this.#staleSince = now;
    const reason = `Read again every minute, it ${why}`;
    const nextTryAt = now + this.#deps.limits.deniedMs;
    this.#deps.onFreshness({ state: 'stale', since: now, reason, nextTryAt, code: 'polled' });
  }

  #live(): void {
    this.#staleSince = null;
    this.#deps.onFreshness({ state: 'live' });
  }
}

const endedAtOnce = (status: number, reason: string): AttemptFailed =>
  new AttemptFailed({ type: 'server', reason, status, retryAfterMs: null });

const olderData = (version: string): AttemptFailed =>
  new AttemptFailed({ type: 'backwards', reason: `The server came back with older data (version ${version}).` });

function failureOf(error: unknown): Failure {
  if (error instanceof AttemptFailed) return error.failure;
  const reason = error instanceof Error ? error.message : String(error);
  return { type: 'garbled', reason };
}
