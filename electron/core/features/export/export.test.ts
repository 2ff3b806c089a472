import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type DemoServer, startDemoServer } from '../../../demo/server.ts';
import { TestHost, tempFolder, writeKubeconfig } from '../../testing/harness.ts';

vi.setConfig({ testTimeout: 60_000 });
const clusterId = 'one.yaml:one';
let folder: Awaited<ReturnType<typeof tempFolder>>;
let server: DemoServer;
let host: TestHost;
beforeEach(async () => {
  folder = await tempFolder();
  server = await startDemoServer({ name: 'one', pods: 60, nodes: 3, namespaces: 3, living: false });
  host = await TestHost.open({ files: [await writeKubeconfig(folder.path, 'one.yaml', server.kubeconfig())] });
  await host.call('clusters.open', { clusterId });
});
afterEach(async () => {
  await host.close();
  await server.close();
  await folder.remove();
});

async function refs(kind: string, count: number) {
  const { viewId } = await host.call('views.open', { clusterId, kind });
  for (;;) {
    const news = host.heard.length;
    const { rows } = await host.call('views.update', { clusterId, viewId });
    if (rows.length >= count) return rows.slice(0, count).map(({ namespace, name }) => ({ namespace, name }));
    await host.until('rows', () => host.heard.length > news);
  }
}

test('whole objects come in the order asked for, whether one by one or from pages, and say what is gone', async () => {
  const few = await refs('pods', 3);
  const gone = { namespace: 'default', name: 'no-such-pod' };
  const json = await host.call('export.objects', { clusterId, kind: 'po', objects: [...few, gone], format: 'json' });
  expect(json).toMatchObject({ count: 3, missing: 1 });
  const list = JSON.parse(json.text) as { kind: string; items: { kind: string; metadata: { name: string } }[] };
  expect(list.kind).toBe('List');
  expect(list.items.map((item) => item.metadata.name)).toEqual(few.map(({ name }) => name));
  expect(json.text).not.toContain('managedFields');
  const many = await refs('pods', 50);
  server.stats.reset();
  const yaml = await host.call('export.objects', { clusterId, kind: 'pods', objects: many, format: 'yaml' });
  const documents = parseAllDocuments(yaml.text).map((one) => one.toJS() as { kind: string; apiVersion: string });
  expect(documents).toHaveLength(50);
  expect(documents[0]).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
  expect(server.stats.count({ verb: 'get', resource: 'pods' })).toBe(0);
});

test('secrets stay masked', async () => {
  const [one] = await refs('secrets', 1);
  if (one === undefined) throw new Error('the demo has secrets');
  const { text } = await host.call('export.objects', { clusterId, kind: 'secrets', objects: [one], format: 'yaml' });
  const { data } = parse(text) as { data?: Record<string, string> };
  expect(Object.values(data ?? {}).every((value) => value === '••••••')).toBe(true);
  expect(Object.keys(data ?? {}).length).toBeGreaterThan(0);
});
