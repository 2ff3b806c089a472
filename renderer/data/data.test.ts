import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '../../shared/contract/operations.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { createData, type Data } from './data.ts';
import { FakeBridge, settled } from './testing/fake-bridge.ts';
import { rowsEvent, snapshot, stateEvent, status } from './testing/fixtures.ts';
import { ManualTiming } from './testing/manual-timing.ts';

const A = 'config:prod';
const B = 'config:staging';
let bridge: FakeBridge;
let data: Data;
let stored: Map<string, string>;

const keyValue = (held: Map<string, string>) => ({
  get length() {
    return held.size;
  },
  key: (at: number) => [...held.keys()][at] ?? null,
  getItem: (key: string) => held.get(key) ?? null,
  setItem: (key: string, value: string) => void held.set(key, value),
  removeItem: (key: string) => void held.delete(key),
});

function answerEverything(open: readonly string[]): void {
  bridge.always('app.info', () => ({
    ok: true,
    value: { version: '0.1.0', host: 'web', platform: 'linux', demo: false, home: '/home/me', notices: [] },
  }));
  bridge.always('settings.get', () => ({ ok: true, value: defaultSettings }));
  bridge.always('contexts.list', () => ({ ok: true, value: { contexts: [], skipped: [] } }));
  bridge.always('clusters.list', () => ({ ok: true, value: { clusters: open.map((id) => status(id)) } }));
  bridge.always('clusters.visible', () => ({ ok: true, value: null }));
  bridge.always('clusters.close', () => ({ ok: true, value: null }));
  bridge.always('catalog.get', () => ({ ok: true, value: { source: 'assumed', kinds: [], failedGroups: [] } }));
  bridge.always('catalog.counts', () => ({ ok: true, value: { counts: [] } }));
  bridge.always('views.open', ({ clusterId }) => ({ ok: true, value: snapshot(clusterId) }));
  bridge.always('views.close', () => ({ ok: true, value: null }));
  bridge.always('views.ack', () => ({ ok: true, value: null }));
}

const start = async (): Promise<void> => {
  data = createData(bridge, {
    timing: new ManualTiming(),
    store: keyValue(stored),
    report: (error) => {
      throw error;
    },
  });
  await settled();
};

const selection = (open: readonly string[]): void =>
  bridge.emit({ topic: 'kubeconfig:selection-changed', clusterId: null, clusterName: null, payload: { open } });

beforeEach(() => {
  bridge = new FakeBridge();
  stored = new Map();
  answerEverything([A, B]);
});
afterEach(() => data.dispose());

describe('start', () => {
  it('knows the open clusters in tab order and shows the first', async () => {
    await start();
    expect(data.app.getState()).toMatchObject({ open: [A, B], active: A, loaded: true, connection: { state: 'open' } });
    expect(bridge.inputs('clusters.visible')).toEqual([{ clusterId: A }]);
  });

  it('shows the tab of last time', async () => {
    await start();
    data.actions.activate(B);
    data.dispose();
    bridge = new FakeBridge();
    answerEverything([A, B]);
    await start();
    expect(data.app.getState().active).toBe(B);
  });

  it('says what to do when the host refuses this page', async () => {
    bridge.always('app.info', () => ({
      ok: false,
      error: { code: 'unauthenticated', message: 'Open the address it printed now.' },
    }));
    await start();
    expect(data.app.getState().connection).toEqual({ state: 'refused', message: 'Open the address it printed now.' });
  });
});

