import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../types.ts';
import { Collection, PlainStored, TooOldError } from './collection.ts';

const object = (namespace: string, name: string, text: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name, uid: `${namespace}/${name}`, resourceVersion: '', creationTimestamp: null },
  data: { text },
});

const step = fc.record({
  namespace: fc.constantFrom('a', 'a-b', 'b'),
  name: fc.constantFrom('p', 'q', 'r', 's', 't'),
  remove: fc.boolean(),
});

const snapshot = (collection: Collection, rv?: number): string[] =>
  [...collection.scan(null, null, rv)].map((one) => `${one.namespace}/${one.name}@${one.rv}`);

test('the past is told as it was, in the order of keys, whatever happened since', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const collection = new Collection(1_000, 0);
      const pictures = new Map<number, string[]>([[0, []]]);
      let rv = 0;
      for (const { namespace, name, remove } of steps) {
        rv++;
        if (remove) collection.remove(namespace, name, rv);
        else collection.put(new PlainStored(object(namespace, name, String(rv)), rv));
        pictures.set(rv, snapshot(collection));
      }
      for (const [at, picture] of pictures) expect(snapshot(collection, at)).toEqual(picture);
      const keys = snapshot(collection).map((one) => one.replace(/@.*/, ''));
      expect(keys).toEqual([...keys].sort());
      expect(collection.size).toBe(keys.length);
    }),
  );
});

test('a page goes on after its last key', () => {
  const collection = new Collection(10, 0);
  for (const [i, name] of ['c', 'a', 'b'].entries()) collection.put(new PlainStored(object('x', name, ''), i + 1));
  const rest = [...collection.scan('x', { namespace: 'x', name: 'a' })].map((one) => one.name);
  expect(rest).toEqual(['b', 'c']);
});

test('what the cache no longer holds is too old', () => {
  const collection = new Collection(4, 0);
  for (let rv = 1; rv <= 20; rv++) collection.put(new PlainStored(object('x', 'one', String(rv)), rv));
  expect(() => collection.since(1)).toThrow(TooOldError);
  expect(collection.since(18).map((change) => change.rv)).toEqual([19, 20]);
  collection.forget(20);
  expect(() => collection.since(19)).toThrow(TooOldError);
  expect(collection.since(20)).toEqual([]);
});

test('compaction forgets what is old, and leaves quiet collections as they are', () => {
  const collection = new Collection(1_000, 0);
  for (let rv = 1; rv <= 10; rv++) collection.put(new PlainStored(object('x', 'one', String(rv)), rv));
  collection.compact(6);
  expect(() => collection.since(5)).toThrow(TooOldError);
  expect(collection.since(6).map((change) => change.rv)).toEqual([7, 8, 9, 10]);
  collection.compact(50);
  expect(collection.since(10)).toEqual([]);
  expect(() => collection.since(9)).toThrow(TooOldError);
});
