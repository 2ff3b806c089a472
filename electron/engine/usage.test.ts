import { expect, it } from 'vitest';
import { openSession } from '../transport/session.ts';
import type { ReflectorDeps } from './reflect/types.ts';
import { defaultLimits } from './reflect/types.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { startScript } from './testing/script-server.ts';
import { Backoff, Waits } from './time.ts';
import { Usage } from './usage.ts';
import { WatchListMemory } from './watchlist-support.ts';

const usageOf = (name: string, cpu: string): object => ({
  metadata: { name, namespace: 'shop' },
  containers: [{ name: 'a', usage: { cpu, memory: '64Mi' } }],
});
const pod = { metadata: { name: 'web', namespace: 'shop', uid: '1' } };

async function rig() {
  const server = await startScript();
  const clock = new ManualClock();
  const session = openSession(
    { server: server.url, tls: { insecureSkipVerify: false }, disableCompression: false },
    { generation: 1, headers: {} },
    { userAgent: 'portolan-test/0' },
  );
  const reading: Omit<ReflectorDeps, 'intake' | 'onFreshness' | 'path' | 'query' | 'codec' | 'prepare'> = {
    session: () => session,
    auth: { generation: 1, renewed: () => Promise.resolve(false) },
    watchList: new WatchListMemory(clock),
    transport: () => {},
    onDate: () => {},
    onNotServed: () => {},
    watchable: true,
    waits: new Waits(clock),
    backoff: new Backoff(clock, () => 0.5),
    clock,
    random: () => 0.5,
    limits: defaultLimits,
  };
  let measured: () => void = () => {};
  const usage = new Usage({ kindId: 'pods', reading, clock, scopes: () => [''], onMeasured: () => measured() });
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      measured = resolve;
    });
  const close = async (): Promise<void> => {
    await usage.close();
    await session.close();
    await server.close();
  };
  return { server, clock, usage, next, close };
}

it('is asked every half minute while it is on screen, and not at all while it is not', async () => {
  const { server, clock, usage, next, close } = await rig();
  usage.want(true, true);
  clock.advance(0);
  const first = next();
  const asked = await server.next();
  expect(asked.path).toBe('/apis/metrics.k8s.io/v1beta1/pods');
  expect(asked.query.get('limit')).not.toBeNull();
  asked.json(200, { metadata: {}, items: [usageOf('web', '12500u')] });
  await first;
  expect(usage.cell(pod, 'cpu', [null, 100, 200])).toEqual([13, 100, 200]);
  expect(usage.cell(pod, 'memory', [null, null, null])).toEqual([64 * 2 ** 20, null, null]);
  expect(clock.waiting).toEqual([30_000]);

  usage.want(true, false);
  clock.advance(600_000);
  expect(clock.waiting).toEqual([]);
  expect(server.pending).toBe(0);
  // Shown again after long: measured at once.
  usage.want(true, true);
  clock.advance(0);
  const second = next();
  (await server.next()).json(200, { metadata: {}, items: [usageOf('web', '1')] });
  await second;
  expect(usage.cell(pod, 'cpu', null)).toEqual([1000, null, null]);
  usage.want(false, true);
  expect(clock.waiting).toEqual([]);
  expect(usage.cell(pod, 'cpu', null)).toEqual([null, null, null]);
  await close();
});

it('says why there is nothing, keeps what it had through a failure that passes, and asks rarely where it may not', async () => {
  const { server, clock, usage, next, close } = await rig();
  usage.want(true, true);
  clock.advance(0);
  let news = next();
  (await server.next()).json(200, { metadata: {}, items: [usageOf('web', '5m')] });
  await news;
  clock.advance(30_000);
  news = next();
  (await server.next()).json(503, { kind: 'Status', message: 'the server is currently unable to handle the request' });
  await news;
  expect(usage.problem?.reason).toMatch(/could not be read: the server is currently unable/);
  expect(usage.cell(pod, 'cpu', null)).toEqual([5, null, null]);
  clock.advance(30_000);
  news = next();
  (await server.next()).json(404, { kind: 'Status', message: 'not found' });
  await news;
  expect(usage.problem).toMatchObject({ lasting: true, reason: expect.stringContaining('serves no metrics API') });
  expect(usage.cell(pod, 'cpu', null)).toEqual([null, null, null]);
  expect(clock.waiting).toEqual([300_000]);
  await close();
});