describe('closing a cluster', () => {
  it('drops its store and views, and shows the tab that took its place', async () => {
    await start();
    data.clusters.get(A)?.views.retain('list', { kind: 'pods', namespaces: null, filter: '', sort: null });
    await settled();
    selection([B]);
    await settled();
    expect(data.clusters.get(A)).toBeUndefined();
    expect(data.app.getState()).toMatchObject({ open: [B], active: B });
    expect(bridge.inputs('views.close')).toEqual([{ clusterId: A, viewId: 'v1' }]);
  });

  it('ignores events and answers of a closed cluster', async () => {
    await start();
    selection([B]);
    bridge.emit(stateEvent(A, { state: 'ready' }), rowsEvent(A, { seq: 5 }));
    expect(data.clusters.get(A)).toBeUndefined();
    expect(data.app.getState().open).toEqual([B]);
  });

  it('two quick closes of the tab in front close two clusters', async () => {
    const C = 'config:dev';
    bridge = new FakeBridge();
    answerEverything([A, B, C]);
    await start();
    const front = () => data.app.getState().active;
    const first = data.actions.closeCluster(front() ?? '');
    // The host has not said anything yet: what is in front now is another one.
    const second = data.actions.closeCluster(front() ?? '');
    // An order that was told between the two closes still names the second one.
    selection([B, C]);
    expect(data.app.getState()).toMatchObject({ open: [C], active: C });
    await Promise.all([first, second]);
    selection([C]);
    expect(bridge.inputs('clusters.close')).toEqual([{ clusterId: A }, { clusterId: B }]);
    expect(data.app.getState()).toMatchObject({ open: [C], active: C });
  });

  it('a close that the host refuses leaves the tab where it was', async () => {
    await start();
    bridge.always('clusters.close', () => ({ ok: false, error: { code: 'internal', message: 'not now' } }));
    await expect(data.actions.closeCluster(A)).rejects.toThrow('not now');
    await settled();
    expect(data.app.getState().open).toEqual([A, B]);
  });

  it('asks before it closes one on which something runs; the others do not wait', async () => {
    await start();
    const running = { id: 'o1', clusterId: A, state: 'running', attempt: 1, total: 3, done: 0 } as Operation;
    data.clusters.get(A)?.setOperation(running);
    data.actions.closeTabs([A, B]);
    await settled();
    expect(data.app.getState()).toMatchObject({ open: [A], closing: [A] });
    expect(bridge.inputs('clusters.close')).toEqual([{ clusterId: B }]);
    data.actions.answerClosing(A, 'later');
    expect(data.app.getState()).toMatchObject({ open: [A], closing: [], closeLater: [A] });
    data.actions.answerClosing(A, 'keep');
    expect(data.app.getState()).toMatchObject({ open: [A], closeLater: [] });
    data.actions.answerClosing(A, 'now');
    await settled();
    expect(data.app.getState().open).toEqual([]);
  });

  it('closing another tab leaves the one in front', async () => {
    await start();
    selection([A]);
    expect(data.app.getState().active).toBe(A);
  });
});

describe('isolation', () => {
  it('a cluster that turns bad marks itself only, until one looks at it', async () => {
    await start();
    bridge.emit(stateEvent(B, { state: 'unreachable', reason: 'refused' }));
    expect(data.clusters.get(A)?.store.getState()).toMatchObject({ attention: false, status: { state: 'ready' } });
    expect(data.clusters.get(B)?.store.getState()).toMatchObject({ attention: true, status: { state: 'unreachable' } });
    data.actions.activate(B);
    expect(data.clusters.get(B)?.store.getState().attention).toBe(false);
  });

  it('place and panel belong to their cluster, and survive a restart', async () => {
    await start();
    data.clusters.get(A)?.openObject('nodes', '', 'n1', 'u1');
    expect(data.clusters.get(B)?.store.getState()).toMatchObject({ panel: null, nav: { place: { kind: 'pods' } } });
    data.dispose();
    bridge = new FakeBridge();
    answerEverything([A, B]);
    await start();
    expect(data.clusters.get(A)?.store.getState()).toMatchObject({
      nav: { place: { type: 'kind', kind: 'nodes' } },
      panel: { name: 'n1', uid: 'u1', list: 'nodes' },
    });
  });
});

it('a page of the application in front is no tab: the host hears that none is looked at, until one is again', async () => {
  await start();
  data.actions.showPage('contexts');
  data.actions.showPage('fleet');
  bridge.emit(stateEvent(A, { state: 'unreachable', reason: 'refused' }));
  expect(data.clusters.get(A)?.store.getState().attention).toBe(true);
  data.actions.activate(A);
  expect(data.app.getState()).toMatchObject({ active: A, page: null });
  expect(data.clusters.get(A)?.store.getState().attention).toBe(false);
  expect(bridge.inputs('clusters.visible')).toEqual([{ clusterId: A }, { clusterId: null }, { clusterId: A }]);
});

it('a connection that was lost reads everything anew', async () => {
  await start();
  bridge.connected(false);
  await settled();
  bridge.always('clusters.list', () => ({ ok: true, value: { clusters: [status(B)] } }));
  bridge.connected(true);
  await settled();
  expect(data.app.getState()).toMatchObject({ open: [B], connection: { state: 'open' } });
});

it('an action that the host refuses changes nothing', async () => {
  await start();
  bridge.always('clusters.open', () => ({ ok: true, value: { status: null, duplicateOf: A } }));
  await expect(data.actions.openCluster('other:prod')).resolves.toEqual({ duplicateOf: A });
  expect(data.app.getState().open).toEqual([A, B]);
});

it('nothing listens after dispose', async () => {
  await start();
  data.dispose();
  await settled();
  expect(bridge.listeners).toBe(0);
});
