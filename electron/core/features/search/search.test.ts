import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SearchProgress, SearchSnapshot } from '../../../../shared/contract/search.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { fastClock, TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

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

interface Opened {
  readonly server: DemoServer;
  readonly host: TestHost;
  readonly id: string;
}

async function open(options: DemoOptions = {}): Promise<Opened> {
  const name = 'found';
  const server = await startDemoServer({ name, pods: 200, nodes: 4, namespaces: 4, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, `${name}.yaml`, server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file], clock: fastClock(1) });
  ends.push(() => host.close());
  const id = `${name}.yaml:${name}`;
  await host.call('clusters.open', { clusterId: id });
  return { server, host, id };
}

const kindOf = ({ kinds }: Pick<SearchProgress, 'kinds'>, kind: string) => kinds.find((one) => one.kind === kind);
const names = ({ hits }: SearchSnapshot, kind: string): string[] =>
  hits.filter((hit) => hit.kind === kind).map((hit) => hit.name);
const lists = (server: DemoServer) => server.stats.records({ verb: 'list' });

describe('a search of one cluster', () => {
  test('finds objects of any kind by name, label, image, address and owner, each with its cluster', async () => {
    const { host, id } = await open();
    const find = (text: string) => host.call('search.find', { clusterId: id, text, limit: 200 });
    const [pod] = await rows(host, id);
    const workload = pod?.name.split('-')[0] ?? '';
    const byName = await find(workload);
    expect(byName.done).toBe(true);
    expect(byName.hits.every((hit) => hit.clusterId === id)).toBe(true);
    expect(new Set(byName.hits.map((hit) => hit.kind)).size).toBeGreaterThan(2);
    // What one looks for first: the workload before its pods.
    expect(byName.hits[0]?.kind).not.toBe('pods');
    const got = await host.call('objects.get', {
      clusterId: id,
      kind: 'pods',
      namespace: pod?.namespace ?? '',
      name: pod?.name ?? '',
    });
    const whole = JSON.parse(got.json);
    const ip: string = whole.status.podIP;
    expect(names(await find(ip), 'pods')).toContain(pod?.name);
    const image: string = whole.spec.containers[0].image;
    const byImage = await find(image);
    expect(byImage.hits[0]?.match).toEqual({ place: 'image', text: image.toLowerCase() });
    const owner = whole.metadata.ownerReferences[0];
    const byOwner = await find(`${owner.kind}/${owner.name}`);
    expect(names(byOwner, 'pods')).toContain(pod?.name);
    expect(byOwner.hits[0]?.match?.place).toBe('owner');
    const [key, value] = Object.entries(whole.metadata.labels)[0] ?? [];
    expect((await find(`${key}=${value}`)).hits[0]?.match).toEqual({ place: 'label', text: `${key}=${value}` });
  });

  test('never lists a kind whole, never asks for more than two at a time, and reads secrets as metadata only', async () => {
    const { host, id, server } = await open({ pods: 1200 });
    await host.untilState(id, 'connected', 'ready', 'loading');
    const answer = await host.call('search.find', { clusterId: id, text: 'payments' });
    expect(answer.done).toBe(true);
    const asked = lists(server);
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((request) => !request.query.includes('limit='))).toEqual([]);
    const secrets = asked.filter((request) => request.resource === 'secrets');
    expect(secrets).toHaveLength(1);
    for (const { accept } of secrets) expect(accept).toContain('as=PartialObjectMetadataList');
    // A second search so soon after asks nothing.
    await host.call('search.find', { clusterId: id, text: 'orders' });
    expect(lists(server)).toHaveLength(asked.length);
  });

  test('what is in memory is found without a request; what is not is said', async () => {
    const { host, id, server } = await open();
    const [pod] = await rows(host, id);
    const before = lists(server).length;
    const held = await host.call('search.open', { clusterId: id, text: pod?.name ?? '', depth: 'held' });
    expect(names(held, 'pods')).toEqual([pod?.name]);
    expect(lists(server)).toHaveLength(before);
    const progress = await host.until('what was searched', () => progressOf(host, held.searchId));
    expect(kindOf(progress, 'pods')?.state).toBe('held');
    expect(kindOf(progress, 'configmaps')).toMatchObject({ state: 'left-out', reason: 'Not in memory.' });
    expect(kindOf(progress, 'events')?.state).toBe('left-out');
    expect(progress.done).toBe(true);
  });

  test('the latest query wins, and a closed search says nothing any more', async () => {
    const { host, id } = await open();
    const first = await host.call('search.open', { clusterId: id, text: 'pay' });
    const { searchId } = first;
    const stale = host.host.call(
      'search.update',
      { clusterId: id, searchId, text: 'paym' },
      { windowId: host.windowId },
    );
    const last = await host.call('search.update', { clusterId: id, searchId, text: 'zzz-nothing' });
    expect(last.turn).toBe(2);
    expect(last.total).toBe(0);
    expect(await stale).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    await host.call('search.close', { clusterId: id, searchId });
    expect(await host.refusal('search.update', { clusterId: id, searchId, text: 'x' })).toMatchObject({
      code: 'not-found',
    });
  });

  test('a user of two namespaces finds what is theirs, and is told what they may not read', async () => {
    const team = {
      name: 'team-a',
      groups: [],
      signIn: { kind: 'token' as const, token: 'demo-team' },
      rules: [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'], namespaces: ['payments'] }],
    };
    const { host, id } = await open({ users: [team], namespaces: 6 });
    await host.call('settings.set', { values: { clusters: { [id]: { namespaces: ['payments'] } } } });
    const answer = await host.call('search.find', { clusterId: id, text: 'payments' });
    expect(answer.hits.length).toBeGreaterThan(0);
    expect(new Set(answer.hits.map((hit) => hit.namespace))).toEqual(new Set(['payments']));
    expect(kindOf(answer, 'pods')).toMatchObject({ state: 'partly', reason: 'Only in payments.' });
    expect(kindOf(answer, 'nodes')?.state).toBe('denied');
  });

  test('kinds, namespace and selector narrow it; a wrong selector is refused with where it is wrong', async () => {
    const { host, id } = await open();
    const pods = await host.call('search.find', { clusterId: id, text: 'a', kinds: ['po'], namespace: 'payments' });
    expect(pods.hits.every((hit) => hit.kind === 'pods' && hit.namespace === 'payments')).toBe(true);
    expect(pods.kinds.map(({ kind }) => kind)).toEqual(['pods']);
    const wrong = await host.refusal('search.find', { clusterId: id, labelSelector: 'app in' });
    expect(wrong.code).toBe('invalid');
  });
});

const progressOf = (host: TestHost, searchId: string): SearchProgress | undefined =>
  host.heard
    .flatMap((event) => (event.topic === 'search:progress' ? [event.payload] : []))
    .findLast((payload) => payload.searchId === searchId);

/** The rows of all pods, held and live. */
async function rows(host: TestHost, clusterId: string) {
  const view = await host.call('views.open', { clusterId, kind: 'pods', window: { offset: 0, limit: 1000 } });
  const whole = await host.until('all pods', () =>
    host.heard
      .flatMap((event) => (event.topic === 'view:rows' && event.payload.viewId === view.viewId ? [event.payload] : []))
      .findLast(({ freshness, loading }) => freshness.state === 'live' && loading === null),
  );
  return whole.rows;
}
