/** What open tabs cost an API server, counted by the server itself: a host with its windows, over one real control plane. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { systemClock } from '../../electron/core/host/node-ports.ts';
import { createHost } from '../../electron/core/host.ts';
import { MemorySettings } from '../../electron/core/settings/memory.ts';
import type { Host } from '../../electron/core/types.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { AuditedRequest } from './audit.ts';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { cannotRun } from './product.ts';

const PODS = 700;
const MANY = 50;
/** How long quiet is listened to, minutes: `PORTOLAN_LOAD_MINUTES=10 npm run test:cluster -- tabs-load` for the whole promise. */
const MINUTES = Number(process.env.PORTOLAN_LOAD_MINUTES ?? 0.5);
const FROM = { windowId: 'window' };
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The same entry under many names: as many clusters to the product. */
async function manyContexts(kubeconfig: string, folder: string): Promise<string> {
  const config = parse(await readFile(kubeconfig, 'utf8'));
  const [context] = config.contexts;
  const contexts = Array.from({ length: MANY }, (_, n) => ({ ...context, name: `tab-${n}` }));
  const file = join(folder, 'many');
  await writeFile(file, stringify({ ...config, contexts, 'current-context': 'tab-0' }), { mode: 0o600 });
  return file;
}

describe.skipIf(cannotRun)('the load of open tabs', () => {
  let plane: ControlPlane;
  let folder: string;
  let file: string;
  let host: Host | null = null;

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'tabs', audit: true, pods: PODS });
    folder = await mkdtemp(join(tmpdir(), 'portolan-tabs-'));
    file = await manyContexts(await plane.kubeconfigFor('certificate'), folder);
  });
  afterEach(async () => {
    await host?.close();
    host = null;
  });
  afterAll(async () => {
    await plane?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function start(openClusters: readonly string[]): Promise<Host> {
    host = await createHost(
      {
        hostKind: 'web',
        version: '0.0.0-test',
        settings: new MemorySettings({ ...defaultSettings, openClusters: [...openClusters] }),
        log,
        openLink: () => Promise.resolve(),
        env: { PATH: process.env.PATH },
        home: folder,
        clock: systemClock,
        random: Math.random,
      },
      {
        discovery: { type: 'files', files: [file] },
        restore: true,
        allowExec: false,
        demoCommand: [],
        engineEntry: new URL('../../electron/engine/main.ts', import.meta.url),
      },
    );
    return host;
  }
  async function call(method: string, input: unknown): Promise<unknown> {
    const reply = await host?.call(method, input, FROM);
    if (reply?.ok !== true) throw new Error(`${method}: ${JSON.stringify(reply)}`);
    return reply.value;
  }
  async function asked(since: number): Promise<readonly AuditedRequest[]> {
    return (await plane.requests()).filter(({ user, at }) => user === 'cora' && at >= since);
  }
  const told = (requests: readonly AuditedRequest[]): string =>
    requests.map(({ verb, path, query, status }) => `${verb} ${status} ${path}?${query}`).join('\n');
  const isBeat = ({ path }: AuditedRequest): boolean => /^\/(readyz|livez|version)$/.test(path);

  /** The pods of a tab on screen, live and complete. */
  async function showPods(clusterId: string): Promise<void> {
    await call('clusters.visible', { clusterId });
    const whole = Promise.withResolvers<void>();
    const end = host?.onEvents(FROM.windowId, (events) => {
      for (const { topic, payload } of events) {
        if (topic !== 'view:rows') continue;
        void call('views.ack', { clusterId, viewId: payload.viewId, seq: payload.seq });
        if (payload.total === PODS && payload.loading === null && payload.freshness.state === 'live') whole.resolve();
      }
    });
    const window = { offset: 0, limit: 100 };
    await call('views.open', { clusterId, kind: 'pods', namespaces: null, filter: '', window });
    await whole.promise;
    end?.();
  }

  test('fifty clusters restored at start come one after the other, and ask for nothing but to be let in', async () => {
    const ids = Array.from({ length: MANY }, (_, n) => `many:tab-${n}`);
    const since = Date.now();
    await start(ids);
    const entered = async (): Promise<number> => (await asked(since)).filter(isBeat).length;
    await expect.poll(entered, { timeout: 60_000 }).toBeGreaterThanOrEqual(MANY);
    const requests = await asked(since);
    // Who are you, and who am I: no list, no watch, no discovery, since nobody looks at any of them.
    const others = requests.filter((one) => !isBeat(one) && !one.path.endsWith('/selfsubjectreviews'));
    expect(told(others)).toBe('');
    expect(requests.length).toBeLessThanOrEqual(MANY * 3);
    const arrivals = requests.filter(isBeat).map(({ at }) => at);
    const most = Math.max(...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + 200).length));
    expect(most, 'within any 200 ms').toBeLessThanOrEqual(MANY / 2);
  });

  test('one list and one watch for a tab on screen; hidden, it costs its heartbeat and the watch it keeps', {
    timeout: (MINUTES * 60 + 120) * 1_000,
  }, async () => {
    const clusterId = 'many:tab-0';
    const opened = Date.now();
    await start([clusterId, 'many:tab-1']);
    await showPods(clusterId);
    const pods = (await asked(opened)).filter(({ path }) => path === '/api/v1/pods');
    const lists = pods.filter(({ verb, query }) => verb === 'list' && query.get('limit') !== '1');
    for (const { query } of lists) expect(query.has('limit'), told(lists)).toBe(true);
    const begun = lists.filter(({ query }) => !query.has('continue')).length;
    const streamed = pods.filter(({ query }) => query.get('sendInitialEvents') === 'true').length;
    expect(begun + streamed, told(pods)).toBe(1);
    await call('clusters.visible', { clusterId: null });
    // What was under way when it was hidden ends.
    await passed(3_000);
    const since = Date.now();
    await passed(MINUTES * 60_000);
    const requests = await asked(since);
    const others = requests.filter((one) => !isBeat(one));
    const redials = others.filter(({ verb, path }) => verb === 'watch' && path === '/api/v1/pods').length;
    expect(others.length, told(others)).toBe(redials);
    expect(redials).toBeLessThanOrEqual(Math.floor(MINUTES / 5));
    // Two clusters are open; each is asked every 15 s.
    expect(requests.length - redials).toBeLessThanOrEqual(2 * Math.ceil(MINUTES * 4 + 2));
  });
});
