import { PortolanError } from '../../../shared/errors.ts';
import { toldWaitMs } from '../../transport/retry-after.ts';
import { classify, contentTypeOf, get, transportFailure } from './http.ts';
import { pathOf } from './list.ts';
import { AttemptFailed, type ReflectorDeps, type WatchEvent } from './types.ts';

/** Where a stream stands. `resourceVersion` is updated as events come, so that it is right however the stream ends. */
export interface Position {
  resourceVersion: string;
}

/** How a watch ended by itself. */
export interface WatchEnd {
  readonly events: number;
  readonly lastedMs: number;
}

/** True when `a` is an older resourceVersion than `b`; numbers as decimal text (KEP-5504), anything else is never older. */
export function isOlder(a: string, b: string): boolean {
  if (a === '' || b === '' || !/^\d+$/.test(a) || !/^\d+$/.test(b)) return false;
  return a.length === b.length ? a < b : a.length < b.length;
}

const timeoutSeconds = (random: () => number): number => 300 + Math.floor(random() * 301);

/**
 * One watch from `position`. Answers at its clean end; throws AttemptFailed otherwise. `onOpen` is called when the server has
 * accepted it, before any event.
 */
export async function watchFrom(
  deps: ReflectorDeps,
  position: Position,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<WatchEnd> {
  const query = [
    'watch=true',
    'allowWatchBookmarks=true',
    `timeoutSeconds=${timeoutSeconds(deps.random)}`,
    `resourceVersion=${encodeURIComponent(position.resourceVersion)}`,
  ];
  const startedAt = deps.clock.now();
  const response = await get(deps, watchOptions(deps, query, signal));
  onOpen();
  let events = 0;
  await readStream(deps, response, signal, (event) => {
    events++;
    follow(deps, event, position);
  });
  return { events, lastedMs: deps.clock.now() - startedAt };
}

const watchOptions = (deps: ReflectorDeps, query: readonly string[], signal: AbortSignal) => ({
  path: pathOf(deps, query),
  accept: deps.codec.watchAccept,
  signal,
  silenceOnH1Ms: deps.limits.watchSilenceMs,
});

/** An event of a stream in order: its resourceVersion never goes back (a restored server's would). */
function follow(deps: ReflectorDeps, event: WatchEvent, position: Position): void {
  if (event.type === 'error' || event.type === 'garbled') throw new AttemptFailed(failureOfEvent(event));
  if (isOlder(event.resourceVersion, position.resourceVersion)) {
    const reason = `The server's data went back from version ${position.resourceVersion} to ${event.resourceVersion}.`;
    throw new AttemptFailed({ type: 'backwards', reason });
  }
  if (event.resourceVersion !== '') position.resourceVersion = event.resourceVersion;
  if (event.type === 'put') deps.intake.put(event.object);
  if (event.type === 'remove') deps.intake.remove(event.object);
}

function failureOfEvent(event: Extract<WatchEvent, { type: 'error' | 'garbled' }>): AttemptFailed['failure'] {
  if (event.type === 'garbled') return { type: 'garbled', reason: event.reason };
  if (event.code === 401) return { type: 'unauthenticated', reason: event.message, inStream: true };
  return classify(event.code, event.message, event.retryAfterS === null ? null : toldWaitMs(event.retryAfterS * 1000));
}

async function readStream(
  deps: ReflectorDeps,
  response: Awaited<ReturnType<typeof get>>,
  signal: AbortSignal,
  onEvent: (event: WatchEvent) => void,
  onBytes: (count: number) => void = () => {},
): Promise<void> {
  const decoder = deps.codec.watch(contentTypeOf(response));
  try {
    for await (const chunk of response.body) {
      onBytes(chunk.length);
      try {
        decoder.push(chunk, onEvent);
      } finally {
        // What came before a bad line is true and is shown.
        deps.intake.batchEnd(null);
      }
    }
  } catch (error) {
    response.body.cancel();
    throw transportFailure(error, false, signal);
  }
}

/**
 * The whole list and the watch after it in one stream (KEP-3157). The initial events come in no order; `onSynced` is called at the
 * bookmark that ends them. A server that does not offer it is found by a 4xx, or by silence where the bookmark should be.
 */
export async function watchList(
  deps: ReflectorDeps,
  position: Position,
  signal: AbortSignal,
  hooks: { readonly onSynced: () => void },
): Promise<WatchEnd> {
  const query = [
    'watch=true',
    'allowWatchBookmarks=true',
    'sendInitialEvents=true',
    'resourceVersionMatch=NotOlderThan',
    `timeoutSeconds=${timeoutSeconds(deps.random)}`,
  ];
  const silent = new SilenceGuard(deps);
  const both = AbortSignal.any([signal, silent.signal]);
  let synced = false;
  let events = 0;
  const startedAt = deps.clock.now();
  try {
    const response = await get(deps, watchOptions(deps, query, both));
    if (!deps.codec.streams(contentTypeOf(response))) {
      // JSON only: pages are the faster way in, and a server that does not know WatchList has just begun an ordinary watch.
      response.body.cancel();
      throw notOffered();
    }
    silent.begun();
    const initial = (event: WatchEvent): void => {
      if (event.type === 'error' || event.type === 'garbled') throw new AttemptFailed(failureOfEvent(event));
      if (event.type === 'put') deps.intake.item({ object: event.object });
      if (event.type === 'remove') deps.intake.remove(event.object);
      if (event.type !== 'bookmark' || !event.initialEnd) return;
      silent.end();
      synced = true;
      position.resourceVersion = event.resourceVersion;
      hooks.onSynced();
    };
    const onEvent = (event: WatchEvent): void => {
      silent.heard();
      events++;
      if (synced) follow(deps, event, position);
      else initial(event);
    };
    await readStream(deps, response, both, onEvent, (count) => silent.came(count));
    if (!synced)
      throw new AttemptFailed({
        type: 'transport',
        reason: 'The stream ended before the list was complete.',
        connecting: false,
      });
    return { events, lastedMs: deps.clock.now() - startedAt };
  } catch (error) {
    throw silent.signal.aborted && !signal.aborted ? notOffered() : error;
  } finally {
    silent.end();
  }
}

/** Bytes: a thousand a second are a modem's. */
const LEAST_A_MINUTE = 60_000;

const notOffered = (): PortolanError => new PortolanError('unsupported', 'The server does not offer WatchList.');

/**
 * Gives up on a WatchList that says nothing (before the answer counted from the connection, then between any two events), or so
 * little that small pages are the better way.
 */
class SilenceGuard {
  readonly #deps: ReflectorDeps;
  readonly #stop = new AbortController();
  #begun = false;
  #heardAt: number;
  #minuteAt: number;
  #minuteBytes = 0;
  #cancel: () => void = () => {};

  constructor(deps: ReflectorDeps) {
    this.#deps = deps;
    this.#heardAt = deps.clock.now();
    this.#minuteAt = this.#heardAt;
    this.#arm(deps.limits.watchListAnswerMs);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }
  begun(): void {
    this.#begun = true;
    this.heard();
    this.#minuteAt = this.#heardAt;
  }
  came(bytes: number): void {
    this.#minuteBytes += bytes;
  }
  heard(): void {
    this.#heardAt = this.#deps.clock.now();
  }
  end(): void {
    this.#cancel();
  }

  /** Once a minute: was that a stream, or drops? */
  #drips(): boolean {
    const now = this.#deps.clock.now();
    if (now - this.#minuteAt < 60_000) return false;
    const few = this.#minuteBytes < LEAST_A_MINUTE;
    this.#minuteAt = now;
    this.#minuteBytes = 0;
    return few;
  }

  #arm(ms: number): void {
    this.#cancel = this.#deps.clock.setTimeout(
      () => {
        // Dialling has a limit of its own.
        if (this.#deps.session().protocol === null) this.heard();
        const { watchListAnswerMs, watchListSilenceMs } = this.#deps.limits;
        const allowed = this.#begun ? watchListSilenceMs : watchListAnswerMs;
        const left = allowed - (this.#deps.clock.now() - this.#heardAt);
        if (left <= 0 || (this.#begun && this.#drips())) this.#stop.abort();
        else this.#arm(Math.min(left, 100));
      },
      Math.min(ms, 100),
    );
  }
}
