import { setTimeout as delay } from 'node:timers/promises';
import type { Identity } from '../api/auth.ts';
import { type Exchange, type Server, sendStatus } from '../api/exchange.ts';
import { storageName } from '../api/resources.ts';
import { dispatch, type Route, routeOf } from '../api/router.ts';
import type { FaultTarget } from '../faults.ts';
import { Outgoing, type Shaping, UNSHAPED } from './outgoing.ts';
import { badRequest, StatusError, statusByCode } from './status.ts';
import type { WireRequest, WireResponse } from './wire.ts';

export interface Slowness {
  readonly latencyMs: number;
  /** Bytes a second of all responses together; null: unlimited. */
  readonly bandwidth: number | null;
}

/** Hands out a share of the bandwidth: resolves when so many bytes may go. */
function pacer(bytesPerSecond: number): (bytes: number) => Promise<void> {
  let free = 0;
  return async (bytes) => {
    const now = performance.now();
    free = Math.max(free, now) + (bytes / bytesPerSecond) * 1000;
    if (free - now > 4) await delay(free - now, undefined, { ref: false });
  };
}

/** Answers every request of one server. */
export function handler(server: Server, slowness: Slowness): (request: WireRequest, response: WireResponse) => void {
  const pace = slowness.bandwidth === null ? null : pacer(slowness.bandwidth);
  return (request, response) => {
    void answer(server, request, response, slowness.latencyMs, pace).catch(() => response.destroy());
  };
}

interface Parsed {
  readonly method: string;
  readonly path: string;
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly route: Route;
}

function parse(request: WireRequest): Parsed | null {
  const method = request.method ?? 'GET';
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  try {
    const segments = path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
    return { method, path, segments, query, route: routeOf(method, segments, query) };
  } catch {
    return null;
  }
}

function shapingOf(server: Server, target: FaultTarget, pace: Shaping['pace']): Shaping {
  const drip = server.faults.take(target, 'drip');
  const cut = server.faults.take(target, 'truncate', 'stall');
  if (!drip && !cut && !pace) return UNSHAPED;
  return {
    bytesPerSecond: drip?.bytesPerSecond ?? null,
    cut: cut ? { afterBytes: cut.afterBytes, how: cut.kind === 'stall' ? 'stall' : cut.how } : null,
    pace,
  };
}

/** Who asks, or why that cannot be said: the refusal is thrown later, after the faults had their turn. */
function identify(server: Server, request: WireRequest): { identity: Identity; refusal: unknown } {
  try {
    return { identity: server.auth.authenticate(request), refusal: null };
  } catch (refusal) {
    return { identity: { name: '', groups: [], uid: '', rules: [] }, refusal };
  }
}

/** Notes the request down; the result notes its answer. */
function count(server: Server, request: WireRequest, parsed: Parsed, user: string): (status: number) => void {
  const { group, plural, subresource, verb } = parsed.route;
  const resource = group === null ? '' : storageName(group, plural) + (subresource === '' ? '' : `/${subresource}`);
  const protocol = request.httpVersion === '2.0' ? 'h2' : 'http/1.1';
  const { method, path, query } = parsed;
  return server.stats.request({
    at: server.now(),
    method,
    path,
    query: query.toString(),
    verb,
    resource,
    user,
    protocol,
    accept: request.headers.accept ?? '',
  });
}

const NOWHERE: Parsed = {
  method: 'GET',
  path: '/',
  segments: [],
  query: new URLSearchParams(),
  route: routeOf('GET', [], new URLSearchParams()),
};

function begin(
  server: Server,
  request: WireRequest,
  response: WireResponse,
  pace: Shaping['pace'],
): { exchange: Exchange; parsed: Parsed; refusal: unknown } {
  const read = parse(request);
  const parsed = read ?? NOWHERE;
  const { identity, refusal } = identify(server, request);
  const { verb, plural, group, namespace } = parsed.route;
  const target: FaultTarget = { path: parsed.path, verb, plural, group: group ?? '', namespace, user: identity.name };
  const exchange: Exchange = {
    server,
    request,
    method: parsed.method,
    path: parsed.path,
    query: parsed.query,
    accept: request.headers.accept,
    gzip: String(request.headers['accept-encoding'] ?? '').includes('gzip'),
    out: new Outgoing(response, server.stats, shapingOf(server, target, pace)),
    identity,
    target,
    answered: count(server, request, parsed, identity.name),
  };
  return { exchange, parsed, refusal: read ? refusal : badRequest('invalid URL escape') };
}

async function answer(
  server: Server,
  request: WireRequest,
  response: WireResponse,
  latencyMs: number,
  pace: Shaping['pace'],
): Promise<void> {
  request.on('error', () => {});
  const { exchange, parsed, refusal } = begin(server, request, response, pace);
  const { out, target } = exchange;
  const { faults } = server;
  if (faults.take(target, 'hang')) return;
  const later = faults.take(target, 'latency');
  const wait = latencyMs + (later ? later.ms + faults.jitter(later.jitterMs ?? 0) : 0);
  if (wait > 0) await delay(wait, undefined, { ref: false });
  if (out.closed) return;
  try {
    if (refusal) throw refusal;
    const { subresource, name } = parsed.route;
    const status = faults.take(target, 'status');
    if (status) throw statusByCode(status.code, { ...target, subresource, name }, status.retryAfter);
    await dispatch(exchange, parsed.segments, parsed.route);
  } catch (error) {
    if (response.headersSent || out.closed) {
      out.cutNow('reset');
      if (!(error instanceof StatusError)) throw error;
      return;
    }
    await sendStatus(exchange, error instanceof StatusError ? error : internal(error));
  }
}

function internal(error: unknown): StatusError {
  const message = `Internal error occurred: ${error instanceof Error ? error.message : String(error)}`;
  return new StatusError(500, 'InternalError', message, { causes: [{ message: String(error) }] });
}
