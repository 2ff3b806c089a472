import { encodePod, encodePodList, encodeWatchEvent, podEvent } from '../proto/envelope.ts';
import type { Stored } from '../store/collection.ts';
import { jsonText } from '../store/shared.ts';
import type { Fields, KubeObject } from '../types.ts';
import { type Format, negotiate } from './accept.ts';
import { shownAs } from './convert.ts';
import type { Exchange, Server } from './exchange.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';

/** The head of a list, in the order a real server writes it. */
export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export type Include = 'None' | 'Metadata' | 'Object';

/** Writes one resource in one format: single objects, lists in pieces, watch events. */
export interface Encoder {
  readonly format: Format;
  readonly contentType: string;
  readonly watchContentType: string;
  object(object: KubeObject): Buffer;
  /** Protobuf needs the length first: whole lists at once there, pieces elsewhere. */
  list(meta: ListMeta, items: readonly Stored[]): Generator<Buffer | string>;
  event(type: string, object: KubeObject): Buffer | string;
  /** The ADDED event of an initial picture. */
  added(stored: Stored): Buffer | string;
  /** An ERROR event: a Status. */
  error(status: Fields): Buffer | string;
}

const PIECE = 48 * 1024;

export function formatFor(exchange: Exchange, info: ResourceInfo): Format {
  return negotiate(exchange.accept, exchange.server.protobuf && info.storage === 'pods');
}

export function includeOf(exchange: Exchange): Include {
  const include = exchange.query.get('includeObject');
  return include === 'None' || include === 'Object' ? include : 'Metadata';
}

export function encoderFor(server: Server, info: ResourceInfo, format: Format, include: Include): Encoder {
  if (format.media === 'protobuf') return protobuf(server, format);
  if (format.as === 'table') return table(server, info, format, include);
  return json(server, info, format);
}

function* joined(head: string, texts: Iterable<string>, tail: string): Generator<string> {
  let piece = head;
  let first = true;
  for (const text of texts) {
    piece += first ? text : `,${text}`;
    first = false;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece + tail;
}

const metaText = (meta: ListMeta): string => JSON.stringify(meta);

function partial(object: KubeObject): KubeObject {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

/** Pieces of a list of bytes that are there already. */
function* joinedBytes(
  head: string,
  items: readonly Stored[],
  bytes: (stored: Stored) => Buffer,
  tail: string,
): Generator<Buffer> {
  let piece: Buffer[] = [Buffer.from(head)];
  let size = 0;
  let first = true;
  for (const stored of items) {
    const item = bytes(stored);
    if (!first) piece.push(COMMA);
    first = false;
    piece.push(item);
    size += item.length;
    if (size < PIECE) continue;
    yield Buffer.concat(piece);
    piece = [];
    size = 0;
  }
  yield Buffer.concat([...piece, Buffer.from(tail)]);
}
const COMMA = Buffer.from(',');

function json(server: Server, info: ResourceInfo, format: Format): Encoder {
  const custom = server.catalog.isCustom(info);
  const shaped = (object: KubeObject): KubeObject =>
    format.as === 'partial' ? partial(object) : shownAs(info, object);
  const listHead = (meta: ListMeta): string => {
    if (format.as === 'partial') {
      return `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":${metaText(meta)},"items":[`;
    }
    if (custom) {
      return `{"apiVersion":"${apiVersionOf(info)}","kind":"${info.kind}List","metadata":${metaText(meta)},"items":[`;
    }
    return `{"kind":"${info.kind}List","apiVersion":"${apiVersionOf(info)}","metadata":${metaText(meta)},"items":[`;
  };
  const kind = Buffer.from(`{"kind":"${info.kind}","apiVersion":"${apiVersionOf(info)}",`);
  const withKind = (item: Buffer): Buffer => Buffer.concat([kind, item.subarray(1)]);
  return {
    format,
    contentType: 'application/json',
    watchContentType: 'application/json',
    object: (object) => Buffer.from(`${JSON.stringify(shaped(object))}\n`),
    // Items of built-in kinds carry neither kind nor apiVersion inside a list; custom resources do.
    *list(meta, items) {
      if (format.as === 'partial') {
        yield* joined(
          listHead(meta),
          mapped(items, (stored) => JSON.stringify(partial(stored.render()))),
          ']}\n',
        );
      } else {
        const whole = (stored: Stored): Buffer => withKind(server.forms.json(info, stored));
        yield* joinedBytes(listHead(meta), items, custom ? whole : (stored) => server.forms.json(info, stored), ']}\n');
      }
    },
    event: (type, object) => `{"type":"${type}","object":${jsonText(shaped(object))}}\n`,
    added(stored) {
      if (format.as === 'partial') return `{"type":"ADDED","object":${JSON.stringify(partial(stored.render()))}}\n`;
      return Buffer.concat([ADDED, withKind(server.forms.json(info, stored)), EVENT_END]);
    },
    error: (status) => `{"type":"ERROR","object":${JSON.stringify(status)}}\n`,
  };
}

const ADDED = Buffer.from('{"type":"ADDED","object":');
const EVENT_END = Buffer.from('}\n');

function* mapped<A, B>(items: Iterable<A>, f: (item: A) => B): Generator<B> {
  for (const item of items) yield f(item);
}

function table(server: Server, info: ResourceInfo, format: Format, include: Include): Encoder {
  const columns = JSON.stringify(server.tables.columns(info));
  const row = (object: KubeObject): string => JSON.stringify(server.tables.row(info, shownAs(info, object), include));
  const head = (meta: string): string =>
    `{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":${meta},"columnDefinitions":`;
  // A watch names the columns in its first event only.
  let named = false;
  return {
    format,
    contentType: 'application/json',
    watchContentType: 'application/json',
    object: (object) => {
      const meta = JSON.stringify({ resourceVersion: object.metadata.resourceVersion });
      return Buffer.from(`${head(meta)}${columns},"rows":[${row(object)}]}\n`);
    },
    *list(meta, items) {
      yield* joined(
        `${head(metaText(meta))}${columns},"rows":[`,
        mapped(items, (stored) => row(stored.render())),
        ']}\n',
      );
    },
    event(type, object) {
      const definitions = named ? 'null' : columns;
      named = true;
      const meta = JSON.stringify({ resourceVersion: object.metadata.resourceVersion });
      return `{"type":"${type}","object":${head(meta)}${definitions},"rows":[${row(object)}]}}\n`;
    },
    added(stored) {
      return this.event('ADDED', stored.render());
    },
    error: (status) => `{"type":"ERROR","object":${JSON.stringify(status)}}\n`,
  };
}

function protobuf(server: Server, format: Format): Encoder {
  const pod = (stored: Stored): Buffer => server.forms.pod(stored);
  return {
    format,
    contentType: 'application/vnd.kubernetes.protobuf',
    watchContentType: 'application/vnd.kubernetes.protobuf;stream=watch',
    object: (object) => encodePod(object),
    *list(meta, items) {
      yield* encodePodList(meta, items, pod);
    },
    event: (type, object) => encodeWatchEvent(type, object),
    added: (stored) => podEvent('ADDED', pod(stored)),
    error: (status) => encodeWatchEvent('ERROR', status),
  };
}
