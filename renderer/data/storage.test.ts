import { beforeEach, expect, it } from 'vitest';
import { type KeyValue, ViewStorage } from './storage.ts';
import { ManualTiming } from './testing/manual-timing.ts';

class Store implements KeyValue {
  readonly held = new Map<string, string>();
  writes = 0;
  full = false;
  get length(): number {
    return this.held.size;
  }
  key(at: number): string | null {
    return [...this.held.keys()][at] ?? null;
  }
  getItem(key: string): string | null {
    return this.held.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error('quota exceeded');
    this.writes++;
    this.held.set(key, value);
  }
  removeItem(key: string): void {
    this.held.delete(key);
  }
}

let store: Store;
let timing: ManualTiming;
let reports: unknown[];
let storage: ViewStorage;
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

beforeEach(() => {
  store = new Store();
  timing = new ManualTiming();
  reports = [];
  storage = new ViewStorage(store, timing, (error) => reports.push(error));
});

it('keeps one cluster apart from another, by name and clusterId', () => {
  storage.write('top', 'config:prod', 1);
  storage.write('top', 'team-a/config:prod', 2);
  storage.flush();
  expect(Object.fromEntries(store.held)).toEqual({ 'top:config:prod': '1', 'top:team-a/config:prod': '2' });
  expect(storage.read('top', 'config:prod', 0, number)).toBe(1);
});

it('survives a restart, and reads nothing of another shape', () => {
  storage.write('top', 'a:b', 7);
  storage.flush();
  const again = new ViewStorage(store, timing, () => {});
  expect(again.read('top', 'a:b', 0, number)).toBe(7);
  expect(again.read<string>('top', 'a:b', 'none', (value) => (typeof value === 'string' ? value : undefined))).toBe(
    'none',
  );
});

it('writes once for many changes, and reads what was not written yet', () => {
  for (let top = 0; top < 100; top++) storage.write('top', 'a:b', top);
  expect(store.writes).toBe(0);
  expect(storage.read('top', 'a:b', 0, number)).toBe(99);
  timing.advance(300);
  expect(store.writes).toBe(1);
  expect(timing.waiting).toBe(0);
});

it('removes what became null', () => {
  storage.write('panel', 'a:b', { tab: 'yaml' });
  storage.flush();
  storage.write('panel', 'a:b', null);
  storage.flush();
  expect(store.held.size).toBe(0);
});

it('a broken or full store costs the memory of the view, not the program', () => {
  store.held.set('top:a:b', '{not json');
  expect(storage.read('top', 'a:b', 3, number)).toBe(3);
  store.full = true;
  storage.write('top', 'a:b', 4);
  storage.flush();
  expect(storage.read('top', 'a:b', 0, number)).toBe(4);
  expect(reports).toHaveLength(2);
});
