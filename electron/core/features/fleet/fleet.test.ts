import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fleetKey } from '../../../../shared/scope.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';
import { backOffProblems, listed, mergeProblems, nodeProblems, podProblems, warningsOf } from './parse.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: Awaited<ReturnType<typeof tempFolder>>;
let ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
  await folder.remove();
});

async function demo(
  name: string,
  options: DemoOptions = {},
): Promise<{ server: DemoServer; file: string; id: string }> {
  const server = await startDemoServer({ name, pods: 60, nodes: 3, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, `${name}.yaml`, server.kubeconfig(options.users?.[0]?.name));
  return { server, file, id: `${name}.yaml:${name}` };
}

describe('the fleet', () => {
  test('one entry a cluster, each with its id; a dead one says so and delays none', async () => {
    const [a, b] = [await demo('a'), await demo('b')];
    const host = await TestHost.open({ files: [a.file, b.file] });
    ends.push(() => host.close());
    for (const { id } of [a, b]) {
      await host.call('clusters.open', { clusterId: id });
      await host.untilState(id, 'connected', 'loading', 'ready');
    }
    const { key, clusters } = await host.call('fleet.get', {});
    expect(key).toBe(fleetKey([a.id, b.id], 'figures'));
    const pods = a.server.world.store.collection('pods')?.size;
    expect(clusters.map(({ clusterId, figures }) => [clusterId, figures?.pods, figures?.nodes])).toEqual([
      [a.id, pods, 3],
      [b.id, b.server.world.store.collection('pods')?.size, 3],
    ]);
    for (const { clusterId, figures } of clusters) {
      for (const one of [...(figures?.problems ?? []), ...(figures?.warnings ?? [])])
        expect(one.clusterId).toBe(clusterId);
      expect(figures?.denied).toEqual([]);
      expect(figures?.cpu?.used).toBeGreaterThan(0);
      expect(figures?.cpu?.capacity).toBeGreaterThan(figures?.cpu?.used ?? 0);
      expect(figures?.history).toHaveLength(1);
    }

    await b.server.close();
    await host.untilState(b.id, 'reconnecting', 'unreachable');
    const after = await host.call('fleet.get', {});
    expect(after.clusters[0]?.figures?.pods).toBe(pods);
    expect(after.clusters[1]).toMatchObject({ clusterId: b.id, figures: null, error: { clusterId: b.id } });
    expect(await host.refusal('fleet.cluster', { clusterId: b.id })).toMatchObject({ clusterId: b.id });
  });

  test('starts no engine and lists nothing without a limit; asked again at once, it asks no server', async () => {
    const { server, file, id } = await demo('quiet');
    const host = await TestHost.open({ files: [file] });
    ends.push(() => host.close());
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected');
    await host.call('fleet.cluster', { clusterId: id });
    const asked = server.stats.records().length;
    await host.call('fleet.cluster', { clusterId: id });
    await host.call('fleet.get', {});
    expect(server.stats.records()).toHaveLength(asked);
    expect(host.state(id)?.state).toBe('connected');
    const lists = server.stats
      .records()
      .filter((one) => one.verb === 'list' && one.resource !== 'nodes.metrics.k8s.io');
    expect(lists.length).toBeGreaterThan(3);
    for (const one of lists) expect(one.query, one.path).toContain('limit=');
    expect(server.stats.records({ verb: 'watch' })).toEqual([]);
  });

  test('a user of two namespaces sees what they may, and what they may not', async () => {
    const mine = ['default', 'kube-system'];
    const rules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], namespaces: mine }];
    const { file, id } = await demo('narrow', {
      users: [{ name: 'rune', signIn: { kind: 'token', token: 'x' }, rules }],
    });
    const host = await TestHost.open({ files: [file], settings: { clusters: { [id]: { namespaces: mine } } } });
    ends.push(() => host.close());
    await host.call('clusters.open', { clusterId: id });
    await host.untilState(id, 'connected', 'loading', 'ready');
    const figures = await host.call('fleet.cluster', { clusterId: id });
    expect(figures.nodes).toBeNull();
    expect(figures.denied).toContain('nodes');
    expect(figures.pods).toBeGreaterThan(0);
  });
});

describe('what is worth a look', () => {
  const now = Date.UTC(2026, 5, 1, 12);
  const at = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
  const pod = (name: string, status: object) => ({
    metadata: { namespace: 'web', name },
    spec: { containers: [{}] },
    status,
  });

  test('pods: what failed, and what does not start for long; not what just begins', () => {
    const problems = podProblems(
      'c:x',
      [
        pod('pending-long', { phase: 'Pending', startTime: at(30) }),
        pod('pending-new', { phase: 'Pending', startTime: at(0.5) }),
        pod('failed', { phase: 'Failed', reason: 'Evicted', startTime: at(30) }),
        pod('pull', {
          phase: 'Pending',
          startTime: at(0.2),
          containerStatuses: [{ state: { waiting: { reason: 'ErrImagePull' } } }],
        }),
      ],
      now,
    );
    expect(problems.map(({ name, state, reason }) => [name, state, reason])).toEqual([
      ['pending-long', 'warn', 'Pending'],
      ['failed', 'bad', 'Evicted'],
      ['pull', 'bad', 'ErrImagePull'],
    ]);
  });

  test('a pod that runs and restarts is known by its back-off events, for as long as they are young', () => {
    const event = (name: string, minutes: number, reason = 'BackOff') => ({
      metadata: { uid: name, namespace: 'web' },
      involvedObject: { kind: 'Pod', namespace: 'web', name },
      reason,
      message: 'Back-off restarting failed container',
      lastTimestamp: at(minutes),
      count: 4,
    });
    const warnings = warningsOf('c:x', [event('old', 60), event('new', 1), event('other', 0, 'Unhealthy')]);
    expect(warnings.map(({ uid }) => uid)).toEqual(['other', 'new', 'old']);
    const found = backOffProblems('c:x', warnings, now);
    expect(found.map(({ name, reason }) => [name, reason])).toEqual([['new', 'CrashLoopBackOff']]);
    expect(mergeProblems(found, found)).toHaveLength(1);
  });

  test('nodes by the server’s own table', () => {
    const table = JSON.stringify({
      columnDefinitions: [{ name: 'Name' }, { name: 'Status' }],
      rows: [{ cells: ['n1', 'Ready'] }, { cells: ['n2', 'Ready,SchedulingDisabled'] }, { cells: ['n3', 'NotReady'] }],
    });
    expect(nodeProblems('c:x', table).map(({ name, state }) => [name, state])).toEqual([
      ['n2', 'warn'],
      ['n3', 'bad'],
    ]);
    expect(listed(table).total).toBe(3);
    expect(listed('{"metadata":{"continue":"x","remainingItemCount":41},"items":[{}]}')).toMatchObject({
      total: 42,
      more: true,
    });
    expect(listed('{"metadata":{"continue":"x"},"items":[{}]}').total).toBeNull();
  });
});
