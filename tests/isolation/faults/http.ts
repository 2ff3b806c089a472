import { attemptsWithin, type FaultRow } from './row.ts';

const pods = { resource: 'pods' };
const hold = 12_000;

/** Answers of the server that are no data: refused, too many, broken. */
export const httpRows: readonly FaultRow[] = [
  {
    name: '403 on one kind',
    fast: true,
    apply: async (victim) => {
      await victim.do('fault', { kind: 'status', code: 403 }, { resource: 'configmaps' });
      const view = await victim.watcher.openView(victim.clusterId, 'configmaps');
      const { state } = (
        await victim.watcher.until('configmaps denied', () => view.freshness.state === 'denied' && view, 5_000)
      ).freshness;
      if (state !== 'denied') throw new Error(`configmaps are ${state}`);
    },
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    podsLive: true,
    requests: [{ filter: { resource: 'configmaps', verb: 'list' }, atMost: 3 }],
    repair: async (victim) => {
      await victim.do('clearFaults');
      // Asked again after a minute by itself, or when a person refreshes.
      await victim.watcher.call('clusters.refresh', { clusterId: victim.clusterId });
      const views = [...victim.watcher.views.values()].filter((view) => view.freshness.state === 'denied');
      await victim.watcher.until(
        'configmaps live',
        () => views.every((view) => view.freshness.state === 'live' && view.rows.size > 0),
        5_000,
      );
      for (const view of views) await victim.watcher.closeView(victim.clusterId, view);
    },
    recovers: 5_000,
  },
  {
    name: '429 with Retry-After: 6',
    toggles: true,
    fast: true,
    apply: (victim) => victim.do('fault', { kind: 'status', code: 429, retryAfter: 6 }, pods),
    sight: { state: ['ready'], freshness: ['stale'], within: 3_000 },
    hold,
    requests: [
      { filter: { verb: 'watch', resource: 'pods' }, atMost: 3 },
      { filter: { verb: 'list', resource: 'pods' }, atMost: 0 },
    ],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 8_000,
  },
  {
    name: '500',
    toggles: true,
    fast: true,
    apply: (victim) => victim.do('fault', { kind: 'status', code: 500 }, pods),
    sight: { state: ['ready'], freshness: ['stale'], within: 3_000 },
    hold,
    requests: [{ filter: { resource: 'pods' }, atMost: attemptsWithin(hold + 3_000) + 2 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 35_000,
  },
  {
    name: '503',
    toggles: true,
    apply: (victim) => victim.do('fault', { kind: 'status', code: 503 }, pods),
    sight: { state: ['ready'], freshness: ['stale'], within: 3_000 },
    hold,
    requests: [
      { filter: { resource: 'pods', verb: 'watch' }, atMost: attemptsWithin(hold + 3_000) },
      { filter: { verb: 'list', resource: 'pods' }, atMost: 0 },
    ],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 35_000,
  },
  {
    name: '503 on everything, the health check included',
    toggles: true,
    apply: (victim) => victim.do('fault', { kind: 'status', code: 503 }),
    sight: { freshness: ['stale'], within: 3_000 },
    hold: 30_000,
    repair: (victim) => victim.do('clearFaults'),
    recovers: 40_000,
  },
];
