import { rename, symlink, writeFile } from 'node:fs/promises';
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
  {
    name: 'kubeconfig emptied',
    apply: (victim) => victim.rewrite(''),
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 6_000,
    podsLive: true,
    requests: [{ filter: { path: '/version' }, atMost: 0 }],
    repair: (victim) => victim.rewrite(victim.kubeconfig),
    recovers: 5_000,
  },
  {
    name: 'kubeconfig swapped for a link',
    apply: async (victim) => {
      await writeFile(`${victim.file}.data`, victim.kubeconfig);
      await symlink(`${victim.file}.data`, `${victim.file}.link`);
      await rename(`${victim.file}.link`, victim.file);
    },
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 6_000,
    podsLive: true,
    // Nothing in it is another: nothing is dialled anew.
    requests: [{ filter: { path: '/version' }, atMost: 0 }],
    repair: (victim) => victim.replace(victim.kubeconfig),
    recovers: 5_000,
  },
  {
    name: 'one bad context in the kubeconfig',
    apply: (victim) =>
      victim.replace(
        victim.kubeconfig.replace(
          'contexts:\n',
          'contexts:\n  - name: broken\n    context: { cluster: nowhere, user: nobody }\n',
        ),
      ),
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 4_000,
    podsLive: true,
    meanwhile: async (victim) => {
      const { contexts } = await victim.watcher.call('contexts.list', {});
      const own = contexts
        .filter(({ file }) => file === victim.file)
        .map(({ clusterName, status }) => `${clusterName} ${status}`);
      if (!own.includes('broken invalid') || own.length !== 2) throw new Error(`Contexts: ${own.join(', ')}`);
    },
    requests: [{ filter: { path: '/version' }, atMost: 0 }],
    repair: (victim) => victim.replace(victim.kubeconfig),
    recovers: 5_000,
  },
];
