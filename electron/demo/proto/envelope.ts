import type { Stored } from '../store/collection.ts';
import type { Fields, KubeObject } from '../types.ts';
import { writeMessage } from './encode.ts';
import { ReverseWriter } from './writer.ts';

const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

function varintBytes(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return bytes;
}

/** Tag and length of field `number` with `length` bytes to come. */
const prefix = (number: number, length: number): Buffer => Buffer.from([(number << 3) | 2, ...varintBytes(length)]);

const field = (number: number, bytes: Buffer): Buffer => Buffer.concat([prefix(number, bytes.length), bytes]);

/** `runtime.Unknown` up to its raw bytes: what precedes an object of this kind and length. */
function unknownHead(apiVersion: string, kind: string, rawLength: number): Buffer {
  const typeMeta = Buffer.concat([field(1, Buffer.from(apiVersion)), field(2, Buffer.from(kind))]);
  return Buffer.concat([MAGIC, field(1, typeMeta), prefix(2, rawLength)]);
}
/** contentEncoding and contentType, empty, as the server writes them. */
const UNKNOWN_TAIL = Buffer.from([0x1a, 0x00, 0x22, 0x00]);

const WRITER = new ReverseWriter();

/** The bare message. */
export function encodeMessage(name: string, value: unknown): Buffer {
  WRITER.begin();
  writeMessage(WRITER, name, value);
  return WRITER.finish();
}

function wrapped(apiVersion: string, kind: string, raw: Buffer): Buffer {
  return Buffer.concat([unknownHead(apiVersion, kind, raw.length), raw, UNKNOWN_TAIL]);
}

/** `k8s\0`, then `runtime.Unknown` with the pod inside (`apimachinery/pkg/runtime/serializer/protobuf`). */
export function encodePod(pod: KubeObject): Buffer {
  return wrapped('v1', 'Pod', encodeMessage('Pod', pod));
}

/** A refusal. */
export const encodeStatus = (status: Fields): Buffer => wrapped('v1', 'Status', encodeMessage('Status', status));

/** Above this many items the list is encoded twice, to learn its length without holding it. */
const HELD_ITEMS = 5_000;

/** A whole list of pods, each encoded by `pod`. Its length stands before its content, so everything is encoded before the first byte goes out. */
export function* encodePodList(
  meta: object,
  items: readonly Stored[],
  pod: (stored: Stored) => Buffer,
): Generator<Buffer> {
  const head = field(1, encodeMessage('ListMeta', meta));
  const held = items.length <= HELD_ITEMS ? items.map(pod) : null;
  let length = head.length;
  for (let i = 0; i < items.length; i++) {
    const bytes = held ? held[i] : podAt(items, i, pod);
    if (bytes) length += prefix(2, bytes.length).length + bytes.length;
    // Lets the server answer others between two bites.
    if (!held && i % 200 === 199) yield EMPTY;
  }
  let batch: Buffer[] = [unknownHead('v1', 'PodList', length), head];
  let size = 0;
  for (let i = 0; i < items.length; i++) {
    const bytes = held ? held[i] : podAt(items, i, pod);
    if (!bytes) continue;
    batch.push(prefix(2, bytes.length), bytes);
    size += bytes.length;
    if (size < 64 * 1024) continue;
    yield Buffer.concat(batch);
    batch = [];
    size = 0;
  }
  yield Buffer.concat([...batch, UNKNOWN_TAIL]);
}

function podAt(items: readonly Stored[], at: number, pod: (stored: Stored) => Buffer): Buffer | undefined {
  const item = items[at];
  return item ? pod(item) : undefined;
}

const EMPTY = Buffer.alloc(0);

/** One frame of `;stream=watch`: four bytes of length, then `metav1.WatchEvent` with the wrapped object. */
export function encodeWatchEvent(type: string, object: KubeObject | Fields): Buffer {
  const status = object.kind === 'Status';
  const raw = status ? encodeStatus(object) : encodePod(object as KubeObject);
  return frame(type, raw);
}

/** The same for a pod whose bare message is there already. */
export const podEvent = (type: string, pod: Buffer): Buffer => frame(type, wrapped('v1', 'Pod', pod));

function frame(type: string, raw: Buffer): Buffer {
  const event = Buffer.concat([field(1, Buffer.from(type)), field(2, field(1, raw))]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}
