import type { Clock } from '../clock.ts';
import type { Faults, FaultTarget } from '../faults.ts';
import type { Outgoing } from '../http/outgoing.ts';
import { StatusError } from '../http/status.ts';
import type { WireRequest } from '../http/wire.ts';
import { encodeStatus } from '../proto/envelope.ts';
import type { Stats } from '../stats.ts';
import type { Stored } from '../store/collection.ts';
import type { Store } from '../store/store.ts';
import type { KubeObject } from '../types.ts';
import { JSON_TYPE, PROTOBUF_TYPE, wishes } from './accept.ts';
import type { Auth, Identity } from './auth.ts';
import type { Catalog } from './catalog.ts';
import type { Forms } from './forms.ts';
import type { ResourceInfo } from './resources.ts';
import type { Tables } from './table.ts';

/** What is behind the API: the objects, and the life that reacts to writes. */
export interface Backend {
  readonly store: Store;
  /** How an object that a client wrote is kept; the backend reacts to it as controllers would. */
  version(info: ResourceInfo, object: KubeObject, subresource: string): (rv: number) => Stored;
  /** Returns false when the object goes at once, true when it stays a while with a deletionTimestamp. */
  deleting(info: ResourceInfo, object: KubeObject, graceSeconds: number | null): boolean;
  /** Lines of a container's log, oldest first; `null`: no such container. */
  logLines(pod: KubeObject, container: string, previous: boolean): LogSource | null;
  metrics(kind: 'pods' | 'nodes', namespace: string | null): readonly KubeObject[];
}

export interface LogSource {
  /** Lines written before now, oldest first, each with its time in epoch ms. */
  past(limit: number): readonly LogLine[];
  /** The next line after this time, or null when the container writes no more. */
  next(after: number): LogLine | null;
}
export interface LogLine {
  readonly at: number;
  readonly text: string;
}

/** One server: what every handler needs. */
export interface Server {
  readonly backend: Backend;
  readonly store: Store;
  readonly catalog: Catalog;
  readonly tables: Tables;
  readonly auth: Auth;
  readonly faults: Faults;
  readonly stats: Stats;
  readonly clock: Clock;
  readonly version: string;
  readonly forms: Forms;
  readonly watchList: boolean;
  readonly protobuf: boolean;
  /** Epoch ms by the server's own clock, which may be wrong. */
  now(): number;
  /** Where a recording is played back: the moment it was made, which the Date header then shows. */
  instant(what: { readonly group: string; readonly version: string; readonly plural: string }): number | null;
}

/** One request being answered. */
export interface Exchange {
  readonly server: Server;
  readonly request: WireRequest;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly gzip: boolean;
  readonly out: Outgoing;
  readonly identity: Identity;
  readonly target: FaultTarget;
  /** Sets the status in the statistics; call once, before the head is written. */
  readonly answered: (status: number) => void;
}

export function commonHeaders(server: Server, info?: ResourceInfo): Record<string, string> {
  const now = (info ? server.instant(info) : null) ?? server.now();
  return {
    'cache-control': 'no-cache, private',
    date: new Date(now).toUTCString(),
    'audit-id': globalThis.crypto.randomUUID(),
    'x-kubernetes-pf-flowschema-uid': 'd1a7c3a0-0000-4000-a000-000000000001',
    'x-kubernetes-pf-prioritylevel-uid': 'd1a7c3a0-0000-4000-a000-000000000002',
  };
}

/** `curl` and browsers get indented JSON, as a real server gives them. */
function spaces(exchange: Exchange): number | undefined {
  const pretty = exchange.query.get('pretty');
  if (pretty !== null) return pretty === '0' || pretty === 'false' ? undefined : 2;
  return /^(curl|Wget|Mozilla)/.test(String(exchange.request.headers['user-agent'] ?? '')) ? 2 : undefined;
}

export async function sendJson(
  exchange: Exchange,
  status: number,
  body: unknown,
  type = 'application/json',
): Promise<void> {
  const text = `${JSON.stringify(body, null, spaces(exchange))}\n`;
  await sendBytes(exchange, status, Buffer.from(text), type);
}

export async function sendBytes(exchange: Exchange, status: number, bytes: Buffer, type: string): Promise<void> {
  exchange.answered(status);
  const garbage = exchange.server.faults.take(exchange.target, 'garbage');
  const body = garbage
    ? Buffer.concat([bytes.subarray(0, bytes.length >> 1), Buffer.from('\u0000<<<not json>>>\n')])
    : bytes;
  await exchange.out.whole(status, { ...commonHeaders(exchange.server), 'content-type': type }, body, exchange.gzip);
}

/** Refusals are written as the answer would have been: who asks for protobuf first gets the Status in protobuf. */
function prefersProtobuf({ accept, server }: Exchange): boolean {
  const first = wishes(accept).find(({ type }) => type === PROTOBUF_TYPE || type === JSON_TYPE || type === '*/*');
  return server.protobuf && first?.type === PROTOBUF_TYPE;
}

export async function sendStatus(exchange: Exchange, error: StatusError): Promise<void> {
  exchange.answered(error.code);
  const protobuf = prefersProtobuf(exchange);
  const type = { 'content-type': protobuf ? PROTOBUF_TYPE : 'application/json' };
  const headers = { ...commonHeaders(exchange.server), ...error.headers, ...type };
  const body = protobuf ? encodeStatus({ ...error.body }) : Buffer.from(`${JSON.stringify(error.body)}\n`);
  await exchange.out.whole(error.code, headers, body, false);
}

export const MAX_BODY = 3 * 1024 * 1024;

/** The whole request body. Throws a 413 above 3 MiB, as a real server does. */
export async function readBody(exchange: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of exchange.request) {
    size += chunk.length;
    if (size > MAX_BODY) {
      const message = `Request entity too large: limit is ${MAX_BODY}`;
      throw new StatusError(413, 'RequestEntityTooLarge', message, {});
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
