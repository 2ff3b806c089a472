import { beforeEach, describe, expect, it } from 'vitest';
import { Api } from './api.ts';
import { EventHub } from './events.ts';
import { LiveView } from './live-view.ts';
import { FakeBridge, settled } from './testing/fake-bridge.ts';
import { patchEvent, row, rows, rowsEvent, snapshot, stateEvent } from './testing/fixtures.ts';
import { ManualTiming } from './testing/manual-timing.ts';
import type { ViewQuery } from './view-state.ts';

const A = 'config:prod';
const QUERY: ViewQuery = { kind: 'pods', namespaces: null, filter: '', sort: null };

let bridge: FakeBridge;
let timing: ManualTiming;
let hub: EventHub;
let view: LiveView;

beforeEach(() => {
  bridge = new FakeBridge();
  timing = new ManualTiming();
  bridge.always('views.ack', () => ({ ok: true, value: null }));
  bridge.always('views.close', () => ({ ok: true, value: null }));
  hub = new EventHub(bridge, (error) => {
    throw error;
  });
  view = new LiveView({ api: new Api(bridge), events: hub, timing }, A, QUERY);
});

const names = (): readonly string[] => view.state.rows.map((one) => one.name);
const acks = (): readonly number[] => bridge.inputs('views.ack').map((input) => input.seq);
const opened = async (change = {}): Promise<void> => {
  view.open();
  await bridge.next('views.open').answer({ ok: true, value: snapshot(A, change) });
};

describe('opening', () => {
  it('says connecting until the answer, then holds its rows', async () => {
    view.open();
    expect(view.state).toMatchObject({ status: 'opening', freshness: { state: 'connecting' } });
    await bridge.next('views.open').answer({ ok: true, value: snapshot(A) });
    expect(view.state).toMatchObject({ status: 'open', total: 3, freshness: { state: 'live' } });
    expect(names()).toEqual(['pod-0', 'pod-1', 'pod-2']);
  });

  it('applies an event that overtook the answer of the open', async () => {
    view.open();
    bridge.emit(patchEvent(A, { seq: 2, upsert: [row(1, 'pod-1', ['pod-1', 'Failed'])] }));
    expect(names()).toEqual([]);
    await bridge.next('views.open').answer({ ok: true, value: snapshot(A) });
    expect(view.state.seq).toBe(2);
    expect(view.state.rows[1]?.cells).toEqual(['pod-1', 'Failed']);
  });

  it('shows why it failed and tries again when its cluster comes back', async () => {
    view.open();
    await bridge.next('views.open').answer({ ok: false, error: { code: 'unreachable', message: 'refused' } });
    expect(view.state).toMatchObject({ status: 'failed', error: { message: 'refused' } });
    bridge.emit(stateEvent('config:other', { state: 'ready' }));
    expect(bridge.unanswered()).toEqual([]);
    bridge.emit(stateEvent(A, { state: 'ready' }));
    await bridge.next('views.open').answer({ ok: true, value: snapshot(A) });
    expect(view.state.status).toBe('open');
  });
});

