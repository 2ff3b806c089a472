import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../server.ts';
import { type Client, client } from '../testing.ts';

const RECORDINGS = join(import.meta.dirname, '../../../tests/cluster/recordings');
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
let server: DemoServer;
let api: Client;

beforeAll(async () => {
  server = await startDemoServer({ contents: 'recorded' });
  api = client(server);
});
afterAll(async () => {
  await api.close();
  await server.close();
});

test('the cluster of recorded objects prints every row as the real server did', async () => {
  let rows = 0;
  for (const file of (await readdir(RECORDINGS)).filter((name) => name.endsWith('.json'))) {
    const recording = JSON.parse(await readFile(join(RECORDINGS, file), 'utf8'));
    if (!recording.table) continue;
    const { group, version, plural, table, now } = recording;
    const answer = await api.call(`${group === '' ? '/api' : `/apis/${group}`}/${version}/${plural}`, TABLE);
    // Kinds behind alpha and beta switches are not served.
    if (answer.status === 404) continue;
    const told = answer.body;
    expect(told.columnDefinitions).toEqual(table.columnDefinitions);
    expect(answer.headers.date, 'newer recordings? run electron/demo/recorded/condense.ts').toBe(
      new Date(now).toUTCString(),
    );
    const byUid = new Map(
      told.rows.map((row: { object: { metadata: { uid?: string; name: string } } }) => [
        row.object.metadata.uid ?? row.object.metadata.name,
        row,
      ]),
    );
    for (const row of table.rows) {
      const { uid, name } = row.object.metadata;
      expect([plural, name, (byUid.get(uid ?? name) as { cells: unknown[] } | undefined)?.cells]).toEqual([
        plural,
        name,
        row.cells,
      ]);
      rows++;
    }
  }
  expect(rows).toBeGreaterThan(450);
});

test('our own JSONPath cells are what the real server printed for awkward columns', async () => {
  const recording = JSON.parse(await readFile(join(RECORDINGS, 'portolan.example_v1_gadgets.json'), 'utf8'));
  for (const row of recording.table.rows) {
    // Another uid: nothing is recorded for it, so the cells are worked out.
    const { uid: _, resourceVersion: __, ...metadata } = row.object.metadata;
    const put = {
      ...row.object,
      metadata: { ...metadata, name: `again-${metadata.name}`, uid: `again-${metadata.name}`, resourceVersion: '' },
    };
    server.world.store.putObject('gadgets.portolan.example', put);
  }
  const { rows } = (await api.call('/apis/portolan.example/v1/gadgets', TABLE)).body;
  const cells = new Map(rows.map((row: { cells: unknown[] }) => [row.cells[0], row.cells.slice(1)]));
  for (const row of recording.table.rows)
    expect([row.cells[0], cells.get(`again-${row.cells[0]}`)]).toEqual([row.cells[0], row.cells.slice(1)]);
});
