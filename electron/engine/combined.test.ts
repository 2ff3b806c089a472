import { expect, it } from 'vitest';
import type { Freshness } from '../../shared/contract/views.ts';
import { combined } from './combined.ts';

const of = (namespace: string, freshness: Freshness) => ({ namespace, freshness });
const denied = { state: 'denied', reason: 'forbidden' } as const;
const stale = { state: 'stale', since: 7, reason: 'reset' } as const;

it('names the namespaces that are shown where all of them are denied', () => {
  expect(combined([of('', denied)])).toEqual(denied);
  expect(combined([of('', denied), of('payments', { state: 'live' })])).toEqual({
    ...denied,
    namespaces: ['payments'],
  });
});

it('says that what is shown is old before it says what is not shown', () => {
  expect(combined([of('', denied), of('payments', stale), of('orders', { state: 'live' })])).toEqual(stale);
  expect(combined([of('a', { state: 'live' }), of('b', stale)])).toEqual(stale);
  expect(combined([of('a', { state: 'live' })])).toEqual({ state: 'live' });
  expect(combined([])).toEqual({ state: 'connecting' });
});
