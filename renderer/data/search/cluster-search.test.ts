import { expect, test } from 'vitest';
import type { SearchHit, SearchSnapshot } from '../../../shared/contract/search.ts';
import { Api } from '../api.ts';
import { EventHub } from '../events.ts';
import { FakeBridge } from '../testing/fake-bridge.ts';
import { ClusterSearch, type SearchAsk } from './cluster-search.ts';

const clusterId = 'config:prod';
const ask = (text: string): SearchAsk => ({ text, events: false, depth: 'all', limit: 50 });
const hit = (name: string): SearchHit => ({
  clusterId,
  kind: 'pods',
  namespace: 'shop',
  name,
  uid: name,
  state: 'ok',
  status: '',
  match: null,
  rank: 0,
});
const snapshot = (turn: number, names: readonly string[]): SearchSnapshot => ({
  searchId: 's',
  turn,
  hits: names.map(hit),
  total: names.length,
  complete: true,
  tookMs: 0,
  kinds: [],
  done: false,
});

function start() {
  const bridge = new FakeBridge();
  const events = new EventHub(bridge, (error) => {
    throw error;
  });
  const search = new ClusterSearch(new Api(bridge), events, clusterId, () => {});
  const names = () => search.state.hits.map(({ name }) => name);
  const tell = (turn: number, found: readonly string[]) =>
    bridge.emit({
      topic: 'search:results',
      clusterId,
      clusterName: 'prod',
      payload: { ...snapshot(turn, found), searchId: 's' },
    });
  return { bridge, search, names, tell };
}

test('one call is on its way at most, and of what was typed meanwhile only the newest is asked', async () => {
  const { bridge, search, names } = start();
  for (const text of ['p', 'pa', 'pay', 'paym']) search.ask(ask(text));
  expect(bridge.calls.map(({ method }) => method)).toEqual(['search.open']);
  await bridge.next('search.open').answer({ ok: true, value: snapshot(0, ['old']) });
  // The answer to "p" is nobody's question any more.
  expect(names()).toEqual([]);
  const update = bridge.next('search.update');
  expect(update.input).toMatchObject({ searchId: 's', text: 'paym' });
  await update.answer({ ok: true, value: snapshot(1, ['payments']) });
  expect(names()).toEqual(['payments']);
});

test('news of an earlier query are dropped; those that overtake their answer are not lost', async () => {
  const { bridge, search, names, tell } = start();
  search.ask(ask('pay'));
  tell(0, ['payments-a', 'payments-b']);
  await bridge.next('search.open').answer({ ok: true, value: snapshot(0, ['payments-a']) });
  expect(names()).toEqual(['payments-a', 'payments-b']);
  search.ask(ask('cart'));
  await bridge.next('search.update').answer({ ok: true, value: snapshot(1, ['cart']) });
  tell(0, ['payments-c']);
  expect(names()).toEqual(['cart']);
});

test('a refusal is said, and the next query opens a search anew; closing ends it at the host', async () => {
  const { bridge, search, names } = start();
  search.ask(ask('pay'));
  await bridge.next('search.open').answer({ ok: false, error: { code: 'unreachable', message: 'away' } });
  expect(search.state.error?.message).toBe('away');
  search.ask(ask('pays'));
  await bridge.next('search.open').answer({ ok: true, value: snapshot(0, ['pays']) });
  expect(names()).toEqual(['pays']);
  search.close();
  expect(bridge.calls.at(-1)).toEqual({ method: 'search.close', input: { clusterId, searchId: 's' } });
});
