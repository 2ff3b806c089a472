import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { speedyClock } from './clock.ts';
import { hostOf, Stage } from './stage.ts';
import { Watcher } from './window.ts';

/*
 * What a tab costs that nobody looks at, and what a start with fifty clusters asks of their servers. Product time runs ten times as fast, so
 * that the ten minutes of a kept view fit in a test.
 */
const speed = 10;
const minute = 60_000;
const open = 50;
let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-cost-'));
  const names = ['tab', ...Array.from({ length: open }, (_, i) => `restored-${i + 1}`)];
  stage = await Stage.open({ speed, neighbours: 0, victims: new Map(names.map((name) => [name, {}])) });
}, 120_000);
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Cost {
  readonly tab: string;
  /** A product minute. */
  readonly requests: number;
  readonly lists: number;
  readonly watches: number;
  /** ms of processor time of the whole host, a product minute. */
  readonly cpuMs: number;
  readonly mib: number;
}

const place = (name: string) => {
  const found = stage.victims.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

/** So many product minutes of it, as the server counts them. */
async function measured(tab: string, minutes: number): Promise<Cost> {
  const { server } = place('tab');
  await server.do('resetStats');
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, stage.real(minutes * minute)));
  const { user, system } = process.cpuUsage(before);
  const [requests, lists] = [await server.do('count', {}), await server.do('count', { verb: 'list' })];
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return {
    tab,
    requests: requests / minutes,
    lists: lists / minutes,
    watches: await server.do('watches'),
    cpuMs: (user + system) / 1000 / minutes,
    mib: (heapUsed + external) / 1048576,
  };
}

describe('what a tab costs', () => {
  test('hidden, it costs its heartbeat and the watch it keeps; after ten minutes the heartbeat alone', async () => {
    const { clusterId, server } = place('tab');
    const { view } = await stage.show(place('tab'));
    await stage.watcher.call('clusters.visible', { clusterId });
    await stage.watcher.until('ready', () => stage.watcher.state(clusterId) === 'ready', 20_000);
    await server.do('pulse', 1);
    const shown = await measured('shown: its pods on screen, one change a second', 1);
    await stage.watcher.call('clusters.visible', { clusterId: null });
    // What was asked for while it was shown comes to its end.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const hidden = await measured('hidden: the view is kept', 2);
    expect(view.freshness.state).toBe('live');
    await stage.watcher.until('let go', () => view.freshness.state === 'stale', stage.real(11 * minute));
    const parked = await measured('hidden for more than ten minutes', 2);
    await server.do('pulse', 0);
    const rows = [shown, hidden, parked];
    process.stdout.write(`${JSON.stringify(rows)}\n`);
    // Heartbeats every 15 s (14.25 at the shortest); a watch ends by itself after five to ten minutes.
    expect(hidden.lists, JSON.stringify(rows)).toBe(0);
    expect(hidden.requests, JSON.stringify(rows)).toBeLessThanOrEqual(5);
    expect(hidden.watches).toBe(1);
    expect(parked.requests, JSON.stringify(rows)).toBeLessThanOrEqual(5);
    expect(parked.lists).toBe(0);
    expect(parked.watches).toBe(0);
    expect(shown.lists).toBeGreaterThan(0);
  }, 240_000);

  test('fifty open clusters at a start: one after the other, two requests each, no list and no engine', async () => {
    const restored = [...stage.victims].filter(([name]) => name !== 'tab').map(([, one]) => one);
    for (const { server } of restored) await server.do('resetStats');
    const clock = speedyClock(1);
    const ids = restored.map(({ clusterId }) => clusterId);
    const host = await hostOf(restored, folder, clock, ids);
    const watcher = new Watcher(host, 'start');
    try {
      await watcher.until('all connected', () => ids.every((id) => watcher.state(id) === 'connected'), 60_000);
      const first = await Promise.all(restored.map(({ server }) => server.do('firstAt')));
      const times = first.filter((at) => at !== null).sort((a, b) => a - b);
      expect(times).toHaveLength(open);
      // Nobody looks at any of them: 40 ms lie between two.
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(0.9 * (open - 1) * 40);
      const asked = await Promise.all(restored.map(({ server }) => server.do('count', {})));
      expect(Math.max(...asked)).toBe(2);
      process.stdout.write(`fifty clusters restored within ${Math.round((times.at(-1) ?? 0) - (times[0] ?? 0))} ms\n`);
    } finally {
      watcher.close();
      await host.close();
    }
  }, 120_000);
});
