import { type Deed, keptBy } from '../deeds.ts';
import type { Victim } from '../victim.ts';
import { Watcher } from '../window.ts';
import type { FaultRow } from './row.ts';

const MiB = 1 << 20;

/** Memory grows until the engine is replaced for it, and is given back: nobody sees anything of it. */
function exhausted(name: string, deed: Deed): FaultRow {
  return {
    name,
    alone: true,
    apply: (victim) => victim.deed(deed, 24 * MiB),
    sight: { state: ['ready'], freshness: ['live'], within: 2_000 },
    meanwhile: replacedWithItsMemory,
    momentary: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 2_000,
  };
}

/** The engine that grew is gone, and one that keeps nothing is there. */
async function replacedWithItsMemory(victim: Victim): Promise<void> {
  const server = await victim.do('url');
  let most = 0;
  for (const limit = Date.now() + 90_000; Date.now() < limit; ) {
    const kept = await keptBy(server);
    most = Math.max(most, ...kept);
    if (most > 200 * MiB && kept.length === 1 && kept[0] === 0) return;
    // A thread whose engine is being replaced would pass its limit of 512 MiB here.
    if (most > 900 * MiB) break;
  }
  throw new Error(`The engine kept ${Math.round(most / MiB)} MiB and was not replaced.`);
}

/** A window ends without a word, as a renderer that crashes; another one looks at the same cluster at once. */
async function windowKilled(victim: Victim): Promise<void> {
  const { host } = victim.stage;
  const killed = new Watcher(host, 'killed');
  await killed.openView(victim.clusterId, 'deployments');
  killed.close();
  const again = new Watcher(host, 'again');
  const view = await again.openView(victim.clusterId, 'deployments');
  await again.until('the new window is live', () => view.freshness.state === 'live' && view.rows.size > 0, 2_000);
  again.close();
}

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
  {
    name: 'engine ended by a defect',
    apply: (victim) => victim.deed('throw'),
    sight: { freshness: ['stale'], words: /engine.*a defect of the engine/, within: 2_000 },
    momentary: true,
    machineTime: true,
    repair: () => Promise.resolve(),
    recovers: 2_000,
  },
  exhausted('engine out of memory: a growing Map', 'map'),
  exhausted('engine out of memory: strings', 'strings'),
  exhausted('engine out of memory: array buffers', 'buffers'),
  {
    name: 'renderer killed',
    apply: windowKilled,
    sight: { state: ['ready'], freshness: ['live'], within: 2_000 },
    podsLive: true,
    repair: () => Promise.resolve(),
    recovers: 2_000,
  },
];
