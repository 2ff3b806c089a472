import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { declaredKinds } from './index.ts';
import type { KubeObject, ProtoField, ProtoMessage, ProtoType } from './spec.ts';

/**
 * The field trees against protobuf bodies of a real API server: read by a plain decoder written for this test, columns, state, search,
 * labels and owners must come out as from the JSON of the same objects.
 */
const folder = join(import.meta.dirname, '../../tests/cluster/recordings');

class Bytes {
  readonly #data: Uint8Array;
  at: number;
  readonly end: number;
  constructor(data: Uint8Array, at = 0, end = data.length) {
    this.#data = data;
    this.at = at;
    this.end = end;
  }
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#data[this.at++] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
  }
  part(length: number): Bytes {
    const from = this.at;
    this.at += length;
    return new Bytes(this.#data, from, this.at);
  }
  text(): string {
    return new TextDecoder().decode(this.#data.subarray(this.at, this.end));
  }
}

/** Each field of a message: number and raw value. */
function* fieldsOf(bytes: Bytes): Generator<readonly [number, bigint | Bytes]> {
  while (bytes.at < bytes.end) {
    const tag = Number(bytes.varint());
    const wire = tag & 7;
    if (wire === 0) yield [tag >> 3, bytes.varint()];
    else if (wire === 2) yield [tag >> 3, bytes.part(Number(bytes.varint()))];
    else yield [tag >> 3, bytes.part(wire === 1 ? 8 : 4)];
  }
}

function scalar(type: ProtoType, raw: bigint | Bytes): unknown {
  if (typeof type === 'object') return raw instanceof Bytes ? message(type, raw) : undefined;
  if (!(raw instanceof Bytes)) return type === 'bool' ? raw !== 0n : Number(raw);
  if (type === 'quantity') return message({ 1: { name: 'text', type: 'string' } }, raw).text;
  if (type === 'time' || type === 'microtime') return time(raw, type === 'microtime');
  return raw.text();
}

function time(bytes: Bytes, micro: boolean): string | undefined {
  let seconds: number | null = null;
  let nanos = 0;
  for (const [number, raw] of fieldsOf(bytes)) {
    if (number === 1) seconds = Number(raw);
    else nanos = Number(raw);
  }
  if (seconds === null) return undefined;
  const text = new Date(seconds * 1_000).toISOString().slice(0, 19);
  return micro ? `${text}.${String(Math.trunc(nanos / 1_000)).padStart(6, '0')}Z` : `${text}Z`;
}

function message(type: ProtoMessage, bytes: Bytes): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [number, raw] of fieldsOf(bytes)) {
    const field = type[number];
    if (field !== undefined) put(object, field, raw);
  }
  return object;
}

function put(object: Record<string, unknown>, field: ProtoField, raw: bigint | Bytes): void {
  if (field.type === 'count') {
    object[field.name] = Number(object[field.name] ?? 0) + 1;
  } else if (field.repeat === 'repeated') {
    const before = object[field.name];
    object[field.name] = [...(Array.isArray(before) ? before : []), scalar(field.type, raw)];
  } else if (field.repeat === 'map' && raw instanceof Bytes) {
    const entry = message({ 1: { name: 'key', type: 'string' }, 2: { name: 'value', type: field.type } }, raw);
    object[field.name] = { ...Object(object[field.name]), [String(entry.key)]: entry.value ?? '' };
  } else {
    object[field.name] = scalar(field.type, raw);
  }
}

/** Items of a list body: the magic, runtime.Unknown (2: raw), the list (2: items). */
function items(body: Uint8Array, type: ProtoMessage): readonly KubeObject[] {
  expect(new TextDecoder().decode(body.subarray(0, 4))).toBe('k8s\0');
  const envelope = message(
    { 2: { name: 'raw', type: { 2: { name: 'items', type, repeat: 'repeated' } } } },
    new Bytes(body, 4),
  );
  return (envelope.raw as { items?: KubeObject[] }).items ?? [];
}

const recorded = declaredKinds.flatMap((spec) => {
  const name = `${spec.group === '' ? 'core' : spec.group}_${spec.version}_${spec.plural}`;
  const file = join(folder, `${name}.pb`);
  if (spec.proto === undefined || !existsSync(file)) return [];
  const list: { readonly list: { readonly items: readonly KubeObject[] } } = JSON.parse(
    readFileSync(join(folder, `${name}.json`), 'utf8'),
  );
  return [{ spec, fromProto: items(readFileSync(file), spec.proto), fromJson: list.list.items }];
});

describe('protobuf field trees', () => {
  it('are there for the kinds that are many', () => {
    const ids = recorded.map(({ spec }) => spec.id);
    for (const id of [
      'pods',
      'events',
      'nodes',
      'services',
      'deployments.apps',
      'replicasets.apps',
      'secrets',
      'jobs.batch',
    ]) {
      expect(ids).toContain(id);
    }
  });

  it.each(recorded.map((entry) => [entry.spec.id, entry] as const))(
    '%s: cells, state, search, labels and owners as from JSON',
    (_id, { spec, fromProto, fromJson }) => {
      expect(fromProto.length).toBe(fromJson.length);
      const byUid = new Map(fromJson.map((object) => [object.metadata.uid, object]));
      const facts = (object: KubeObject) => ({
        name: object.metadata.name,
        namespace: object.metadata.namespace ?? '',
        resourceVersion: object.metadata.resourceVersion,
        cells: spec.columns.map((column) => column.value(object)),
        state: spec.state(object),
        search: spec.search?.(object) ?? [],
        labels: object.metadata.labels ?? {},
        owners: (object.metadata.ownerReferences ?? []).map(({ apiVersion, kind, name, uid, controller }) => ({
          apiVersion,
          kind,
          name,
          uid,
          controller: controller === true,
        })),
      });
      for (const object of fromProto) {
        const other = byUid.get(object.metadata.uid);
        expect(other).toBeDefined();
        if (other !== undefined) expect(facts(object)).toEqual(facts(other));
      }
    },
  );
});
