import { describe, expect, it } from 'vitest';
import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import { clusterSubtitle, freshnessText, lasting, plural, secondsUntil, shortPath } from './words.ts';

const status = (more: Partial<ClusterStatus>): ClusterStatus => ({
  clusterId: 'config:a',
  clusterName: 'a',
  file: '/config',
  server: 'https://127.0.0.1:6443',
  state: 'ready',
  since: 0,
  health: 'healthy',
  clockOffsetMs: 0,
  guard: 'none',
  ...more,
});

describe('words of the status bar', () => {
  it('says how old what is shown is, never that it is live', () => {
    const stale = { state: 'stale', since: 1_000, reason: 'refused' } as const;
    expect(freshnessText(status({}), stale, 43_000)).toEqual({ role: 'warn', text: 'stale 42 s' });
    expect(freshnessText(status({}), { state: 'live' }, 0)).toEqual({ role: 'ok', text: 'live' });
  });

  it('calls a list live as far as one may look', () => {
    const denied = { state: 'denied', reason: 'forbidden' } as const;
    expect(freshnessText(status({}), denied, 0)).toEqual({ role: 'warn', text: 'not allowed' });
    expect(freshnessText(status({}), { ...denied, namespaces: ['payments'] }, 0)).toEqual({
      role: 'ok',
      text: 'live in payments',
    });
    expect(freshnessText(status({}), { ...denied, namespaces: ['a', 'b'] }, 0).text).toBe('live in 2 namespaces');
  });

  it('puts sign-in and reachability before a list that claims to be live', () => {
    expect(freshnessText(status({ state: 'auth_failed' }), { state: 'live' }, 0).text).toBe('signed out');
    expect(freshnessText(status({ state: 'unreachable', since: 0 }), { state: 'live' }, 5_000)).toEqual({
      role: 'bad',
      text: 'unreachable 5 s',
    });
  });

  it('never calls a cluster that is loading connected', () => {
    expect(freshnessText(status({ state: 'loading' }), null, 0).role).toBe('progress');
    expect(freshnessText(status({ state: 'ready' }), null, 0)).toEqual({ role: 'ok', text: 'connected' });
  });
});

describe('small words', () => {
  it('counts and lasts', () => {
    expect([0, 42_900, 150_000, 7_200_000, 400_000_000].map(lasting)).toEqual(['0 s', '42 s', '2 m', '2 h', '4 d']);
    expect([secondsUntil(10_500, 2_000), secondsUntil(1, 2)]).toEqual([9, 0]);
    expect([plural(1, 'file'), plural(1204, 'context')]).toEqual(['1 file', '1,204 contexts']);
  });

  it('shortens paths under the home folder only', () => {
    expect(shortPath('/home/me/.kube/config', '/home/me')).toBe('~/.kube/config');
    expect(shortPath('/home/men/.kube', '/home/me')).toBe('/home/men/.kube');
    expect(shortPath('/etc/kube', '')).toBe('/etc/kube');
  });

  it('never shows an unreachable cluster as one with a version only', () => {
    expect(clusterSubtitle(status({ state: 'unreachable', version: 'v1.36.3' }))).toBe('v1.36.3 · unreachable');
    expect(clusterSubtitle(status({ state: 'auth_failed', version: 'v1.36.3' }))).toBe('not signed in');
  });
});
