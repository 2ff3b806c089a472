import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredKinds, kindById } from '../../../shared/kinds/index.ts';
import type { KindSpec } from '../../../shared/kinds/spec.ts';
import type { WatchEvent } from '../reflect/types.ts';
import { SpecProjector } from '../store/project.ts';
import { codecOf } from './codec.ts';
import { type Item, JsonListReader, sniffMeta } from './json-list.ts';
import { keepOf } from './keep.ts';
import { skipValue } from './scan.ts';

/** Bytes with the end `scan.ts` wants. */
const guarded = (text: string | Uint8Array): { bytes: Buffer; length: number } => {
  const plain = Buffer.from(text as string);
  return { bytes: Buffer.concat([plain, Buffer.from([0])]), length: plain.length };
};

const JSON_TYPE = 'application/json';
const PROTO_TYPE = 'application/vnd.kubernetes.protobuf';
const folder = join(import.meta.dirname, '../../../tests/cluster/recordings');

const recorded = declaredKinds.flatMap((spec) => {
  const name = `${spec.group === '' ? 'core' : spec.group}_${spec.version}_${spec.plural}`;
  const file = join(folder, `${name}.json`);
  if (!existsSync(file)) return [];
  const { list } = JSON.parse(readFileSync(file, 'utf8')) as { list: unknown };
  const proto = join(folder, `${name}.pb`);
  return [
    {
      spec,
      json: JSON.stringify(list),
      pretty: JSON.stringify(list, null, 2),
      pb: existsSync(proto) ? readFileSync(proto) : null,
    },
  ];
});

/** What a row keeps of each object, sorted by uid. */
function rowsOf(spec: KindSpec, read: (onItem: (item: Item) => void) => void): unknown[] {
  const projector = new SpecProjector(spec);
  const rows: { uid: string }[] = [];
  read((item) => rows.push(structuredClone(projector.project('object' in item ? item.object : item))));
  return rows.sort((a, b) => (a.uid < b.uid ? -1 : 1));
}

describe('a real server’s lists', () => {
  it('are there', () => {
    expect(recorded.length).toBeGreaterThan(20);
    expect(recorded.filter(({ pb }) => pb !== null).length).toBeGreaterThan(8);
  });

  it.each(recorded.map((entry) => [entry.spec.id, entry] as const))(
    '%s: the same rows from whole objects, from the wanted fields of JSON, from indented JSON, from protobuf',
    (_id, { spec, json, pretty, pb }) => {
      const whole = rowsOf(spec, (onItem) => {
        for (const object of JSON.parse(json).items) onItem({ object });
      });
      const codec = codecOf(spec.proto);
      const through = (text: string): unknown[] => {
        const { bytes, length } = guarded(text);
        return rowsOf(spec, (onItem) => void codec.readPage(JSON_TYPE, bytes, length, onItem));
      };
      expect(whole.length).toBeGreaterThan(0);
      expect(through(json)).toEqual(whole);
      expect(through(pretty)).toEqual(whole);
      if (pb === null || spec.proto === undefined) return;
      const { bytes, length } = guarded(pb);
      expect(rowsOf(spec, (onItem) => void codec.readPage(PROTO_TYPE, bytes, length, onItem))).toEqual(whole);
    },
  );
});

const pods = kindById('pods');
if (pods?.proto === undefined) throw new Error('pods are declared, with their fields');
const keep = keepOf(pods.proto);

