import { PortolanError } from '../../../shared/errors.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';
import type { HttpSession } from '../../transport/types.ts';
import type { Clock } from '../ports.ts';

export const beatMs = 15_000;
export const degradedBeatMs = 5_000;
export const beatTimeoutMs = 5_000;

/** One look at the server. `failed`: it did not answer in time or at all; `degraded`: it answered that it is not well. */
export type Beat =
  | { readonly type: 'healthy'; readonly latencyMs: number }
  /** `waitMs`: the server told us (429, 503) to come back no sooner. */
  | { readonly type: 'degraded'; readonly reason: string; readonly latencyMs: number; readonly waitMs?: number }
  | { readonly type: 'unauthorized' }
  | { readonly type: 'failed'; readonly reason: string };

/** Where a user without rights on the health endpoints may still look; the first that is not denied is kept. */
const paths = ['/readyz', '/livez', '/version'] as const;

/** Asks the server whether it is well. 403 and 404 fall back to the next path; the path that answered is remembered. */
export class Pulse {
  #path = 0;

  async beat(session: HttpSession, clock: Clock, signal: AbortSignal, limitMs = beatTimeoutMs): Promise<Beat> {
    for (;;) {
      const path = paths[this.#path] ?? '/version';
      const started = clock.now();
      const answer = await ask(session, path, clock, signal, limitMs);
      if (answer.type === 'failed') return answer;
      const latencyMs = clock.now() - started;
      if (answer.status === 401) return { type: 'unauthorized' };
      const denied = answer.status === 403 || answer.status === 404;
      if (denied && this.#path < paths.length - 1) {
        this.#path += 1;
        continue;
      }
      // A redirect is a sign-in page or a proxy, no server that is well.
      if (answer.status < 300 || denied) return { type: 'healthy', latencyMs };
      const reason = `The server answers ${path} with ${answer.status}.`;
      return { type: 'degraded', reason, latencyMs, ...(answer.waitMs === null ? {} : { waitMs: answer.waitMs }) };
    }
  }
}

type Asked =
  | { readonly type: 'answer'; readonly status: number; readonly waitMs: number | null }
  | { readonly type: 'failed'; readonly reason: string };

async function ask(
  session: HttpSession,
  path: string,
  clock: Clock,
  signal: AbortSignal,
  limitMs: number,
): Promise<Asked> {
  const limit = new AbortController();
  const stop = clock.setTimeout(() => limit.abort(), limitMs);
  try {
    const request = { method: 'GET', path, signal: AbortSignal.any([signal, limit.signal]) };
    const { status, headers } = await session.text(request, 64 * 1024);
    return { type: 'answer', status, waitMs: retryAfterMs(headers, clock.now()) };
  } catch (error) {
    if (limit.signal.aborted) return { type: 'failed', reason: `No answer within ${limitMs / 1000} s.` };
    if (error instanceof PortolanError) return { type: 'failed', reason: error.message };
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    stop();
  }
}

export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** `null`: skip this beat (auth not valid, not connected). */
  readonly session: () => HttpSession | null;
  readonly onBeat: (beat: Beat) => void;
}

/** One cluster's heartbeat on its own timer: a dead cluster delays no other's. Ends with `stop`, answers after it are dropped. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #pulse = new Pulse();
  readonly #end = new AbortController();
  #cancelTimer: () => void = () => {};
  #running: Promise<void> | null = null;
  #degraded = false;
  /** The server's own word on when to come again, ms; 0 for none. */
  #told = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** First beat after one interval: the pre-flight was just here. A little spread keeps fifty clusters from beating as one. */
  start(): void {
    this.#schedule();
  }

  /** Beat now (something failed elsewhere, the machine woke up); joins a beat that runs already. */
  now(limitMs = beatTimeoutMs): Promise<void> {
    if (this.#end.signal.aborted) return Promise.resolve();
    this.#cancelTimer();
    this.#running ??= this.#beat(limitMs).finally(() => {
      this.#running = null;
      this.#schedule();
    });
    return this.#running;
  }

  stop(): void {
    this.#end.abort();
    this.#cancelTimer();
  }

  #schedule(): void {
    this.#cancelTimer();
    if (this.#end.signal.aborted) return;
    const { clock, random } = this.#options;
    const interval = (this.#degraded ? degradedBeatMs : beatMs) * (0.95 + random() * 0.05);
    this.#cancelTimer = clock.setTimeout(() => void this.now(), Math.max(interval, this.#told));
  }

  async #beat(limitMs: number): Promise<void> {
    const session = this.#options.session();
    if (session === null) return;
    const beat = await this.#pulse.beat(session, this.#options.clock, this.#end.signal, limitMs);
    if (this.#end.signal.aborted || this.#options.session() !== session) return;
    this.#degraded = beat.type === 'degraded' || beat.type === 'failed';
    this.#told = beat.type === 'degraded' ? (beat.waitMs ?? 0) : 0;
    this.#options.onBeat(beat);
  }
}

/** Median of the last beats' round trips, ms. */
export class Latency {
  #recent: number[] = [];

  add(ms: number): void {
    this.#recent = [...this.#recent.slice(-8), ms];
  }

  get median(): number | undefined {
    const sorted = [...this.#recent].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    return middle === undefined ? undefined : Math.round(middle);
  }
}
