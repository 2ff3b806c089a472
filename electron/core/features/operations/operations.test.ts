import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Operation } from '../../../../shared/contract/operations.ts';
import { type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { fastClock, TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';
import { mostKept } from './cluster-operations.ts';
import { atOnce } from './running.ts';

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

const idOf = (name: string): string => `${name}.yaml:${name}`;

/** One host with these clusters open, each a server of its own. */
async function bed(...names: readonly string[]) {
  return bedAt(5, names);
}

/** With a clock that runs so many times as fast. */
async function bedAt(factor: number, names: readonly string[]) {
  const servers = new Map<string, DemoServer>();
  const files: string[] = [];
  for (const name of names) {
    const server = await startDemoServer({ name, pods: 20, nodes: 2, namespaces: 2, living: false });
    ends.push(() => server.close());
    servers.set(name, server);
    files.push(await writeKubeconfig(folder.path, `${name}.yaml`, server.kubeconfig()));
  }
  const host = await TestHost.open({ files, clock: fastClock(factor) });
  ends.push(() => host.close());
  for (const name of names) await host.call('clusters.open', { clusterId: idOf(name) });
  const server = (name: string): DemoServer => {
    const found = servers.get(name);
    if (found === undefined) throw new Error(`no server ${name}`);
    return found;
  };
  return { host, server };
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `c-${at}`);
const target = (name: string) => ({ kind: 'configmaps', namespace: 'default', name });

function fill(server: DemoServer, count: number): void {
  for (const name of names(count)) {
    const metadata = {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      resourceVersion: '',
      creationTimestamp: '2026-01-01T00:00:00Z',
    };
    server.world.store.putObject('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
  }
}
const isThere = (server: DemoServer, name: string): boolean =>
  server.world.store.collection('configmaps').get('default', name) !== undefined;

const heard = (host: TestHost, clusterId?: string): readonly Operation[] =>
  host
    .events('operation:changed', clusterId)
    .flatMap((event) => (event.topic === 'operation:changed' ? [event.payload] : []));
const ended = (host: TestHost, clusterId: string, id: string, attempt = 1): Promise<Operation> =>
  host.until(`${id} ended`, () =>
    heard(host, clusterId).find((one) => one.id === id && one.attempt === attempt && one.state !== 'running'),
  );
const deletion = { id: 'delete' as const };

describe('an operation', () => {
  test('runs for every object, tells its progress, and writes a line for each in the log', async () => {
    const { host, server } = await bed('prod');
    fill(server('prod'), 30);
    const clusterId = idOf('prod');
    const started = await host.call('operations.start', {
      clusterId,
      action: deletion,
      targets: names(30).map(target),
    });
    expect(started).toMatchObject({
      clusterId,
      clusterName: 'prod',
      title: 'Delete 30 ConfigMaps',
      state: 'running',
      total: 30,
    });
    const end = await ended(host, clusterId, started.id);
    expect(end).toMatchObject({ state: 'done', done: 30, failed: 0 });
    expect(names(30).some((name) => isThere(server('prod'), name))).toBe(false);
    const told = heard(host).map(({ done, failed }) => done + failed);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    const { lines } = await host.call('app.logs', {});
    expect(
      lines.filter(({ message }) => /^delete configmaps default\/c-\d+ on prod: deleted/.test(message)),
    ).toHaveLength(30);
    // A window that comes later finds it.
    const { operations } = await host.call('operations.list', { clusterId });
    expect(operations).toEqual([end]);
  });

  test('has a result for each object; the failed ones are tried again, and only those', async () => {
    const { host, server } = await bed('prod');
    fill(server('prod'), 3);
    const clusterId = idOf('prod');
    const targets = ['c-0', 'gone', 'c-2'].map(target);
    const { id } = await host.call('operations.start', { clusterId, action: deletion, targets });
    const end = await ended(host, clusterId, id);
    expect(end).toMatchObject({ state: 'failed', done: 2, failed: 1 });
    expect(end.items).toMatchObject([{ name: 'gone', error: { code: 'not-found', clusterId } }]);
    const { items } = await host.call('operations.get', { clusterId, id });
    expect(items.map(({ name, state, deed }) => [name, state, deed?.said])).toEqual([
      ['c-0', 'done', 'deleted'],
      ['gone', 'failed', undefined],
      ['c-2', 'done', 'deleted'],
    ]);
    const metadata = { ...target('gone'), uid: 'u', resourceVersion: '', creationTimestamp: '2026-01-01T00:00:00Z' };
    server('prod').world.store.putObject('configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
    const before = server('prod')
      .stats.records({})
      .filter(({ method }) => method === 'DELETE').length;
    expect(await host.call('operations.retry', { clusterId, id })).toMatchObject({ state: 'running', attempt: 2 });
    expect(await ended(host, clusterId, id, 2)).toMatchObject({ state: 'done', done: 3, failed: 0 });
    expect(
      server('prod')
        .stats.records({})
        .filter(({ method }) => method === 'DELETE').length - before,
    ).toBe(1);
    expect((await host.refusal('operations.retry', { clusterId, id })).code).toBe('invalid');
  });

  test('a dry run changes nothing and says what would happen; one object named twice is refused', async () => {
    const { host, server } = await bed('prod');
    fill(server('prod'), 2);
    const clusterId = idOf('prod');
    const targets = names(2).map(target);
    const { id } = await host.call('operations.start', { clusterId, action: deletion, targets, dryRun: true });
    expect(await ended(host, clusterId, id)).toMatchObject({ state: 'done', dryRun: true });
    expect(isThere(server('prod'), 'c-0')).toBe(true);
    const twice = await host.refusal('operations.start', {
      clusterId,
      action: deletion,
      targets: [...targets, target('c-0')],
    });
    expect(twice.code).toBe('invalid');
  });

  test('cancelled, what has not begun is left alone, and it can be taken up again', async () => {
    const { host, server } = await bedAt(1, ['prod']);
    fill(server('prod'), 40);
    const clusterId = idOf('prod');
    server('prod').faults.add({ kind: 'latency', ms: 300 }, { verb: 'delete' });
    const { id } = await host.call('operations.start', { clusterId, action: deletion, targets: names(40).map(target) });
    const cancelled = await host.call('operations.cancel', { clusterId, id });
    expect(cancelled.cancelled).toBe(40 - atOnce);
    const end = await ended(host, clusterId, id);
    expect(end).toMatchObject({ state: 'cancelled', done: atOnce, cancelled: 40 - atOnce, failed: 0 });
    expect(names(40).filter((name) => isThere(server('prod'), name))).toHaveLength(40 - atOnce);
    server('prod').faults.clear();
    await host.call('operations.retry', { clusterId, id });
    expect(await ended(host, clusterId, id, 2)).toMatchObject({ state: 'done', done: 40 });
  });

  test('cancelled while a server does not answer: it ends, and says that it does not know', async () => {
    const { host, server } = await bed('prod');
    fill(server('prod'), 1);
    const clusterId = idOf('prod');
    server('prod').faults.add({ kind: 'hang' }, { verb: 'delete' });
    const { id } = await host.call('operations.start', { clusterId, action: deletion, targets: [target('c-0')] });
    await host.call('operations.cancel', { clusterId, id });
    const end = await ended(host, clusterId, id);
    expect(end.items).toMatchObject([
      { state: 'failed', error: { code: 'cancelled', message: expect.stringContaining('it may have been done') } },
    ]);
    expect((await host.call('app.logs', {})).lines.some(({ message }) => message.includes('on prod: cancelled'))).toBe(
      true,
    );
  });

  test('history is bounded: the oldest finished ones go, and clear forgets the finished', async () => {
    const { host, server } = await bed('prod');
    fill(server('prod'), 1);
    const clusterId = idOf('prod');
    const action = { id: 'label' as const, set: { a: 'b' } };
    for (let at = 0; at < mostKept + 3; at++) {
      const { id } = await host.call('operations.start', { clusterId, action, targets: [target('c-0')] });
      await ended(host, clusterId, id);
    }
    const { operations } = await host.call('operations.list', { clusterId });
    expect([operations.length, operations.at(-1)?.id]).toEqual([mostKept, 'op-4']);
    await host.call('operations.clear', { clusterId });
    expect((await host.call('operations.list', { clusterId })).operations).toEqual([]);
  });
});

describe('two clusters', () => {
  test('equal names never mix: what is done in one is not seen, told or done in the other', async () => {
    const { host, server } = await bed('prod', 'staging');
    for (const name of ['prod', 'staging']) fill(server(name), 3);
    const [prod, staging] = [idOf('prod'), idOf('staging')];
    const { id } = await host.call('operations.start', {
      clusterId: prod,
      action: deletion,
      targets: names(3).map(target),
    });
    await ended(host, prod, id);
    expect(names(3).map((name) => isThere(server('staging'), name))).toEqual([true, true, true]);
    expect(heard(host, staging)).toEqual([]);
    expect(heard(host, prod).every((one) => one.clusterId === prod && one.clusterName === 'prod')).toBe(true);
    expect((await host.call('operations.list', { clusterId: staging })).operations).toEqual([]);
    for (const method of ['operations.get', 'operations.cancel', 'operations.retry'] as const)
      expect((await host.refusal(method, { clusterId: staging, id })).code).toBe('not-found');
    // Ids are counted per cluster: the same one in both is two operations.
    const other = await host.call('operations.start', {
      clusterId: staging,
      action: { id: 'label', set: { a: 'b' } },
      targets: [target('c-0')],
    });
    expect(other.id).toBe(id);
    await ended(host, staging, other.id);
    expect((await host.call('operations.get', { clusterId: prod, id })).operation.title).toBe('Delete 3 ConfigMaps');
  });

  test('closing a cluster ends its operations and no other’s', async () => {
    const { host, server } = await bed('prod', 'staging');
    for (const name of ['prod', 'staging']) {
      fill(server(name), 40);
      server(name).faults.add({ kind: 'latency', ms: 200 }, { verb: 'delete' });
    }
    const [prod, staging] = [idOf('prod'), idOf('staging')];
    const start = { action: deletion, targets: names(40).map(target) };
    await host.call('operations.start', { clusterId: prod, ...start });
    const other = await host.call('operations.start', { clusterId: staging, ...start });
    await host.call('clusters.close', { clusterId: prod });
    expect(names(40).filter((name) => isThere(server('prod'), name)).length).toBeGreaterThanOrEqual(40 - atOnce);
    expect((await host.refusal('operations.list', { clusterId: prod })).code).toBe('cluster-closed');
    expect(await ended(host, staging, other.id)).toMatchObject({ state: 'done', done: 40 });
    expect(heard(host, prod).every(({ state }) => state === 'running')).toBe(true);
    // Nothing more was begun, not even to fail.
    const { lines } = await host.call('app.logs', {});
    expect(lines.filter(({ message }) => /^delete .* on prod: /.test(message)).length).toBeLessThanOrEqual(atOnce);
  });
});
