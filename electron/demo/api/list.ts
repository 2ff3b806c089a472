import { setImmediate as breathe } from 'node:timers/promises';
import { badRequest, expired, type StatusError, tooLarge } from '../http/status.ts';
import { type ListKey, type Stored, TooOldError } from '../store/collection.ts';
import { type Encoder, encoderFor, formatFor, includeOf, type ListMeta } from './encode.ts';
import { commonHeaders, type Exchange, type Server } from './exchange.ts';
import type { ResourceInfo } from './resources.ts';
import { type FieldTerm, fieldTerms, fieldValue, labelSelector } from './selectors.ts';

/** Decides whether a version of an object belongs to a list or watch. */
export interface Selection {
  readonly namespace: string | null;
  matches(stored: Stored): boolean;
  /** True when nothing but the namespace is asked for. */
  readonly everything: boolean;
}

export function selectionOf(exchange: Exchange, info: ResourceInfo, namespace: string | null): Selection {
  const labels = labelSelector(exchange.query.get('labelSelector'));
  const fields = fieldTerms(exchange.query.get('fieldSelector'), info.plural);
  return {
    namespace,
    everything: labels === null && fields.length === 0,
    matches: (stored) =>
      (namespace === null || stored.namespace === namespace) &&
      (labels === null || labels(stored.labels())) &&
      fieldsMatch(stored, fields),
  };
}

function fieldsMatch(stored: Stored, terms: readonly FieldTerm[]): boolean {
  if (terms.length === 0) return true;
  let object: ReturnType<Stored['render']> | null = null;
  return terms.every(({ field, value, equal }) => {
    const known =
      field === 'metadata.name'
        ? stored.name
        : field === 'metadata.namespace'
          ? stored.namespace
          : stored.field?.(field);
    if (known !== undefined) return (known === value) === equal;
    object ??= stored.render();
    return (fieldValue(object, field) === value) === equal;
  });
}

/** The problem of a resourceVersion that is no number, in the server's words. */
export const badVersion = (text: string): string =>
  `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;

/** What a continue token holds: as a real one, plus how many items were left, so that counting stays exact. */
interface Token {
  readonly v: 'meta.k8s.io/v1';
  readonly rv: number;
  readonly start: ListKey;
  readonly left: number;
}

const encodeToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url');

function decodeToken(text: string): Token {
  try {
    const token: Token = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (token.v === 'meta.k8s.io/v1' && typeof token.start.name === 'string') return token;
  } catch {
    // Falls through: whatever it was, it is not a token of ours.
  }
  throw badRequest('invalid continue token: continue key is not valid: unrecognized encoded version');
}

const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

interface Query {
  /** 0: no limit. */
  readonly limit: number;
  readonly token: Token | null;
  /** Undefined: the newest. */
  readonly exact: number | undefined;
}

function parseQuery(exchange: Exchange): Query {
  const { query, server } = exchange;
  const limit = Number(query.get('limit') ?? '0');
  const rvText = query.get('resourceVersion') ?? '';
  const rv = Number(rvText === '' ? '0' : rvText);
  const match = query.get('resourceVersionMatch');
  if (!Number.isInteger(limit)) throw badRequest(`strconv.ParseInt: parsing "${query.get('limit')}": invalid syntax`);
  if (!Number.isInteger(rv) || rv < 0) throw badRequest(`invalid resource version: ${badVersion(rvText)}`);
  const text = query.get('continue') ?? '';
  if (text !== '') {
    if (rv !== 0) throw badRequest('specifying resource version is not allowed when using continue');
    return { limit, token: decodeToken(text), exact: undefined };
  }
  if (rv > server.store.rv) throw tooLarge(rv, server.store.rv);
  // From the watch cache (`resourceVersion=0`) a real server ignores the limit; a negative one means none.
  return {
    limit: rvText === '0' && match !== 'Exact' ? 0 : Math.max(0, limit),
    token: null,
    exact: match === 'Exact' ? rv : undefined,
  };
}

interface Page {
  readonly meta: ListMeta;
  readonly items: readonly Stored[];
}

function continueExpired(token: Token): StatusError {
  const fresh: Token = { ...token, rv: -1 };
  const error = expired(CONTINUE_EXPIRED);
  return Object.assign(error, { body: { ...error.body, metadata: { continue: encodeToken(fresh) } } });
}

/** Gathers one page, as the collection was at the token's resourceVersion. */
export function page(server: Server, info: ResourceInfo, selection: Selection, query: Query): Page {
  const collection = server.store.collection(info.storage);
  const { limit, token } = query;
  // A token of −1 goes on without consistency, as the answer to an expired one offers.
  const at = token && token.rv >= 0 ? token.rv : (query.exact ?? server.store.rv);
  const past = at === server.store.rv ? undefined : at;
  const items: Stored[] = [];
  let more = false;
  try {
    for (const stored of collection.scan(selection.namespace, token?.start ?? null, past)) {
      if (!selection.everything && !selection.matches(stored)) continue;
      if (limit > 0 && items.length === limit) {
        more = true;
        break;
      }
      items.push(stored);
    }
  } catch (error) {
    if (!(error instanceof TooOldError)) throw error;
    throw token ? continueExpired(token) : expired('The resourceVersion for the provided list is too old.');
  }
  const last = items.at(-1);
  if (!more || !last) return { meta: { resourceVersion: String(at) }, items };
  const left = (token?.left ?? collection.count(selection.namespace)) - items.length;
  const start = { namespace: last.namespace, name: last.name };
  const next = encodeToken({ v: 'meta.k8s.io/v1', rv: at, start, left });
  const remaining = (selection.everything && past === undefined) || token ? { remainingItemCount: left } : {};
  return { meta: { resourceVersion: String(at), continue: next, ...(selection.everything ? remaining : {}) }, items };
}

export async function list(exchange: Exchange, info: ResourceInfo, namespace: string | null): Promise<void> {
  const { server } = exchange;
  const query = parseQuery(exchange);
  if (query.token && server.faults.take(exchange.target, 'expired')) throw continueExpired(query.token);
  const encoder = encoderFor(server, info, formatFor(exchange, info), includeOf(exchange));
  const { meta, items } = page(server, info, selectionOf(exchange, info, namespace), query);
  await sendPieces(exchange, info, encoder, encoder.list(meta, items));
}

async function sendPieces(
  exchange: Exchange,
  info: ResourceInfo,
  encoder: Encoder,
  pieces: Generator<Buffer | string>,
): Promise<void> {
  const { out, server } = exchange;
  const headers = { ...commonHeaders(server, info), 'content-type': encoder.contentType };
  const garbage = server.faults.take(exchange.target, 'garbage');
  const first = pieces.next();
  const second = first.done ? first : pieces.next();
  exchange.answered(200);
  if (second.done && !first.done) {
    const bytes = typeof first.value === 'string' ? Buffer.from(first.value) : first.value;
    const body = garbage ? Buffer.from(`${bytes.toString('latin1').slice(0, bytes.length >> 1)}<<<`, 'latin1') : bytes;
    return out.whole(200, headers, body, exchange.gzip);
  }
  out.begin(200, headers, exchange.gzip);
  if (!first.done) await out.write(first.value);
  if (!second.done) await out.write(second.value);
  if (garbage) await out.write('<<<not json>>>');
  for (const piece of pieces) {
    if (out.closed) return;
    await out.write(piece);
    // Long lists let other requests through between pieces.
    await breathe();
  }
  await out.end();
}
