import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ViewSnapshot } from '../../../../shared/contract/views.ts';
import { type DemoOptions, type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

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

const id = 'one.yaml:one';

async function opened(options: DemoOptions = {}): Promise<{ server: DemoServer; host: TestHost }> {
  const server = await startDemoServer({ name: 'one', pods: 30, nodes: 3, namespaces: 2, living: false, ...options });
  ends.push(() => server.close());
  const file = await writeKubeconfig(folder.path, 'one.yaml', server.kubeconfig(options.users?.[0]?.name));
  const host = await TestHost.open({ files: [file] });
  ends.push(() => host.close());
  await host.call('clusters.open', { clusterId: id });
  return { server, host };
}

type Open = Parameters<typeof TestHost.prototype.call<'views.open'>>[1];

/** The view when it is live and `ready` holds of it. */
async function view(host: TestHost, query: Omit<Open, 'clusterId'>, ready: (view: ViewSnapshot) => boolean) {
  const { viewId } = await host.call('views.open', { clusterId: id, ...query });
  return { viewId, snapshot: await settled(host, viewId, ready) };
}
async function settled(host: TestHost, viewId: string, ready: (view: ViewSnapshot) => boolean): Promise<ViewSnapshot> {
  for (;;) {
    const news = host.heard.length;
    const now = await host.call('views.update', { clusterId: id, viewId });
    if (now.freshness.state !== 'connecting' && now.loading === null && ready(now)) return now;
    await host.until('news of the view', () => host.heard.length > news);
  }
}
const cellsOf = (snapshot: ViewSnapshot, column: string): readonly unknown[] => {
  const at = snapshot.columns.findIndex((info) => info.id === column);
  return snapshot.rows.map((row) => row.cells[at] ?? null);
};
const filled = (column: string) => (snapshot: ViewSnapshot) => cellsOf(snapshot, column).every((cell) => cell !== null);

test('columns from annotations and paths are read in the background of a live list, and are what the server has', async () => {
  const { server, host } = await opened();
  const { viewId, snapshot } = await view(host, { kind: 'pods' }, ({ rows }) => rows.length === 30);
  host.forget();
  server.stats.reset();
  const asked = await host.call('views.update', {
    clusterId: id,
    viewId,
    extra: [
      { type: 'path', path: '{.spec.nodeName}', title: 'Where' },
      { type: 'path', path: 'spec.containers[*].image', title: 'All images' },
      { type: 'annotation', key: 'no.such/annotation', title: 'Note' },
      { type: 'path', path: '{{', title: 'Wrong' },
    ],
  });
  expect(asked.rows).toHaveLength(30);
  expect(asked.freshness.state).toBe('live');
  expect(asked.columns.at(-1)).toMatchObject({ id: 'wrong', problem: expect.stringContaining('not a JSONPath') });
  const full = await settled(host, viewId, filled('where'));
  expect(cellsOf(full, 'where')).toEqual(cellsOf(snapshot, 'node'));
  expect(cellsOf(full, 'note')).toEqual(full.rows.map(() => '<none>'));
  expect(cellsOf(full, 'all-images').every((cell) => typeof cell === 'string' && cell.length > 3)).toBe(true);
  // One list more, as JSON; and never a word of not being live.
  const lists = server.stats.records({ resource: 'pods' }).filter((one) => one.verb === 'list');
  expect(lists.length).toBeGreaterThan(0);
  const stale = host.events('view:freshness').filter((event) => JSON.stringify(event.payload).includes('stale'));
  expect(stale).toEqual([]);
  // A change that comes by the new watch keeps the columns right.
  await host.call('views.update', { clusterId: id, viewId, extra: [], sort: { column: 'where', descending: false } });
  const again = await settled(host, viewId, () => true);
  expect(again.columns.map((column) => column.id)).not.toContain('where');
});

test('what pods and nodes use is measured while it is on screen, against requests and limits', async () => {
  const { host } = await opened();
  const extra = [{ type: 'cpu' as const }, { type: 'memory' as const }];
  const measured = ({ rows }: ViewSnapshot): boolean =>
    rows.some((row) => Array.isArray(row.cells.at(-1)) && (row.cells.at(-1) as unknown[])[0] !== null);
  const pods = await view(host, { kind: 'pods', extra }, measured);
  const top = await view(host, { kind: 'pods.metrics.k8s.io' }, ({ rows }) => rows.length > 0);
  const used = new Map(top.snapshot.rows.map((row) => [`${row.namespace}/${row.name}`, row.cells]));
  for (const row of pods.snapshot.rows) {
    const [cpu, memory] = row.cells.slice(-2) as (number | null)[][];
    const there = used.get(`${row.namespace}/${row.name}`);
    expect(cpu?.[0] === null).toBe(there === undefined);
    expect(memory?.[1]).toBeGreaterThan(0);
  }
  const nodes = await view(host, { kind: 'nodes', extra }, measured);
  expect(cellsOf(nodes.snapshot, 'cpu').every((cell) => Array.isArray(cell) && Number(cell[2]) >= 1000)).toBe(true);
});

test('without the right to read usage the columns are empty and the reason is said', async () => {
  const rules = [{ verbs: ['*'], apiGroups: [''], resources: ['*'] }];
  const { host } = await opened({ users: [{ name: 'dev', signIn: { kind: 'certificate' }, rules }] });
  const extra = [{ type: 'cpu' as const }];
  const { snapshot } = await view(host, { kind: 'pods', extra }, (now) => now.usageProblem !== undefined);
  expect(snapshot.usageProblem?.lasting).toBe(true);
  expect(snapshot.usageProblem?.reason).toMatch(/You may not read usage: .*metrics\.k8s\.io/);
  expect(snapshot.rows).toHaveLength(30);
});

test('secrets stay masked under any column', async () => {
  const { host } = await opened();
  const extra = [{ type: 'path' as const, path: '.data', title: 'Values' }];
  const { snapshot } = await view(host, { kind: 'secrets', extra }, filled('values'));
  const cells = cellsOf(snapshot, 'values').filter((cell) => cell !== '<none>' && cell !== '{}');
  expect(cells.length).toBeGreaterThan(0);
  for (const cell of cells) expect(String(cell)).toMatch(/^\{("[^"]+":"•{6}",?)+\}$/);
});
