import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { beside } from './beside.ts';
import { pod } from './pods.ts';

/**
 * The bench's own API server, in a process of its own: pods over TLS, JSON only, HTTP/2 and HTTP/1.1, every body made before the first
 * request. It answers a WatchList as a server without it does (422). Started by `fork` with `{cert, key, sizes}` as first message;
 * commands and answers follow as messages.
 *
 * Paths: `/N/api/v1/pods` for each of the sizes, so that one process serves all slopes.
 */

export type ToServer =
  | { readonly type: 'init'; readonly cert: string; readonly key: string; readonly sizes: readonly number[] }
  /** Sends `perSecond` modifications for `seconds` to every open watch of that size. */
  | { readonly type: 'churn'; readonly size: number; readonly perSecond: number; readonly seconds: number }
  | { readonly type: 'times' };
export type FromServer =
  | { readonly type: 'ready'; readonly port: number; readonly bytes: Readonly<Record<number, number>> }
  /** Epoch ms (fractional) at which the event with this number was written. */
  | { readonly type: 'churned'; readonly sent: readonly number[] }
  /** Milliseconds the server spent answering lists since it was last asked, and how many. */
  | { readonly type: 'times'; readonly ms: number; readonly lists: number };

const FIRST = 50;
const PAGE = 500;
/** Resource version of every list. */
const VERSION = 1_000_000;

const bodies = new Map<string, Buffer>();
const watches = new Map<number, Set<http2.Http2ServerResponse>>();
/** Pods' numbers by name. */
const numbers = new Map<string, number>();
let spentMs = 0;
let lists = 0;

const say = (message: FromServer): void => void process.send?.(message);

function prepare(size: number): number {
  const items = Array.from({ length: size }, (_, i) => {
    const made = pod(i, { resourceVersion: i + 1, restarts: 0, ready: true });
    numbers.set((made.metadata as { readonly name: string }).name, i);
    return JSON.stringify(made);
  });
  let total = 0;
  const page = (from: number, limit: number): void => {
    const to = Math.min(size, from + limit);
    const rest = size - to;
    const metadata = {
      resourceVersion: String(VERSION),
      ...(rest > 0 ? { continue: `c-${to}`, remainingItemCount: rest } : {}),
    };
    const head = `{"kind":"PodList","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[`;
    bodies.set(`${size} ${from} ${limit}`, Buffer.from(`${head}${items.slice(from, to).join(',')}]}\n`));
  };
  page(0, 1);
  page(0, FIRST);
  // Unpaged, as client-node's informer asks.
  if (size <= 10_000) {
    page(0, size);
    bodies.set(`${size} 0 all`, bodies.get(`${size} 0 ${size}`) ?? Buffer.alloc(0));
  }
  for (let from = 0; from === 0 || from < size; from += PAGE) page(from, PAGE);
  for (let from = FIRST; from < size; from += PAGE) page(from, PAGE);
  for (let from = 0; from < size || from === 0; from += PAGE)
    total += bodies.get(`${size} ${from} ${PAGE}`)?.length ?? 0;
  return total;
}

function answer(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void {
  const url = new URL(request.url, 'https://localhost');
  const [, size = '', ...rest] = url.pathname.split('/');
  const path = `/${rest.join('/')}`;
  const query = url.searchParams;
  const json = { 'content-type': 'application/json' };
  if (path !== '/api/v1/pods') {
    const { status, body } = beside(path, query, (name) => numbers.get(name) ?? 0);
    response.writeHead(status, json);
    if (body === null) (response as unknown as { flushHeaders(): void }).flushHeaders();
    else response.end(body);
  } else if (query.get('sendInitialEvents') !== null) {
    response.writeHead(422, json);
    response.end('{"kind":"Status","code":422,"message":"sendInitialEvents is forbidden"}');
  } else if (query.get('watch') !== null) {
    watch(Number(size), response);
  } else {
    const started = performance.now();
    const from = Number((query.get('continue') ?? 'c-0').slice(2));
    const body = bodies.get(`${size} ${from} ${query.get('limit') ?? 'all'}`);
    response.writeHead(body === undefined ? 410 : 200, { ...json, 'content-length': body?.length ?? 0 });
    if (body === undefined) response.end();
    else response.end(body);
    spentMs += performance.now() - started;
    lists++;
  }
}

function watch(size: number, response: http2.Http2ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  // Node sends the head with the first write, or when asked: both kinds of response know how.
  (response as unknown as { flushHeaders(): void }).flushHeaders();
  const open = watches.get(size) ?? new Set();
  watches.set(size, open.add(response));
  response.once('close', () => open.delete(response));
}

/** Events of a fixed rate in small groups; `restartCount` is the event's number. */
function churn(size: number, perSecond: number, seconds: number): void {
  const sent: number[] = [];
  const total = perSecond * seconds;
  const lines = Array.from({ length: total }, (_, n) => {
    const changed = pod((n * 7919) % size, { resourceVersion: VERSION + n + 1, restarts: n + 1, ready: n % 3 !== 0 });
    return `${JSON.stringify({ type: 'MODIFIED', object: changed })}\n`;
  });
  const start = performance.now();
  const timer = setInterval(() => {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond));
    while (sent.length < due) {
      const line = lines[sent.length] ?? '';
      sent.push(performance.timeOrigin + performance.now());
      for (const response of watches.get(size) ?? []) response.write(line);
    }
    if (sent.length < total) return;
    clearInterval(timer);
    say({ type: 'churned', sent });
  }, 1);
}

process.on('message', (message: ToServer) => {
  if (message.type === 'init') {
    const bytes = Object.fromEntries(message.sizes.map((size) => [size, prepare(size)]));
    const server = http2.createSecureServer({ cert: message.cert, key: message.key, allowHTTP1: true });
    server.on('request', answer as () => void);
    server.listen(0, '127.0.0.1', () => say({ type: 'ready', port: (server.address() as AddressInfo).port, bytes }));
  } else if (message.type === 'churn') {
    churn(message.size, message.perSecond, message.seconds);
  } else {
    say({ type: 'times', ms: spentMs, lists });
    spentMs = 0;
    lists = 0;
  }
});
process.once('disconnect', () => process.exit(0));
