import { expect, test } from 'vitest';
import { type Draft, Drafts } from './drafts.ts';
import { ViewStorage } from './storage.ts';
import { ManualTiming } from './testing/manual-timing.ts';

function memory() {
  const map = new Map<string, string>();
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
    key: (index: number) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
}
const draft = (text: string, at = 1_000): Draft => ({ base: 'a: 1\n', resourceVersion: '1', uid: 'u', text, at });
const open = (store: ReturnType<typeof memory>, now = 2_000) => {
  const storage = new ViewStorage(store, new ManualTiming(), (error) => {
    throw error;
  });
  return { storage, drafts: new Drafts(storage, 'a:b', now) };
};

test('a draft is there after a restart, and gone when it is dropped', () => {
  const store = memory();
  const first = open(store);
  first.drafts.set('pods x/y', draft('a: 2\n'), false);
  first.storage.flush();
  const second = open(store);
  expect(second.drafts.get('pods x/y')?.text).toBe('a: 2\n');
  second.drafts.drop('pods x/y');
  second.storage.flush();
  expect(open(store).drafts.has('pods x/y')).toBe(false);
  expect([...store.map.keys()]).toEqual(['drafts:a:b']);
});

test('what is too large, and what is secret, stays in memory and says so', () => {
  const store = memory();
  const { drafts, storage } = open(store);
  drafts.set('large', draft('x'.repeat(700_000)), false);
  drafts.set('secret', draft('password: x'), true);
  storage.flush();
  expect([drafts.isKept('large'), drafts.isKept('secret')]).toEqual([false, false]);
  expect(drafts.get('secret')?.text).toBe('password: x');
  expect([...store.map.values()].join()).not.toMatch(/xxx|password/);
});

test('what is stored is bounded: the oldest stay in memory only; after a month they are gone', () => {
  const store = memory();
  const { drafts, storage } = open(store);
  for (let index = 0; index < 12; index += 1) drafts.set(`pods x/${index}`, draft(`${index}`), false);
  storage.flush();
  expect([...store.map.keys()].filter((key) => key.startsWith('draft '))).toHaveLength(8);
  expect([drafts.has('pods x/0'), drafts.isKept('pods x/0'), drafts.isKept('pods x/11')]).toEqual([true, false, true]);
  expect(open(store, 40 * 24 * 3_600_000).drafts.has('pods x/11')).toBe(false);
});