describe('events', () => {
  it('drops a patch whose seq is not newer', async () => {
    await opened();
    bridge.emit(patchEvent(A, { seq: 3, upsert: [row(0, 'pod-0', ['pod-0', 'Three'])] }));
    bridge.emit(patchEvent(A, { seq: 2, upsert: [row(0, 'pod-0', ['pod-0', 'Two'])] }));
    bridge.emit(patchEvent(A, { seq: 3, upsert: [row(0, 'pod-0', ['pod-0', 'Again'])] }));
    expect(view.state.rows[0]?.cells[1]).toBe('Three');
  });

  it('ignores other views and other clusters', async () => {
    await opened();
    bridge.emit(patchEvent(A, { viewId: 'v2', remove: ['uid-pod-0'] }));
    bridge.emit(patchEvent('config:other', { remove: ['uid-pod-0'] }));
    expect(names()).toHaveLength(3);
  });

  it('acknowledges once, in the frame that paints it', async () => {
    await opened();
    timing.paint();
    await settled();
    expect(acks()).toEqual([1]);
    bridge.emit(patchEvent(A, { seq: 2 }));
    bridge.emit(patchEvent(A, { seq: 3 }));
    expect(acks()).toEqual([1]);
    timing.paint();
    expect(acks()).toEqual([1, 3]);
  });

  it('keeps rows under stale, and takes a whole window anew', async () => {
    await opened();
    bridge.emit({
      topic: 'view:freshness',
      clusterId: A,
      clusterName: 'prod',
      payload: { viewId: 'v1', freshness: { state: 'stale', since: 5, reason: 'connection refused' } },
    });
    expect(view.state.freshness.state).toBe('stale');
    expect(names()).toHaveLength(3);
    bridge.emit(rowsEvent(A, { seq: 7, total: 1, rows: [row(0, 'only')] }));
    expect(names()).toEqual(['only']);
    expect(view.state.freshness.state).toBe('live');
  });

  it('asks for the window anew when a patch leaves a hole', async () => {
    await opened();
    bridge.emit(patchEvent(A, { seq: 2, total: 3, remove: ['uid-pod-1'] }));
    await bridge.next('views.update').answer({ ok: true, value: snapshot(A, { seq: 3 }) });
    expect(names()).toEqual(['pod-0', 'pod-1', 'pod-2']);
  });
});

describe('changing what is asked', () => {
  it('sends one update at a time; what changes meanwhile goes as one', async () => {
    await opened();
    view.setQuery({ ...QUERY, filter: 'p' });
    view.setQuery({ ...QUERY, filter: 'pa' });
    view.setQuery({ ...QUERY, filter: 'pay' });
    expect(bridge.inputs('views.update').map((input) => input.filter)).toEqual(['p']);
    await bridge.next('views.update').answer({ ok: true, value: snapshot(A, { seq: 2, total: 2 }) });
    expect(bridge.inputs('views.update').map((input) => input.filter)).toEqual(['p', 'pay']);
    await bridge.next('views.update').answer({ ok: true, value: snapshot(A, { seq: 3, total: 1 }) });
    expect(view.state.total).toBe(1);
    expect(bridge.unanswered()).toEqual([]);
  });

  it('lets events wait for the answer they may have overtaken', async () => {
    await opened();
    view.setQuery({ ...QUERY, filter: 'x' });
    // Before the update: falls to the answer. After it: applied on top of it.
    bridge.emit(patchEvent(A, { seq: 2, upsert: [row(0, 'old')] }));
    bridge.emit(patchEvent(A, { seq: 4, total: 2, upsert: [row(1, 'later')] }));
    expect(names()).toEqual(['pod-0', 'pod-1', 'pod-2']);
    const answer = snapshot(A, { seq: 3, total: 1, rows: [row(0, 'match')] });
    await bridge.next('views.update').answer({ ok: true, value: answer });
    expect(names()).toEqual(['match', 'later']);
    expect(view.state.seq).toBe(4);
  });

  it('asks nothing for the same query', async () => {
    await opened();
    view.setQuery({ ...QUERY, sort: null });
    expect(bridge.inputs('views.update')).toHaveLength(0);
  });

  it('begins at the top with another filter', async () => {
    await opened({ total: 20_000, rows: rows(0, 200) });
    view.setRange(5_000, 5_040);
    await bridge.next('views.update').answer({
      ok: true,
      value: snapshot(A, { seq: 2, total: 20_000, window: { offset: 4_900, limit: 200 }, rows: rows(4_900, 200) }),
    });
    view.setQuery({ ...QUERY, filter: 'x' });
    expect(bridge.inputs('views.update').at(-1)).toMatchObject({ filter: 'x', window: { offset: 0, limit: 200 } });
  });

  it('holds its window only, whatever the list has', async () => {
    await opened({ total: 150_000, unfiltered: 150_000, rows: rows(0, 200) });
    for (let step = 0; step < 20; step++) {
      const first = step * 7_000;
      view.setRange(first, first + 40);
      const asked = bridge.inputs('views.update').at(-1)?.window ?? { offset: 0, limit: 200 };
      if (bridge.unanswered().includes('views.update')) {
        const value = snapshot(A, {
          seq: step + 2,
          total: 150_000,
          window: asked,
          rows: rows(asked.offset, asked.limit),
        });
        await bridge.next('views.update').answer({ ok: true, value });
      }
      expect(view.state.rows.length).toBeLessThanOrEqual(400);
      expect(view.state.window.offset).toBeLessThanOrEqual(first);
    }
  });

  it('opens the same question anew when the host has forgotten the view', async () => {
    await opened();
    view.setQuery({ ...QUERY, filter: 'x' });
    await bridge.next('views.update').answer({ ok: false, error: { code: 'not-found', message: 'no such view' } });
    expect(bridge.next('views.open').input).toMatchObject({ filter: 'x' });
    await bridge.next('views.open').answer({ ok: true, value: snapshot(A, { viewId: 'v9', seq: 1 }) });
    expect(view.viewId).toBe('v9');
  });

  it('keeps the rows and says why when an update fails; retry asks for what is on screen', async () => {
    await opened({ total: 1_000, rows: rows(0, 200) });
    view.setRange(500, 540);
    await bridge.next('views.update').answer({ ok: false, error: { code: 'timeout', message: 'too slow' } });
    expect(view.state).toMatchObject({ status: 'open', error: { code: 'timeout' } });
    view.retry();
    const { window } = bridge.next('views.update').input;
    expect(window?.offset).toBeLessThanOrEqual(500);
  });
});

