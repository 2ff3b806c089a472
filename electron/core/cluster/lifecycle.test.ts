import { describe, expect, test } from 'vitest';
import type { ClusterState } from '../../../shared/contract/clusters.ts';
import { isConnected, isFailed, Lifecycle, mayFollow } from './lifecycle.ts';

const states: readonly ClusterState[] = [
  'connecting',
  'consent_required',
  'signing_in',
  'connected',
  'loading',
  'loading_slow',
  'ready',
  'reconnecting',
  'unreachable',
  'auth_failed',
  'closed',
];

describe('the transition table', () => {
  test('the happy path, slow or not', () => {
    for (const path of [
      ['connected', 'loading', 'ready'],
      ['signing_in', 'connected', 'loading', 'loading_slow', 'ready'],
      ['consent_required', 'connecting', 'signing_in', 'connecting', 'connected'],
    ] as const) {
      const life = new Lifecycle(() => 0);
      for (const state of path) expect(life.to(state)).toBe(true);
      expect(life.state).toBe(path.at(-1));
    }
  });

  test('ready is reached from loading only: trouble never looks ready', () => {
    expect(states.filter((state) => mayFollow(state, 'ready'))).toEqual(['loading', 'loading_slow']);
    expect(states.filter((state) => mayFollow(state, 'loading'))).toEqual(['connected']);
  });

  test('from any state but closed: reconnecting, unreachable, auth_failed, closed', () => {
    for (const state of states.filter((one) => one !== 'closed')) {
      for (const next of ['reconnecting', 'unreachable', 'auth_failed', 'closed'] as const) {
        expect([state, next, state === next || mayFollow(state, next)]).toEqual([state, next, true]);
      }
    }
    expect(states.some((state) => mayFollow('closed', state))).toBe(false);
  });

  test('a step that is none throws and changes nothing; the same state is no step', () => {
    let now = 5;
    const life = new Lifecycle(() => now);
    now = 9;
    expect(life.to('connecting')).toBe(false);
    expect(() => life.to('ready')).toThrow(/connecting to ready/);
    expect([life.state, life.since]).toEqual(['connecting', 5]);
    life.to('closed');
    expect(life.since).toBe(9);
    expect(() => life.to('connecting')).toThrow();
  });

  test('no state is connected and failed at once', () => {
    for (const state of states) expect(isConnected(state) && isFailed(state)).toBe(false);
  });
});
