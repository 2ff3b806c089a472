import { type PluginMode, tokenOf, type Victim } from '../victim.ts';
import type { FaultRow } from './row.ts';

const plugin = { plugin: { interactiveMode: 'Never' } } as const;

/** The sign-in program goes wrong in this way, and the server wants new credentials. */
function signedOut(mode: PluginMode): FaultRow['apply'] {
  return async (victim) => {
    await victim.plugin(mode);
    await victim.do('revoke', 'admin');
    await victim.do('drop');
  };
}

/** The program works again; a person presses Retry now. */
async function retried(victim: Victim): Promise<void> {
  await victim.plugin('good');
  await victim.do('allow', 'admin');
  await victim.watcher.call('clusters.retry', { clusterId: victim.clusterId });
}

/** Whatever it did, no process of it is left, and it never ran twice at a time. */
async function atMostOneProcess(victim: Victim): Promise<void> {
  const left = victim.pluginProcesses();
  if (left > 1) throw new Error(`${left} processes of the sign-in program are running.`);
}
async function noProcess(victim: Victim): Promise<void> {
  const left = victim.pluginProcesses();
  if (left > 0) throw new Error(`${left} processes of the sign-in program are left.`);
}

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
  {
    name: 'token expired, a login elsewhere',
    victim: { tokens: true },
    apply: async (victim) => {
      await victim.do('revoke', 'admin');
      await victim.do('drop');
    },
    sight: { state: ['auth_failed'], freshness: ['stale'], words: /refused|unauthorized|credentials/i, within: 5_000 },
    hold: 20_000,
    requests: [{ filter: { path: '/version' }, atMost: 10, atLeast: 2 }],
    // Another token in the kubeconfig, as `login` writes it; the server still refuses the old one.
    repair: (victim) => victim.replace(victim.kubeconfig.replace(tokenOf('admin'), tokenOf('renewed'))),
    recovers: 10_000,
  },
  {
    name: 'exec plugin hangs',
    victim: plugin,
    apply: signedOut('hang'),
    sight: { state: ['auth_failed'], freshness: ['stale'], words: /did not finish within/, within: 80_000 },
    // It is not run again by itself.
    hold: 30_000,
    meanwhile: noProcess,
    repair: retried,
    recovers: 10_000,
  },
  {
    name: 'exec plugin prints garbage',
    victim: plugin,
    apply: signedOut('garbage'),
    sight: { state: ['auth_failed'], freshness: ['stale'], words: /printed|output|JSON/i, within: 10_000 },
    hold: 6_000,
    meanwhile: atMostOneProcess,
    repair: retried,
    recovers: 10_000,
  },
  {
    name: 'exec plugin floods',
    victim: plugin,
    apply: signedOut('flood'),
    sight: { state: ['auth_failed'], freshness: ['stale'], words: /more than 1 MB/, within: 10_000 },
    hold: 6_000,
    meanwhile: atMostOneProcess,
    repair: retried,
    recovers: 10_000,
  },
  {
    name: 'exec plugin fails',
    victim: plugin,
    apply: signedOut('fail'),
    sight: {
      state: ['auth_failed'],
      freshness: ['stale'],
      words: /the session has ended: run login again/,
      within: 10_000,
    },
    hold: 6_000,
    meanwhile: noProcess,
    repair: retried,
    recovers: 10_000,
  },
  {
    name: 'exec plugin missing',
    victim: plugin,
    apply: signedOut('missing'),
    sight: {
      state: ['auth_failed'],
      freshness: ['stale'],
      words: /not found|cannot be found|no program|not there/i,
      within: 10_000,
    },
    hold: 6_000,
    meanwhile: noProcess,
    repair: retried,
    recovers: 10_000,
  },
  {
    name: 'exec plugin wants a terminal',
    victim: plugin,
    apply: (victim) => victim.replace(victim.kubeconfig.replace('"Never"', '"Always"')),
    sight: { state: ['auth_failed'], freshness: ['stale'], words: /wants a terminal/, within: 10_000 },
    hold: 20_000,
    // The old program may run once more before the file is read.
    meanwhile: async (victim) => {
      const runs = victim.pluginRuns();
      if (runs > 2) throw new Error(`A program that wants a terminal was run (${runs} runs in all).`);
    },
    repair: (victim) => victim.replace(victim.kubeconfig),
    recovers: 10_000,
  },
];
