import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodePod } from '../proto/envelope.ts';
import { SCHEMA } from '../proto/schema.ts';
import { type DemoServer, startDemoServer } from '../server.ts';
import { type Client, client } from '../testing.ts';
import type { Fields, KubeObject } from '../types.ts';

/** A plain reader of the wire format, directed by the same table: the recorded bodies of a real server prove the table. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  get more(): boolean {
    return this.#at < this.#bytes.length;
  }
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asIntN(64, value);
    }
  }
  chunk(): Buffer {
    const length = Number(this.varint());
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

type Mutable = Record<string, unknown>;

function scalar(type: string, reader: Reader, wire: number): unknown {
  if (wire === 0) {
    const value = reader.varint();
    return type === 'bool' ? value !== 0n : Number(value);
  }
  const bytes = reader.chunk();
  return type === 'string' ? bytes.toString() : type === 'bytes' ? bytes.toString('base64') : decode(type, bytes);
}

function decode(message: string, bytes: Buffer): unknown {
  const reader = new Reader(bytes);
  const out: Mutable = {};
  while (reader.more) {
    const tag = Number(reader.varint());
    const field = SCHEMA.get(message)?.find((one) => one.number === tag >> 3);
    if (!field) throw new Error(`${message} has no field ${tag >> 3}`);
    if (field.kind === 'map') {
      const entry = new Reader(reader.chunk());
      let key = '';
      let value: unknown = field.type === 'string' ? '' : undefined;
      while (entry.more) {
        const inner = Number(entry.varint());
        if (inner >> 3 === 1) key = entry.chunk().toString();
        else value = scalar(field.type, entry, inner & 7);
      }
      const map = (out[field.name] ?? {}) as Mutable;
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
      out[field.name] = map;
      continue;
    }
    const value = scalar(field.type, reader, tag & 7);
    if (field.kind === 'list') out[field.name] = [...((out[field.name] ?? []) as unknown[]), value];
    else if (field.inline) Object.assign(out, value);
    else out[field.name] = value;
  }
  return finished(message, out);
}

function finished(message: string, out: Mutable): unknown {
  if (message === 'Time')
    return out.seconds === undefined ? null : `${new Date(Number(out.seconds) * 1000).toISOString().slice(0, 19)}Z`;
  if (message === 'Quantity') return out.string;
  if (message === 'IntOrString') return out.type === 1 ? out.strVal : (out.intVal ?? 0);
  if (message === 'FieldsV1') return JSON.parse(Buffer.from(String(out.Raw), 'base64').toString());
  return out;
}

/** Go writes zero values that JSON omits, and the other way round: both are taken away before comparing. */
function meaningful(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaningful);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, meaningful(inner)] as const)
    .filter(([, inner]) => {
      if (inner === null || inner === undefined || inner === '' || inner === 0 || inner === false) return false;
      return !(typeof inner === 'object' && Object.keys(inner).length === 0);
    });
  return Object.fromEntries(kept);
}

/** `k8s\0` and `runtime.Unknown`: kind and raw bytes. */
function unwrap(bytes: Buffer): { kind: string; raw: Buffer } {
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('k8s\0');
  const reader = new Reader(bytes.subarray(4));
  let kind = '';
  let raw: Buffer = Buffer.alloc(0);
  while (reader.more) {
    const tag = Number(reader.varint());
    const chunk = reader.chunk();
    if (tag >> 3 === 1) {
      const meta = new Reader(chunk);
      while (meta.more) {
        const inner = Number(meta.varint());
        const text = meta.chunk().toString();
        if (inner >> 3 === 2) kind = text;
      }
    }
    if (tag >> 3 === 2) raw = chunk;
  }
  return { kind, raw };
}

const RECORDINGS = join(import.meta.dirname, '../../../tests/cluster/recordings');
const PROTOBUF = { accept: 'application/vnd.kubernetes.protobuf' };
let server: DemoServer;
let api: Client;

beforeAll(async () => {
  server = await startDemoServer({ pods: 150, living: false, trouble: true, seed: 3 });
  api = client(server);
});
afterAll(async () => {
  await api.close();
  await server.close();
});

