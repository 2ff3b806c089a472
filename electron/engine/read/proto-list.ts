import type { WatchDecoder, WatchEvent } from '../reflect/types.ts';
import type { Item, ListMeta } from './json-list.ts';
import { watchEventOf } from './json-watch.ts';
import { ProtoError, ProtoReader, planOf } from './proto.ts';

type Plan = ReturnType<typeof planOf>;

/** `k8s\0`, before every object that is not inside another. */
const MAGIC = 0x6b387300;
const hasMagic = (bytes: Buffer, from: number, to: number): boolean =>
  to - from >= 4 && bytes.readUInt32BE(from) === MAGIC;

/** The `raw` bytes of a `runtime.Unknown` envelope. Source: `apimachinery/pkg/runtime/generated.proto`. */
function rawOf(reader: ProtoReader, bytes: Buffer, from: number, to: number): { from: number; to: number } {
  if (!hasMagic(bytes, from, to)) throw new ProtoError('the body is not what Kubernetes sends');
  let raw: { from: number; to: number } | null = null;
  reader.each(bytes, from + 4, to, (field, start, end) => {
    if (field === 2) raw = { from: start, to: end };
  });
  return raw ?? { from: to, to };
}

/** metav1.ListMeta. */
const LIST_META = planOf({
  2: { name: 'resourceVersion', type: 'string' },
  3: { name: 'continue', type: 'string' },
  4: { name: 'remainingItemCount', type: 'int' },
});

export function readProtoList(reader: ProtoReader, bytes: Buffer, plan: Plan, onItem: (item: Item) => void): ListMeta {
  const raw = rawOf(reader, bytes, 0, bytes.length);
  let meta: ListMeta = { resourceVersion: '', continue: '', remaining: null };
  reader.each(bytes, raw.from, raw.to, (field, start, end) => {
    if (field === 1) meta = listMeta(reader, bytes, start, end);
    else if (field === 2) onItem(itemOf(reader, bytes, start, end, plan));
  });
  return meta;
}

function itemOf(reader: ProtoReader, bytes: Buffer, start: number, end: number, plan: Plan): Item {
  try {
    return { object: reader.message(bytes, start, end, plan) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function listMeta(reader: ProtoReader, bytes: Buffer, start: number, end: number): ListMeta {
  const { resourceVersion, continue: next, remainingItemCount } = reader.message(bytes, start, end, LIST_META);
  return {
    resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '',
    continue: typeof next === 'string' ? next : '',
    remaining: typeof remainingItemCount === 'number' ? remainingItemCount : null,
  };
}

/** The list's metadata from its first bytes: they stand before the items. Null when they are not all there yet. */
export function sniffProtoMeta(reader: ProtoReader, bytes: Buffer): ListMeta | null {
  // Envelope: magic, 1: type, 2: raw (to the end of the body), of which field 1 is the metadata.
  let at = 4;
  const byte = (): number => bytes[at++] ?? 0;
  const length = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const b = byte();
      value += (b & 127) * scale;
      if (b < 128 || at > bytes.length) return value;
    }
  };
  if (!hasMagic(bytes, 0, bytes.length)) return null;
  if (bytes[at] === 0x0a) {
    at++;
    const skip = length();
    at += skip;
  }
  if (byte() !== 0x12) return null;
  length();
  if (byte() !== 0x0a) return null;
  const size = length();
  if (at + size > bytes.length) return null;
  return listMeta(reader, bytes, at, at + size);
}

/** What events of any kind are asked for beyond the kind's own fields. */
const BOOKMARK = planOf({
  1: {
    name: 'metadata',
    type: {
      6: { name: 'resourceVersion', type: 'string' },
      12: { name: 'annotations', type: 'string', repeat: 'map' },
    },
  },
});
/** metav1.Status. */
const STATUS = planOf({
  3: { name: 'message', type: 'string' },
  5: { name: 'details', type: { 5: { name: 'retryAfterSeconds', type: 'int' } } },
  6: { name: 'code', type: 'int' },
});

/** The words of a Status in an envelope: a refusal of a protobuf request comes as protobuf. Null for anything else. */
export function protoStatusMessage(bytes: Buffer): string | null {
  if (!hasMagic(bytes, 0, bytes.length)) return null;
  const reader = new ProtoReader();
  try {
    const raw = rawOf(reader, bytes, 0, bytes.length);
    const { message } = reader.message(bytes, raw.from, raw.to, STATUS);
    return typeof message === 'string' ? message : null;
  } catch (error) {
    if (error instanceof ProtoError) return null;
    throw error;
  }
}

/** A frame longer than this is not kept in memory: the kind is listed again instead. */
const MAX_FRAME = 32 << 20;

/** Frames of a watch: four bytes of length (big endian), then a metav1.WatchEvent whose object is an envelope again. */
export class ProtoWatchDecoder implements WatchDecoder {
  readonly #reader: ProtoReader;
  readonly #plan: Plan;
  #rest: Buffer = Buffer.alloc(0);
  #restLength = 0;

  constructor(reader: ProtoReader, plan: Plan) {
    this.#reader = reader;
    this.#plan = plan;
  }

  push(chunk: Uint8Array, onEvent: (event: WatchEvent) => void): void {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (this.#restLength > 0) {
      this.#append(bytes);
      bytes = this.#rest.subarray(0, this.#restLength);
      this.#restLength = 0;
    }
    let at = 0;
    while (bytes.length - at >= 4) {
      const length = bytes.readUInt32BE(at);
      if (length > MAX_FRAME) {
        onEvent({ type: 'garbled', reason: `A frame of the watch claims ${length} bytes.` });
        return;
      }
      if (bytes.length - at - 4 < length) break;
      onEvent(this.#event(bytes, at + 4, at + 4 + length));
      at += 4 + length;
    }
    if (at < bytes.length) this.#keep(bytes.subarray(at));
  }

  #keep(part: Buffer): void {
    // `part` may lie in the kept buffer itself; copyWithin semantics of `set` on the same memory are safe.
    this.#append(part);
  }

  #append(part: Buffer): void {
    const needed = this.#restLength + part.length;
    if (needed > this.#rest.length) {
      const bigger = Buffer.allocUnsafeSlow(Math.max(needed, this.#rest.length * 2, 1 << 16));
      this.#rest.copy(bigger, 0, 0, this.#restLength);
      this.#rest = bigger;
    }
    this.#rest.set(part, this.#restLength);
    this.#restLength = needed;
  }

  #event(bytes: Buffer, from: number, to: number): WatchEvent {
    try {
      return this.#read(bytes, from, to);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: 'garbled', reason: `A frame of the watch cannot be read: ${reason}` };
    }
  }

  /** metav1.WatchEvent: 1 type, 2 object (RawExtension: 1 raw). */
  #read(bytes: Buffer, from: number, to: number): WatchEvent {
    const reader = this.#reader;
    let type = '';
    let object = { from: -1, to: -1 };
    reader.each(bytes, from, to, (field, start, end) => {
      if (field === 1) type = reader.text(bytes, start, end);
      if (field === 2) object = { from: start, to: end };
    });
    if (object.from < 0) return { type: 'garbled', reason: 'A frame of the watch has no object.' };
    let raw = object;
    reader.each(bytes, object.from, object.to, (field, start, end) => {
      if (field === 1) raw = { from: start, to: end };
    });
    const inner = rawOf(reader, bytes, raw.from, raw.to);
    const plan = type === 'BOOKMARK' ? BOOKMARK : type === 'ERROR' ? STATUS : this.#plan;
    return watchEventOf(type, reader.message(bytes, inner.from, inner.to, plan));
  }
}
