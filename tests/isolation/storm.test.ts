import { existsSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { queryObjects } from 'node:v8';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuthManager } from '../../electron/core/auth/manager.ts';
import { Cluster } from '../../electron/core/cluster/cluster.ts';
import { Connection } from '../../electron/core/cluster/connection.ts';
import { EngineSlot } from '../../electron/core/cluster/engine-slot.ts';
import { Heartbeat } from '../../electron/core/cluster/heartbeat.ts';
import { Permissions } from '../../electron/core/features/permissions/permissions.ts';
import { ClusterViews } from '../../electron/core/features/views/cluster-views.ts';
import { type Place, Stage } from './stage.ts';

/*
 * A thousand random steps over twelve clusters: opening, closing, reordering, switching, views that come and go, at any moment of
 * a cluster's life. Afterwards nothing is left of the closed ones. The same seed tells the same story: PORTOLAN_STORM_SEED, PORTOLAN_STORM_STEPS.
 */
const seed = Number(process.env.PORTOLAN_STORM_SEED ?? Math.floor(Math.random() * 2 ** 31));
const steps = Number(process.env.PORTOLAN_STORM_STEPS ?? '1000');
const clusters = 12;

/** Mulberry32, after Tommy Ettinger: small, and the same everywhere. */
function chance(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

let stage: Stage;
let places: readonly Place[];

beforeAll(async () => {
  const names = Array.from({ length: clusters }, (_, i) => `storm-${i + 1}`);
  stage = await Stage.open({ speed: 1, neighbours: 0, victims: new Map(names.map((name) => [name, {}])) });
  places = [...stage.victims.values()];
}, 60_000);
afterAll(() => stage?.close());

interface Left {
  readonly resources: Readonly<Record<string, number>>;
  readonly threads: number;
  readonly files: number;
  readonly sockets: readonly number[];
  readonly objects: Readonly<Record<string, number>>;
}

const count = (folder: string): number => (existsSync(folder) ? readdirSync(folder).length : 0);

async function whatIsLeft(): Promise<Left> {
  const resources: Record<string, number> = {};
  // Requests of the file system come and go with the watchers' looks.
  for (const name of process.getActiveResourcesInfo())
    if (!name.startsWith('FSReq')) resources[name] = (resources[name] ?? 0) + 1;
  const classes = { Cluster, Connection, EngineSlot, Heartbeat, AuthManager, ClusterViews, Permissions };
  const objects = Object.entries(classes).map(([name, of]) => [name, queryObjects(of, { format: 'count' })] as const);
  return {
    resources,
    threads: count('/proc/self/task'),
    files: count('/proc/self/fd'),
    sockets: await Promise.all(places.map((place) => place.server.do('connections'))),
    objects: Object.fromEntries(objects),
  };
}

/** What is left once it equals what is wanted, or after 15 s. Not `expect.poll`: its own timer would be counted. */
async function settled(wanted: Left): Promise<Left> {
  for (const limit = Date.now() + 15_000; ; ) {
    const left = await whatIsLeft();
    if (Date.now() > limit || isDeepStrictEqual(left, wanted)) return left;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function memory(): Promise<number> {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** One step; what is refused is an answer like any other, and late answers find nobody. */
async function step(random: () => number): Promise<void> {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const { clusterId } = pick(places);
  const from = { windowId: pick(['left', 'right']) };
  const dice = random();
  if (dice < 0.3) {
    void stage.host.call('clusters.open', { clusterId }, from);
    void stage.host.call(
      'views.open',
      { clusterId, kind: pick(['pods', 'nodes', 'deployments', 'certificates']) },
      from,
    );
  } else if (dice < 0.55) void stage.host.call('clusters.close', { clusterId }, from);
  else if (dice < 0.7) void stage.host.call('clusters.reorder', { order: [clusterId] }, from);
  else if (dice < 0.85)
    void stage.host.call('clusters.visible', { clusterId: random() < 0.1 ? null : clusterId }, from);
  else if (dice < 0.9) void stage.host.call('objects.get', { clusterId, kind: 'nodes', name: 'none' }, from);
  else if (dice < 0.93) void stage.host.call('permissions.check', { clusterId, kind: 'pods', verb: 'list' }, from);
  else if (dice < 0.95) stage.host.closeWindow(from.windowId);
  else if (dice < 0.97) void stage.host.call('clusters.refresh', { clusterId }, from);
  else if (dice < 0.98) void stage.host.call('clusters.retry', { clusterId }, from);
  // Sometimes things have time to get somewhere, mostly not.
  await new Promise((resolve) => (random() < 0.9 ? setImmediate(resolve) : setTimeout(resolve, random() * 300)));
}

async function closeAll(): Promise<void> {
  const from = { windowId: 'left' };
  await Promise.all(places.map(({ clusterId }) => stage.host.call('clusters.close', { clusterId }, from)));
  for (const windowId of ['left', 'right', stage.watcher.windowId]) stage.host.closeWindow(windowId);
  stage.watcher.views.clear();
  stage.watcher.mark();
}

/** Every cluster once, from opening to closing: what is made once and kept is there afterwards. */
async function warmUp(): Promise<void> {
  for (const place of places) await stage.show(place);
  await closeAll();
}

describe(`a storm of ${steps} steps over ${clusters} clusters`, () => {
  test(`leaves nothing of the closed ones (seed ${seed})`, async () => {
    await warmUp();
    const random = chance(seed);
    for (let i = 0; i < 60; i++) await step(random);
    await closeAll();
    await expect.poll(async () => (await whatIsLeft()).sockets, { timeout: 10_000 }).toEqual(places.map(() => 0));
    const before = await whatIsLeft();
    const memoryBefore = await memory();
    for (let i = 0; i < steps; i++) await step(random);
    await closeAll();
    const list = await stage.watcher.call('clusters.list', {});
    expect(list.clusters, `seed ${seed}`).toEqual([]);
    expect(await settled(before), `seed ${seed}`).toEqual(before);
    const memoryAfter = await memory();
    const grown = memoryAfter / memoryBefore;
    process.stdout.write(
      `storm: seed ${seed}, ${steps} steps, memory ${(memoryBefore / 1048576).toFixed(1)} → ${(memoryAfter / 1048576).toFixed(1)} MiB, threads ${before.threads}, files ${before.files}\n`,
    );
    expect(before.objects, `seed ${seed}`).toEqual(
      Object.fromEntries(Object.keys(before.objects).map((name) => [name, 0])),
    );
    expect(grown, `seed ${seed}: memory after / before`).toBeLessThanOrEqual(1.1);
  }, 400_000);
});
