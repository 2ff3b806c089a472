import { beforeEach, expect, it } from 'vitest';
import { Api } from './api.ts';
import { EventHub } from './events.ts';
import { FakeBridge, settled } from './testing/fake-bridge.ts';
import { snapshot } from './testing/fixtures.ts';
import { ManualTiming } from './testing/manual-timing.ts';
import { ViewRegistry } from './view-registry.ts';
import type { ViewQuery } from './view-state.ts';

const A = 'config:prod';
const query = (kind: string): ViewQuery => ({ kind, namespaces: null, filter: '', sort: null });
let bridge: FakeBridge;
let timing: ManualTiming;
let registry: ViewRegistry;

beforeEach(() => {
  bridge = new FakeBridge();
  timing = new ManualTiming();
  let id = 0;
  bridge.always('views.open', () => ({ ok: true, value: snapshot(A, { viewId: `v${++id}` }) }));
  bridge.always('views.close', () => ({ ok: true, value: null }));
  bridge.always('views.ack', () => ({ ok: true, value: null }));
  const events = new EventHub(bridge, () => {});
  registry = new ViewRegistry({ api: new Api(bridge), events, timing }, A);
});

it('a list that comes back within ten minutes is the same view, rows held', () => {
  const first = registry.get('list', query('pods'));
  const release = registry.retain('list', query('pods'));
  release();
  timing.advance(9 * 60_000);
  expect(registry.get('list', query('pods'))).toBe(first);
  expect(bridge.inputs('views.open')).toHaveLength(1);
});

it('a list nobody came back to ends after ten minutes, and nothing is left', async () => {
  const release = registry.retain('list', query('pods'));
  await settled();
  release();
  timing.advance(10 * 60_000);
  expect(registry.size).toBe(0);
  expect(timing.waiting).toBe(0);
  expect(bridge.inputs('views.close')).toHaveLength(1);
});

it('only the last list of a tab is kept for long', async () => {
  const release = registry.retain('list', query('pods'));
  await settled();
  release();
  registry.retain('list', query('nodes'));
  timing.advance(10_000);
  expect(registry.size).toBe(1);
  expect(bridge.inputs('views.close')).toEqual([{ clusterId: A, viewId: 'v1' }]);
});

it('a view with two users lives until both are gone', async () => {
  const first = registry.retain('events', query('events'));
  const second = registry.retain('events', query('events'));
  await settled();
  first();
  first();
  timing.advance(60_000);
  expect(registry.size).toBe(1);
  second();
  timing.advance(10_000);
  expect(registry.size).toBe(0);
});

it('knows what any view holds of an object, by kind and uid', async () => {
  registry.get('list', query('pods'));
  await settled();
  expect(registry.held('pods', 'uid-pod-1')?.row.name).toBe('pod-1');
  expect(registry.held('nodes', 'uid-pod-1')).toBeNull();
  expect(registry.held('pods', 'uid-none')).toBeNull();
});

it('closes everything with its cluster', async () => {
  registry.retain('list', query('pods'));
  registry.get('other', query('nodes'));
  await settled();
  registry.dispose();
  expect(bridge.inputs('views.close')).toHaveLength(2);
  expect(timing.waiting).toBe(0);
});
