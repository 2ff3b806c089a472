import { describe, expect, it } from 'vitest';
import type { FleetFigures } from '../../../shared/contract/fleet.ts';
import { status } from '../../data/testing/fixtures.ts';
import { rowFreshness } from './freshness.ts';

const now = 1_000_000;
const figures = (at: number): FleetFigures => ({
  clusterId: 'c:x',
  clusterName: 'x',
  at,
  nodes: 1,
  pods: 1,
  cpu: null,
  memory: null,
  history: [],
  problems: [],
  moreProblems: false,
  warnings: [],
  moreWarnings: false,
  denied: [],
});

describe('the freshness of a row', () => {
  it('is live only while the cluster answers and its figures are of the last reading', () => {
    const ready = status('c:x', { state: 'ready' });
    expect(rowFreshness(ready, { figures: figures(now - 50_000), error: null }, now)).toMatchObject({
      text: 'live',
      current: true,
    });
    expect(rowFreshness(ready, { figures: figures(now - 200_000), error: null }, now)).toMatchObject({
      text: 'stale 3 m',
      current: false,
    });
    expect(rowFreshness(ready, { figures: figures(now - 42_000), error: 'No answer.' }, now)).toMatchObject({
      text: 'stale 42 s',
      current: false,
    });
    expect(rowFreshness(ready, undefined, now).text).toBe('loading');
  });

  it('says what is wrong with the cluster, whatever figures there still are', () => {
    const held = { figures: figures(now), error: null };
    const off = status('c:x', { state: 'auth_failed', since: now - 12 * 60_000 });
    expect(rowFreshness(off, held, now)).toEqual({ text: 'signed out 12 m', role: 'bad', current: false });
    const gone = status('c:x', { state: 'unreachable', since: now - 7_000 });
    expect(rowFreshness(gone, held, now)).toMatchObject({ text: 'unreachable 7 s', current: false });
  });
});
