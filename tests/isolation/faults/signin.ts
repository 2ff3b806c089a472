import type { FaultRow } from './row.ts';

const plugin = { plugin: { interactiveMode: 'Never' } } as const;

/** Who we are to the server, and the programs that say so. */
export const signInRows: readonly FaultRow[] = [
  {
    name: '401 in a watch',
    fast: true,
    victim: plugin,
    apply: async (victim) => {
      await victim.do('revoke', 'admin');
      await victim.do('fault', { kind: 'status', code: 401 }, { resource: 'pods', verb: 'watch', count: 1 });
    },
    sight: { state: ['auth_failed'], freshness: ['stale'], within: 5_000 },
    hold: 20_000,
    // Probes 0, 5, 10, 15 s after the verdict before: at most four in this time, each asking twice (once with refreshed credentials).
    requests: [{ filter: { path: '/version' }, atMost: 10, atLeast: 2 }],
    meanwhile: async (victim) => {
      const runs = victim.pluginRuns();
      if (runs > 7) throw new Error(`The sign-in program ran ${runs} times.`);
    },
    repair: (victim) => victim.do('allow', 'admin'),
    recovers: 60_000,
  },
];
