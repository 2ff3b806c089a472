import type { ProtoMessage } from '../../../shared/kinds/spec.ts';
import type { Codec, WatchDecoder } from '../reflect/types.ts';
import { JsonListReader, sniffMeta } from './json-list.ts';
import { JsonWatchDecoder } from './json-watch.ts';
import { keepOf } from './keep.ts';
import { ProtoReader, planOf } from './proto.ts';
import { ProtoWatchDecoder, readProtoList, sniffProtoMeta } from './proto-list.ts';

const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/vnd.kubernetes.protobuf';

/** What a list needs of ObjectMeta, whatever the kind's descriptor names. */
const META: ProtoMessage = {
  1: { name: 'name', type: 'string' },
  3: { name: 'namespace', type: 'string' },
  5: { name: 'uid', type: 'string' },
  6: { name: 'resourceVersion', type: 'string' },
  8: { name: 'creationTimestamp', type: 'time' },
  9: { name: 'deletionTimestamp', type: 'time' },
  11: { name: 'labels', type: 'string', repeat: 'map' },
};

function withMeta(proto: ProtoMessage): ProtoMessage {
  const own = proto[1]?.type;
  return { ...proto, 1: { name: 'metadata', type: typeof own === 'object' ? { ...META, ...own } : META } };
}

/**
 * How a kind is read: with a descriptor as protobuf where the server has it, else as JSON with the same fields; without one as JSON
 * with everything but managedFields.
 */
export function codecOf(proto: ProtoMessage | undefined): Codec {
  const json = new JsonListReader(proto === undefined ? null : keepOf(proto));
  const keep = proto === undefined ? null : keepOf(proto);
  const plan = proto === undefined ? null : planOf(withMeta(proto));
  const reader = new ProtoReader();
  let binary = plan !== null;
  return {
    get listAccept() {
      return binary ? `${PROTO_TYPE}, ${JSON_TYPE}` : JSON_TYPE;
    },
    get watchAccept() {
      return binary ? `${PROTO_TYPE};stream=watch, ${JSON_TYPE}` : JSON_TYPE;
    },
    get prefersWatchList() {
      return binary;
    },
    query: '',
    streams: (type) => type.startsWith(PROTO_TYPE),
    sniff: (type, bytes, length) =>
      type.startsWith(PROTO_TYPE) ? sniffProtoMeta(reader, bufferOf(bytes, length)) : sniffMeta(bytes, length),
    readPage: (type, bytes, length, onItem) => {
      if (plan !== null && type.startsWith(PROTO_TYPE))
        return readProtoList(reader, bufferOf(bytes, length), plan, onItem);
      return json.read(bytes, length, onItem);
    },
    watch: (type): WatchDecoder =>
      plan !== null && type.startsWith(PROTO_TYPE) ? new ProtoWatchDecoder(reader, plan) : new JsonWatchDecoder(keep),
    plainer: () => {
      const was = binary;
      binary = false;
      return was;
    },
  };
}

const bufferOf = (bytes: Uint8Array, length: number): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, length);