describe('JSON lists', () => {
  it('keep exactly the wanted fields, whatever else is there', () => {
    const anything = fc.jsonValue();
    const pod = fc.record({
      metadata: fc.record({
        name: fc.string(),
        uid: fc.string(),
        labels: fc.dictionary(fc.string(), fc.string()),
        managedFields: anything,
        'a"b\\': anything,
      }),
      spec: fc.oneof(
        anything,
        fc.record({
          nodeName: fc.string(),
          volumes: anything,
          containers: fc.array(fc.record({ name: fc.string(), env: anything })),
        }),
      ),
      status: fc.record({ phase: anything, extra: anything }),
    });
    fc.assert(
      fc.property(fc.array(pod), fc.constantFrom(undefined, 2), (items, indent) => {
        const text = JSON.stringify({ kind: 'PodList', items, metadata: { continue: 'c' } }, null, indent);
        const { bytes, length } = guarded(text);
        const read: Item[] = [];
        const meta = new JsonListReader(keep).read(bytes, length, (item) => read.push(item));
        expect(meta.continue).toBe('c');
        const parsed = (JSON.parse(text) as { items: Record<string, Record<string, unknown>>[] }).items;
        expect(read).toHaveLength(parsed.length);
        for (const [i, item] of read.entries()) {
          const object = ('object' in item ? item.object : {}) as Record<string, Record<string, unknown>>;
          const original = parsed[i] ?? {};
          const { name, uid, labels } = original.metadata ?? {};
          expect(object.metadata).toEqual({ name, uid, labels });
          expect(object.status).toEqual({ phase: original.status?.phase });
          if (typeof original.spec === 'object' && original.spec !== null && !Array.isArray(original.spec))
            expect(object.spec?.nodeName).toEqual(original.spec.nodeName);
        }
      }),
    );
  });

  it('end a text cut anywhere as an error, and never run beyond it', () => {
    const text = JSON.stringify({
      metadata: { resourceVersion: '1' },
      items: [{ metadata: { name: 'a\\"', labels: { a: 'b' } }, spec: { x: [1, { y: 'z' }] } }],
    });
    for (let cut = 0; cut < text.length; cut++) {
      const { bytes } = guarded(text);
      bytes[cut] = 0;
      expect(() => new JsonListReader(keep).read(bytes, cut, () => {}), text.slice(0, cut)).toThrow();
      expect(() => new JsonListReader(null).read(bytes, cut, () => {}), text.slice(0, cut)).toThrow();
    }
  });

  it('skip any value to where JSON.parse says it ends', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const { bytes } = guarded(`${text},"rest"`);
        expect(skipValue(bytes, 0, bytes.length - 1)).toBe(Buffer.byteLength(text));
      }),
    );
  });

  it('tell the next page from their first bytes, as soon as these are complete', () => {
    const head =
      '{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"abc","remainingItemCount":12},"items":[';
    for (let cut = 0; cut < head.length; cut++) {
      const { bytes } = guarded(head);
      bytes[cut] = 0;
      const complete = cut >= head.indexOf('},"items"') + 1;
      expect(sniffMeta(bytes, cut)).toEqual(complete ? { resourceVersion: '7', continue: 'abc', remaining: 12 } : null);
    }
  });

  it('keep a hostile key a key', () => {
    const { bytes, length } = guarded(
      '{"items":[{"metadata":{"name":"x","labels":{"__proto__":"evil","constructor":"c"}}}]}',
    );
    const read: Item[] = [];
    new JsonListReader(keep).read(bytes, length, (item) => read.push(item));
    const [item] = read;
    const object = (item !== undefined && 'object' in item ? item.object : {}) as { metadata: { labels: object } };
    expect(Object.keys(object.metadata.labels)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(object.metadata.labels)).toBe(Object.prototype);
  });
});

/** Feeds a stream to a decoder in pieces of these sizes. */
function decoded(type: string, stream: Uint8Array, sizes: readonly number[], proto = pods?.proto): WatchEvent[] {
  const decoder = codecOf(proto).watch(type);
  const events: WatchEvent[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    // A copy of its own, as the network gives: nothing to read behind the end.
    decoder.push(Uint8Array.from(stream.subarray(at, at + size)), (event) => events.push(event));
    at += size;
  }
  return events;
}

describe('watches', () => {
  const object = (n: number): unknown => ({
    metadata: { name: `pod-${n}`, uid: `u${n}`, resourceVersion: String(n), labels: { 'ü\n': '"\\' } },
    status: { phase: 'Running' },
  });
  const lines = [
    { type: 'ADDED', object: object(1) },
    { type: 'MODIFIED', object: object(2) },
    {
      type: 'BOOKMARK',
      object: { metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } } },
    },
    { type: 'DELETED', object: object(3) },
    { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old', details: { retryAfterSeconds: 3 } } },
  ];

  it.each([pods.proto, undefined])('read lines however they are cut', (proto) => {
    const stream = Buffer.from(`${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n`);
    const expected = decoded(JSON_TYPE, stream, [stream.length], proto);
    expect(expected.map(({ type }) => type)).toEqual(['put', 'put', 'bookmark', 'remove', 'error']);
    expect(expected[2]).toMatchObject({ resourceVersion: '9', initialEnd: true });
    expect(expected[4]).toMatchObject({ code: 410, message: 'too old', retryAfterS: 3 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (sizes) => {
        expect(decoded(JSON_TYPE, stream, sizes, proto)).toEqual(expected);
      }),
    );
  });

  it('say what cannot be read and go on', () => {
    const stream = Buffer.from(
      `nonsense\n{"type":"ADDED"}\n{"type":"ADDED","object":{"metadata":{"name":"x"\n${JSON.stringify(lines[0])}\n`,
    );
    expect(decoded(JSON_TYPE, stream, [7]).map(({ type }) => type)).toEqual(['garbled', 'garbled', 'garbled', 'put']);
  });
});
