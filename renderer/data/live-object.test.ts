import { beforeEach, expect, it } from 'vitest';
import type { ObjectText } from '../../shared/contract/objects.ts';
import { Api } from './api.ts';
import { EventHub } from './events.ts';
import { LiveObject } from './live-object.ts';
import { LiveView } from './live-view.ts';
import { FakeBridge, settled } from './testing/fake-bridge.ts';
import { patchEvent, row, snapshot } from './testing/fixtures.ts';
import { ManualTiming } from './testing/manual-timing.ts';

const A = 'config:prod';
const REF = { kind: 'pods', namespace: 'default', name: 'web' };
let bridge: FakeBridge;
let timing: ManualTiming;
let view: LiveView;
let object: LiveObject;

const text = (resourceVersion: string, uid = 'uid-web'): ObjectText => ({
  json: JSON.stringify({ kind: 'Pod', metadata: { name: 'web', uid, resourceVersion } }),
  kind: 'pods',
  namespace: 'default',
  name: 'web',
  uid,
  resourceVersion,
  masked: false,
});

beforeEach(() => {
  bridge = new FakeBridge();
  timing = new ManualTiming();
  bridge.always('views.ack', () => ({ ok: true, value: null }));
  bridge.always('views.close', () => ({ ok: true, value: null }));
  bridge.always('views.open', () => ({ ok: true, value: snapshot(A, { total: 1, rows: [row(0, 'web')] }) }));
  const api = new Api(bridge);
  const events = new EventHub(bridge, () => {});
  view = new LiveView({ api, events, timing }, A, { kind: 'pods', namespaces: ['default'], filter: '', sort: null });
  object = new LiveObject({ api, timing }, A, REF, view, 'uid-web');
  view.open();
  object.open();
});

const version = (): string | undefined => object.state.text?.resourceVersion;

it('reads the object once at the start', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('1') });
  expect(object.state).toMatchObject({ status: 'ready', object: { metadata: { name: 'web' } } });
  expect(bridge.unanswered()).toEqual([]);
});

it('reads again when its row changes; changes during a read lead to one more', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('1') });
  bridge.emit(patchEvent(A, { seq: 2, total: 1, upsert: [row(0, 'web', ['web', 'Failed'])] }));
  bridge.emit(patchEvent(A, { seq: 3, total: 1, upsert: [row(0, 'web', ['web', 'Running'])] }));
  expect(bridge.inputs('objects.get')).toHaveLength(2);
  await bridge.next('objects.get').answer({ ok: true, value: text('2') });
  await bridge.next('objects.get').answer({ ok: true, value: text('3') });
  expect(version()).toBe('3');
  expect(bridge.unanswered()).toEqual([]);
});

it('reads again after a while, for changes that no list shows', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('1') });
  timing.advance(10_000);
  await bridge.next('objects.get').answer({ ok: true, value: text('2') });
  expect(version()).toBe('2');
});

it('keeps the last state of an object that was deleted', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('1') });
  bridge.emit(patchEvent(A, { seq: 2, total: 0, remove: ['uid-web'] }));
  await bridge.next('objects.get').answer({ ok: false, error: { code: 'not-found', message: 'pods "web" not found' } });
  expect(object.state).toMatchObject({ status: 'gone', replacedBy: null });
  expect(version()).toBe('1');
});

it('does not show another object of the same name as this one', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('9', 'uid-other') });
  expect(object.state).toMatchObject({ status: 'gone', replacedBy: 'uid-other', text: null });
});

it('a failed read keeps what is shown, and says why', async () => {
  await bridge.next('objects.get').answer({ ok: true, value: text('1') });
  const read = object.read();
  await bridge.next('objects.get').answer({ ok: false, error: { code: 'timeout', message: 'too slow' } });
  await read;
  expect(object.state).toMatchObject({ status: 'ready', error: { code: 'timeout' } });
  expect(version()).toBe('1');
});

it('takes nothing after close and leaves no timer', async () => {
  const waiting = bridge.next('objects.get');
  object.close();
  await waiting.answer({ ok: true, value: text('1') });
  await settled();
  expect(object.state.text).toBeNull();
  expect(timing.waiting).toBe(0);
});