test('the field numbers are those of a real server', async () => {
  const { kind, raw } = unwrap(await readFile(join(RECORDINGS, 'core_v1_pods.pb')));
  expect(kind).toBe('PodList');
  const recorded = JSON.parse(await readFile(join(RECORDINGS, 'core_v1_pods.json'), 'utf8'));
  expect(meaningful(decode('PodList', raw))).toEqual(
    meaningful({ metadata: recorded.list.metadata, items: recorded.list.items }),
  );
});

test('what a real server showed as JSON survives our encoding', async () => {
  const recorded = JSON.parse(await readFile(join(RECORDINGS, 'core_v1_pods.json'), 'utf8'));
  for (const pod of recorded.list.items as KubeObject[]) {
    expect(meaningful(decode('Pod', unwrap(encodePod(pod)).raw))).toEqual(meaningful(pod));
  }
});

test('a list in protobuf holds what the list in JSON holds', async () => {
  const json = (await api.call('/api/v1/pods')).body;
  const { bytes, headers } = await api.call('/api/v1/pods', PROTOBUF);
  expect(headers['content-type']).toBe('application/vnd.kubernetes.protobuf');
  const { kind, raw } = unwrap(bytes);
  expect(kind).toBe('PodList');
  const { items } = decode('PodList', raw) as { items: Fields[] };
  expect(items).toHaveLength(150);
  expect(items.map(meaningful)).toEqual(json.items.map(meaningful));
  const one = json.items[0].metadata;
  const single = await api.call(`/api/v1/namespaces/${one.namespace}/pods/${one.name}`, PROTOBUF);
  expect(meaningful(decode('Pod', unwrap(single.bytes).raw))).toEqual(meaningful(json.items[0]));
});

test('a page in protobuf names the rest of the list', async () => {
  const { bytes } = await api.call('/api/v1/pods?limit=10', PROTOBUF);
  const { metadata } = decode('PodList', unwrap(bytes).raw) as { metadata: Fields };
  expect(metadata).toMatchObject({ remainingItemCount: 140, continue: expect.any(String) });
});

test('a watch in protobuf sends frames with their length, the bookmark among them', async () => {
  const query =
    'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
  const answer = await api.call(`/api/v1/pods?${query}`, PROTOBUF);
  expect(answer.headers['content-type']).toBe('application/vnd.kubernetes.protobuf;stream=watch');
  const types: string[] = [];
  let last: unknown;
  for (let at = 0; at < answer.bytes.length; ) {
    const length = answer.bytes.readUInt32BE(at);
    const frame = new Reader(answer.bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
    frame.varint();
    types.push(frame.chunk().toString());
    frame.varint();
    const extension = new Reader(frame.chunk());
    extension.varint();
    last = decode('Pod', unwrap(extension.chunk()).raw);
  }
  expect(types).toEqual([...Array.from({ length: 150 }, () => 'ADDED'), 'BOOKMARK']);
  expect(last).toMatchObject({ metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } });
});

test('kinds without protobuf are JSON for those who take both, refused to those who do not', async () => {
  const both = await api.call('/api/v1/nodes', { accept: 'application/vnd.kubernetes.protobuf, application/json' });
  expect(both.headers['content-type']).toBe('application/json');
  expect((await api.call('/api/v1/nodes', PROTOBUF)).status).toBe(406);
});

test('a refusal comes in protobuf to those who ask for that first', async () => {
  const refused = await api.call('/api/v1/namespaces/payments/pods/nope', {
    accept: 'application/vnd.kubernetes.protobuf, application/json',
  });
  expect([refused.status, refused.headers['content-type']]).toEqual([404, 'application/vnd.kubernetes.protobuf']);
  const { kind, raw } = unwrap(refused.bytes);
  expect(kind).toBe('Status');
  expect(decode('Status', raw)).toMatchObject({
    status: 'Failure',
    message: 'pods "nope" not found',
    reason: 'NotFound',
    code: 404,
    details: { name: 'nope', kind: 'pods' },
  });
});
