import type { FaultRow } from './row.ts';

/** The way to the server. */
export const reachRows: readonly FaultRow[] = [
  {
    name: 'refused, then back',
    fast: true,
    apply: (victim) => victim.do('refuse'),
    sight: { state: ['unreachable'], freshness: ['stale'], words: /refused/i, within: 35_000 },
    hold: 10_000,
    repair: (victim) => victim.do('accept'),
    recovers: 35_000,
  },
  {
    name: 'accepts and never answers',
    fast: true,
    apply: (victim) => victim.do('fault', { kind: 'hang' }),
    sight: { state: ['unreachable'], freshness: ['stale'], words: /no answer|not answer/i, within: 45_000 },
    hold: 20_000,
    // Each beat and each attempt asks once or twice and gives up by its own deadline.
    requests: [{ filter: {}, atMost: 14, atLeast: 1 }],
    repair: (victim) => victim.do('clearFaults'),
    // An attempt that hangs is given up after 20 s, the next follows 15 s later.
    recovers: 45_000,
  },
  {
    name: 'certificate expired',
    toggles: true,
    fast: true,
    apply: async (victim) => {
      await victim.do('certificate', 'expired');
      await victim.do('drop');
    },
    sight: { state: ['unreachable'], freshness: ['stale'], words: /certificate.*expired.*\d{4}/i, within: 35_000 },
    hold: 5_000,
    requests: [{ filter: {}, atMost: 0 }],
    repair: (victim) => victim.do('certificate', 'valid'),
    recovers: 35_000,
  },
  {
    name: 'certificate of a wrong CA',
    apply: async (victim) => {
      await victim.do('certificate', 'wrong-ca');
      await victim.do('drop');
    },
    sight: {
      state: ['unreachable'],
      freshness: ['stale'],
      words: /certificate.*(authority|CA|signed|trust|issued)/i,
      within: 35_000,
    },
    hold: 5_000,
    requests: [{ filter: {}, atMost: 0 }],
    repair: (victim) => victim.do('certificate', 'valid'),
    recovers: 35_000,
  },
  {
    name: 'certificate of a wrong name',
    apply: async (victim) => {
      await victim.do('certificate', 'wrong-name');
      await victim.do('drop');
    },
    sight: {
      state: ['unreachable'],
      freshness: ['stale'],
      words: /certificate.*other\.example\.test/i,
      within: 35_000,
    },
    hold: 5_000,
    requests: [{ filter: {}, atMost: 0 }],
    repair: (victim) => victim.do('certificate', 'valid'),
    recovers: 35_000,
  },
  {
    name: 'DNS failure',
    apply: (victim) => victim.replace(victim.kubeconfig.replace('127.0.0.1', 'no-such-host.invalid')),
    sight: { state: ['unreachable'], freshness: ['stale'], words: /no-such-host\.invalid/, within: 35_000 },
    hold: 5_000,
    requests: [{ filter: {}, atMost: 0 }],
    repair: (victim) => victim.replace(victim.kubeconfig),
    recovers: 35_000,
  },
  {
    name: 'half-open connection, HTTP/2',
    alone: true,
    victim: { server: { gated: true } },
    apply: (victim) => victim.do('silence'),
    sight: { freshness: ['stale'], within: 45_000 },
    momentary: true,
    machineTime: true,
    // New connections work: it mends itself.
    repair: () => Promise.resolve(),
    recovers: 35_000,
  },
  {
    name: 'half-open connection, HTTP/1.1',
    alone: true,
    victim: { server: { gated: true, http2: false } },
    apply: (victim) => victim.do('silence'),
    sight: { freshness: ['stale'], within: 80_000 },
    momentary: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 35_000,
  },
  {
    name: 'drip-fed body',
    victim: { server: { protobuf: false } },
    apply: async (victim) => {
      await victim.do('fault', { kind: 'drip', bytesPerSecond: 60_000 }, { resource: 'pods', verb: 'list' });
      await victim.do('fault', { kind: 'expired' }, { resource: 'pods', verb: 'watch', count: 1 });
    },
    sight: { state: ['ready'], freshness: ['stale'], within: 3_000 },
    momentary: true,
    repair: (victim) => victim.do('clearFaults'),
    // What drips already goes on dripping.
    recovers: 60_000,
  },
  {
    name: 'clock wrong by 10 minutes',
    apply: async (victim) => {
      await victim.do('skew', 600_000);
      await victim.do('drop');
    },
    sight: { state: ['ready'], within: 35_000 },
    hold: 3_000,
    momentary: true,
    meanwhile: (victim) =>
      victim.watcher.until(
        "ages from the server's clock",
        () => {
          // A clock that runs fast on purpose cannot tell.
          const offset = victim.watcher.status(victim.clusterId)?.clockOffsetMs ?? 0;
          return victim.stage.speed !== 1 || Math.abs(offset - 600_000) < 3_000;
        },
        5_000,
      ),
    repair: async (victim) => {
      await victim.do('skew', 0);
      await victim.do('drop');
    },
    recovers: 35_000,
  },
  {
    name: 'API server restarted',
    apply: (victim) => victim.do('restart'),
    sight: { freshness: ['live'], within: 35_000 },
    momentary: true,
    repair: () => Promise.resolve(),
    recovers: 35_000,
  },
  {
    name: 'API server restored with older data',
    apply: async (victim) => {
      await victim.do('save');
      const added = await victim.do('addPods', 5);
      await victim.watcher.until('the newer pods', () => added.every((uid) => victim.pods.rows.has(uid)), 3_000);
      await victim.do('restore');
    },
    sight: { freshness: ['live'], within: 35_000 },
    momentary: true,
    repair: () => Promise.resolve(),
    recovers: 35_000,
  },
  {
    name: 'sleep of 8 h, network switched',
    alone: true,
    victim: { server: { gated: true } },
    apply: async (victim) => {
      const { neighbours, clock } = victim.stage;
      const beats = () => Promise.all(neighbours.map((one) => one.server.do('count', { path: '/readyz' })));
      const before = await beats();
      await victim.do('silence');
      clock.jump(8 * 3_600_000);
      // Everybody is looked at, also those that are well.
      const limit = Date.now() + 15_000;
      while (Date.now() < limit) {
        const now = await beats();
        if (now.every((count, i) => count > (before[i] ?? 0))) return;
        await victim.wait(100);
      }
      throw new Error('Not every cluster was probed after the sleep.');
    },
    sight: { freshness: ['live'], within: 10_000 },
    momentary: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 5_000,
  },
];
