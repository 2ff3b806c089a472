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
    recovers: 35_000,
  },
  {
    name: 'certificate expired',
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
];