describe('ends', () => {
  it('closes a view whose answer came after the close', async () => {
    view.open();
    view.close();
    await bridge.next('views.open').answer({ ok: true, value: snapshot(A, { viewId: 'late' }) });
    expect(bridge.inputs('views.close')).toEqual([{ clusterId: A, viewId: 'late' }]);
    expect(view.state).toMatchObject({ status: 'closed', rows: [] });
  });

  it('takes no event and no answer after the close, and leaves no frame', async () => {
    await opened();
    view.setQuery({ ...QUERY, filter: 'x' });
    view.close();
    bridge.emit(patchEvent(A, { seq: 9, remove: ['uid-pod-0'] }));
    await bridge.next('views.update').answer({ ok: true, value: snapshot(A, { seq: 9, rows: [] }) });
    timing.paint();
    expect(names()).toHaveLength(3);
    expect(acks()).toEqual([]);
    expect(bridge.inputs('views.close')).toEqual([{ clusterId: A, viewId: 'v1' }]);
  });

  it('shows what it holds when it is opened again', async () => {
    await opened();
    view.close();
    view.open();
    expect(names()).toHaveLength(3);
    expect(view.state.freshness.state).toBe('connecting');
    await bridge
      .next('views.open')
      .answer({ ok: true, value: snapshot(A, { viewId: 'v2', seq: 1, rows: [row(0)], total: 1 }) });
    expect(names()).toEqual(['pod-0']);
  });
});

describe('the connection to the host', () => {
  it('marks rows stale when it is lost and opens anew when it is back', async () => {
    await opened({ seq: 40 });
    bridge.connected(false);
    expect(view.state.freshness).toMatchObject({ state: 'stale' });
    expect(names()).toHaveLength(3);
    bridge.connected(true);
    await bridge
      .next('views.open')
      .answer({ ok: true, value: snapshot(A, { viewId: 'v2', seq: 1, total: 1, rows: [row(0, 'fresh')] }) });
    expect(names()).toEqual(['fresh']);
  });

  it('does not take the first connection for a second one', async () => {
    view.open();
    bridge.connected(true);
    expect(bridge.inputs('views.open')).toHaveLength(1);
  });
});
