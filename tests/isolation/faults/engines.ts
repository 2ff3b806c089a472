import type { FaultRow } from './row.ts';

/** The engine of the cluster, and the window that looks at it. */
export const engineRows: readonly FaultRow[] = [
  {
    name: 'engine killed',
    fast: true,
    apply: (victim) => victim.deed('exit'),
    sight: { freshness: ['stale'], words: /engine/, within: 2_000 },
    momentary: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 2_000,
  },
];
