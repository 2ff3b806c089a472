import { PortolanError } from '../../../shared/errors.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';
import type { HttpResponse, HttpSession } from '../../transport/types.ts';
import type { CredentialFailure } from '../auth/types.ts';
import type { Clock } from '../ports.ts';

/** Longest wait for the whole pre-flight, ms: an API server that accepts and never answers is given up after it. */
export const preflightMs = 20_000;

/** What one pre-flight found. `unauthorized` (401) is not yet a verdict: credentials are refreshed once first. */
export type Preflight =
  | {
      readonly type: 'ok';
      /** `gitVersion`, empty when `/version` may not be read. */
      readonly version: string;
      readonly user: string | null;
      readonly clockOffsetMs: number;
      readonly latencyMs: number;
    }
  | { readonly type: 'unauthorized'; readonly message: string }
  | { readonly type: 'auth'; readonly failure: CredentialFailure }
  /** `waitMs`: the server told us to come back no sooner. */
  | { readonly type: 'connectivity'; readonly reason: string; readonly waitMs?: number };

type Answer = { readonly status: number; readonly headers: HttpResponse['headers']; readonly text: string };

/**
 * Is somebody there, and does it know us? `/version` and a SelfSubjectReview, both at once on one fresh session.
 * Anonymous users may read `/version`, so only the review tells: `system:anonymous`, or a 403 that names it, is
 * `no-credentials`. A 403 otherwise is a permission and no failure; a server without the review API (404) is trusted.
 */
export async function preflight(session: HttpSession, clock: Clock, signal: AbortSignal): Promise<Preflight> {
  const limit = new AbortController();
  const stop = clock.setTimeout(() => limit.abort(), preflightMs);
  const within = AbortSignal.any([signal, limit.signal]);
  const started = clock.now();
  try {
    const version = session.text({ method: 'GET', path: '/version', signal: within }, 1 << 20).then((answer) => ({
      answer,
      at: clock.now(),
    }));
    const [first, review] = await Promise.all([version, whoAmI(session, within)]);
    return judge(first.answer, review, first.at - started, first.at);
  } catch (error) {
    if (limit.signal.aborted && !signal.aborted) {
      return { type: 'connectivity', reason: `The server did not answer within ${preflightMs / 1000} s.` };
    }
    return failed(error);
  } finally {
    stop();
  }
}

function whoAmI(session: HttpSession, signal: AbortSignal): Promise<Answer> {
  return session.text(
    {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
      signal,
    },
    1 << 20,
  );
}

/** `now`: when the version's answer was here, whose `Date` is compared with it. */
function judge(version: Answer, review: Answer, latencyMs: number, now: number): Preflight {
  for (const answer of [review, version]) {
    if (answer.status === 401) return { type: 'unauthorized', message: statusMessage(answer) };
    if (answer.status === 403 && answer.text.includes('system:anonymous')) return anonymous(statusMessage(answer));
  }
  if (version.status >= 500 || version.status === 429) {
    const waitMs = retryAfterMs(version.headers, now);
    const reason = `The server answers with ${version.status}: ${statusMessage(version)}`;
    return { type: 'connectivity', reason, ...(waitMs === null ? {} : { waitMs }) };
  }
  if (version.status >= 300 && version.status < 400) {
    return {
      type: 'connectivity',
      reason: 'What answers at this address redirects elsewhere: it is not a Kubernetes API server.',
    };
  }
  const user = review.status < 300 ? textAt(parse(review.text), 'status', 'userInfo', 'username') : null;
  if (user === 'system:anonymous') return anonymous('The server took us for system:anonymous.');
  const gitVersion = version.status < 300 ? textAt(parse(version.text), 'gitVersion') : null;
  if (version.status < 300 && gitVersion === null) {
    return { type: 'connectivity', reason: 'What answers at this address is not a Kubernetes API server.' };
  }
  return {
    type: 'ok',
    version: gitVersion ?? '',
    user,
    clockOffsetMs: clockOffset(version.headers.date, latencyMs, now),
    latencyMs,
  };
}

function anonymous(words: string): Preflight {
  const message = `The kubeconfig holds no credentials that this server knows: ${words}`;
  return { type: 'auth', failure: { errorClass: 'no-credentials', message } };
}

/**
 * Server clock minus ours, ms, from the `Date` header (whole seconds, written about half a round trip ago). Differences
 * within the header's own resolution count as none.
 */
export function clockOffset(date: string | readonly string[] | undefined, latencyMs: number, now: number): number {
  const text = typeof date === 'string' ? date : date?.[0];
  const at = text === undefined ? Number.NaN : Date.parse(text);
  if (!Number.isFinite(at)) return 0;
  const offset = at + 500 - (now - latencyMs / 2);
  return Math.abs(offset) <= 1500 ? 0 : Math.round(offset);
}

/** A TLS alert about *our* certificate is a sign-in problem; everything else below HTTP is connectivity. */
function failed(error: unknown): Preflight {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof PortolanError ? (error.detail ?? '') : '';
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/i.test(code)) {
    return {
      type: 'auth',
      failure: { errorClass: 'certificate', message: `The server refused the client certificate: ${message}` },
    };
  }
  return { type: 'connectivity', reason: message };
}

/** The `message` of a Status object, else the body's first line. */
export function statusMessage(answer: { readonly status: number; readonly text: string }): string {
  const message = textAt(parse(answer.text), 'message');
  if (message !== null && message !== '') return message;
  const line = answer.text.split('\n', 1)[0]?.trim().slice(0, 300) ?? '';
  return line === '' ? `HTTP ${answer.status}` : line;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // Not JSON: the callers say what that means.
  }
}

function textAt(value: unknown, ...path: readonly string[]): string | null {
  let at: unknown = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return null;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === 'string' ? at : null;
}
