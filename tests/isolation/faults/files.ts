import type { FaultRow } from './row.ts';

/** The kubeconfig under it. */
export const fileRows: readonly FaultRow[] = [
  {
    name: 'kubeconfig truncated',
    fast: true,
    apply: (victim) => victim.rewrite(victim.kubeconfig.slice(0, 200)),
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 6_000,
    podsLive: true,
    repair: (victim) => victim.rewrite(victim.kubeconfig),
    recovers: 5_000,
  },
  {
    name: 'kubeconfig rewritten',
    fast: true,
    apply: (victim) => victim.replace(victim.kubeconfig.replace('127.0.0.1', 'localhost')),
    sight: {
      state: ['reconnecting', 'connected', 'loading', 'ready'],
      freshness: ['stale', 'connecting', 'live'],
      within: 5_000,
    },
    hold: 4_000,
    momentary: true,
    repair: (victim) => victim.replace(victim.kubeconfig),
    recovers: 10_000,
  },
];
