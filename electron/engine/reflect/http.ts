import { PortolanError } from '../../../shared/errors.ts';
import { retryAfterMs } from '../../transport/retry-after.ts';
import type { HttpResponse } from '../../transport/types.ts';
import { protoStatusMessage } from '../read/proto-list.ts';
import { AttemptFailed, type Failure, type ReflectorDeps } from './types.ts';

const MAX_ERROR_BODY = 64 * 1024;

export interface GetOptions {
  readonly path: string;
  readonly accept: string;
  readonly signal: AbortSignal;
  readonly bodyTimeoutMs?: number;
  /** Counts only where there is no ping (HTTP/1.1). */
  readonly silenceOnH1Ms?: number;
}

/**
 * A GET that answered 200; everything else is thrown as AttemptFailed (aborts as they are). A 401 is tried again with new
 * credentials; one that follows is told to the host as well, which then judges by a probe of its own.
 */
export async function get(deps: ReflectorDeps, options: GetOptions): Promise<HttpResponse> {
  for (let tries = 1; ; tries++) {
    const generation = deps.auth.generation;
    const response = await send(deps, options);
    const date = response.headers.date;
    if (typeof date === 'string') deps.onDate(date);
    if (response.status === 200) return response;
    const text = textOf(await smallBody(deps, response));
    if (response.status === 401 && tries <= 2 && (await deps.auth.renewed(generation, options.signal))) continue;
    throw new AttemptFailed(failureOf(response.status, response.headers, text));
  }
}

async function send(deps: ReflectorDeps, options: GetOptions): Promise<HttpResponse> {
  try {
    const response = await deps.session().request({
      method: 'GET',
      path: options.path,
      headers: { accept: options.accept },
      signal: options.signal,
      headersTimeoutMs: deps.limits.headersMs,
      ...(options.bodyTimeoutMs === undefined ? {} : { bodyTimeoutMs: options.bodyTimeoutMs }),
      ...(options.silenceOnH1Ms === undefined ? {} : { silenceOnH1Ms: options.silenceOnH1Ms }),
    });
    deps.transport(null);
    return response;
  } catch (error) {
    throw transportFailure(error, true, options.signal);
  }
}

/** A transport error as an AttemptFailed; a cancelled request stays what it is. */
export function transportFailure(error: unknown, connecting: boolean, signal: AbortSignal): unknown {
  if (signal.aborted || error instanceof AttemptFailed) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof PortolanError && error.code === 'cancelled') return error;
  return new AttemptFailed({ type: 'transport', reason, connecting });
}

/** What comes of it in a few seconds: the status alone decides, and a body that drips for ever must not keep it from doing so. */
async function smallBody(deps: ReflectorDeps, response: HttpResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const cancel = deps.clock.setTimeout(() => response.body.cancel(), deps.limits.errorBodyMs);
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ERROR_BODY) break;
    }
  } catch {
    // The status alone decides; its words are a help only.
  } finally {
    cancel();
  }
  return Buffer.concat(chunks);
}

/** A refusal's body as text, whatever form it came in. */
const textOf = (body: Buffer): string => protoStatusMessage(body) ?? body.toString('utf8');

/** The server's own words: `message` of a Status, else the beginning of the text. */
export function statusMessage(text: string, fallback: string): string {
  try {
    const status: unknown = JSON.parse(text);
    if (typeof status === 'object' && status !== null && 'message' in status && typeof status.message === 'string')
      return status.message;
  } catch {
    // Not JSON: a proxy's page, perhaps.
  }
  const line = text.trim().split('\n')[0]?.slice(0, 200) ?? '';
  // Nothing, or the half of a Status.
  return line === '' || line.startsWith('{') ? fallback : line;
}

export function failureOf(status: number, headers: HttpResponse['headers'], text: string): Failure {
  const reason = statusMessage(text, `the server answered ${status}`);
  return classify(status, reason, retryAfterMs(headers, Date.now()));
}

/** What a status code means to a reflector; `Retry-After` in ms. */
export function classify(status: number, reason: string, retryAfter: number | null): Failure {
  if (status === 410) return { type: 'expired', reason };
  if (status === 401) return { type: 'unauthenticated', reason };
  if (status === 403) return { type: 'denied', reason };
  if (status === 429) return { type: 'too-many', reason, retryAfterMs: retryAfter };
  if (status === 404) return { type: 'not-served', reason };
  if (status >= 500) return { type: 'server', reason, status, retryAfterMs: retryAfter };
  return { type: 'refused', reason, status };
}

export const contentTypeOf = (response: HttpResponse): string => {
  const type = response.headers['content-type'];
  return (typeof type === 'string' ? type : '').toLowerCase();
};
