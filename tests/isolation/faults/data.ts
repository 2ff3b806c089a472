import type { FaultRow } from './row.ts';

/** A pod that no API server should ever have let in. */
function pod(name: string, uid: string, more: object): object {
  const metadata = { name, namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [] }, status: {}, ...more };
}

const metadata = (name: string, uid: string, more: object): object => ({
  metadata: { name, namespace: 'default', uid, creationTimestamp: '2026-01-01T00:00:00Z', ...more },
});

const malformed: readonly object[] = [
  pod('null-spec', 'odd-1', { spec: null, status: null }),
  pod('no-status', 'odd-2', { status: 'none' }),
  pod('list-of-nothing', 'odd-3', { spec: { containers: 'many' }, status: { containerStatuses: [null, 7, 'x'] } }),
  pod('\u202Egnp.ssh', 'odd-4', {}),
  pod('\u001B[31mred\u001B[0m\r\nsecond line', 'odd-5', {}),
  pod('__proto__', 'odd-6', {
    ...metadata('__proto__', 'odd-6', JSON.parse('{"labels":{"__proto__":"x","constructor":"y"}}')),
  }),
  pod('huge-label', 'odd-7', { ...metadata('huge-label', 'odd-7', { labels: { big: 'x'.repeat(200_000) } }) }),
  pod('odd-labels', 'odd-8', { ...metadata('odd-labels', 'odd-8', { labels: [1, 2], annotations: 'none' }) }),
  pod('no-date', 'odd-9', { ...metadata('no-date', 'odd-9', { creationTimestamp: 'yesterday' }) }),
];

const certificate = JSON.stringify({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: {
    name: 'filler-{i}',
    namespace: 'default',
    uid: 'filler-{i}',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  spec: { secretName: 'filler-{i}-tls', issuerRef: { name: 'main' } },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});
const custom = 'certificates.cert-manager.io';

/** What stands in the cluster: hostile, or far too much of it. */
export const dataRows: readonly FaultRow[] = [
  {
    name: 'malformed objects',
    victim: { server: { protobuf: false } },
    apply: (victim) => victim.do('put', 'pods', malformed),
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 3_000,
    podsLive: true,
    meanwhile: async (victim) => {
      const shown = [...victim.pods.rows.keys()].filter((uid) => uid.startsWith('odd-')).length;
      if (shown !== malformed.length) throw new Error(`${shown} of ${malformed.length} malformed objects are rows.`);
    },
    repair: () => Promise.resolve(),
    recovers: 3_000,
  },
  {
    name: '1,000 events a second',
    crowded: true,
    alone: true,
    apply: (victim) => victim.do('churn', 1_000),
    sight: { state: ['ready'], freshness: ['live'], within: 2_000 },
    hold: 20_000,
    podsLive: true,
    // Some of the changes replace pods.
    rowsLost: 60,
    repair: (victim) => victim.do('churn', 0),
    recovers: 5_000,
  },
  {
    name: '100,000 objects of a custom kind',
    crowded: true,
    alone: true,
    apply: async (victim) => {
      await victim.do('fill', custom, 100_000, certificate);
      const view = await victim.watcher.openView(victim.clusterId, custom);
      await victim.watcher.until('all of them', () => view.total >= 100_000 && view.freshness.state === 'live', 60_000);
      await victim.watcher.closeView(victim.clusterId, view);
    },
    sight: { state: ['ready'], freshness: ['live'], within: 2_000 },
    podsLive: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 10_000,
  },
  {
    name: 'a ConfigMap of 1.5 MB',
    apply: async (victim) => {
      const name = 'big';
      const view = await victim.watcher.openView(victim.clusterId, 'configmaps');
      await victim.do('put', 'configmaps', [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace: 'default', uid: 'big-1', creationTimestamp: '2026-01-01T00:00:00Z' },
          data: { text: 'x'.repeat(1_500_000) },
        },
      ]);
      await victim.watcher.until('its row', () => view.rows.has('big-1'), 5_000);
      const { json } = await victim.watcher.call('objects.get', {
        clusterId: victim.clusterId,
        kind: 'configmaps',
        namespace: 'default',
        name,
      });
      if (json.length < 1_500_000) throw new Error(`Only ${json.length} characters of it came.`);
      await victim.watcher.closeView(victim.clusterId, view);
    },
    sight: { state: ['ready'], freshness: ['live'], within: 2_000 },
    podsLive: true,
    repair: () => Promise.resolve(),
    recovers: 3_000,
  },
];
