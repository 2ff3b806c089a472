/**
 * Makes `fixtures/tables.json` from the recordings of a real API server (`tests/cluster/recordings`), so that the demo
 * carries them wherever it is installed: `node electron/demo/recorded/condense.ts`. To be run again after a new recording.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT_IN } from '../api/resources.ts';
import type { RecordedKind } from './recorded.ts';

const SOURCE = join(import.meta.dirname, '../../../tests/cluster/recordings');
const TARGET = join(import.meta.dirname, 'fixtures', 'tables.json');

interface Recording {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly now: string;
  readonly table: {
    readonly columnDefinitions: RecordedKind['columns'];
    readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: RecordedKind['rows'][number][1] }[];
  };
}

const served = (one: Recording): boolean =>
  one.group === 'portolan.example' ||
  BUILT_IN.some((info) => info.group === one.group && info.version === one.version && info.plural === one.plural);

const kinds: RecordedKind[] = [];
for (const file of (await readdir(SOURCE)).sort()) {
  if (!file.endsWith('.json')) continue;
  const read: Partial<Recording> = JSON.parse(await readFile(join(SOURCE, file), 'utf8'));
  if (read.table === undefined || !served(read as Recording)) continue;
  const { group, version, kind, plural, namespaced, now, table } = read as Recording;
  const rows = table.rows.map(({ cells, object }) => [cells, object] as const);
  kinds.push({ group, version, kind, plural, namespaced, now, columns: table.columnDefinitions, rows });
}
await writeFile(TARGET, `[\n${kinds.map((kind) => JSON.stringify(kind)).join(',\n')}\n]\n`);
process.stdout.write(`${kinds.length} kinds\n`);
