/**
 * kubectl to the letter: every kind that the server serves, on objects that reach every branch of its printers, as the product's command
 * line shows it and as `kubectl get --all-namespaces --output wide` prints it, cell by cell.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from './controlplane.ts';
import { type ServedKind, servedKinds } from './discovery.ts';
import { loadFixtures } from './fixtures.ts';
import { differences, type PrintedTable, parseKubectl } from './kubectl-table.ts';
import { createFixtures } from './objects.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

const qualified = ({ plural, version, group }: ServedKind): string =>
  group === '' ? plural : `${plural}.${version}.${group}`;

/** Kinds of several versions are shown once by the product: in the version that the server prefers. */
function preferred(kinds: readonly ServedKind[]): readonly ServedKind[] {
  const seen = new Set<string>();
  return kinds.filter(({ group, plural, verbs }) => {
    const id = `${plural}.${group}`;
    if (!verbs.includes('list') || seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}

/** Sorted by namespace and name, for the product and kubectl order their rows differently; titles stay as they are. */
function sorted({ titles, rows }: PrintedTable): PrintedTable {
  const keys = ['NAMESPACE', 'NAME'].map((title) => titles.indexOf(title)).filter((index) => index >= 0);
  const key = (row: readonly string[]): string => keys.map((index) => row[index]).join('\0');
  return { titles, rows: rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) };
}

describe.skipIf(cannotRun)('every kind as kubectl prints it', () => {
  let plane: ControlPlane;
  let product: Product;
  let kinds: readonly ServedKind[];

  beforeAll(async () => {
    plane = await startControlPlane({ name: 'fidelity', storage: 'application/json' });
    await createFixtures(plane, await loadFixtures('objects', new Date()));
    kinds = preferred(await servedKinds(plane.client));
    product = await createProduct();
  });
  afterAll(async () => {
    await product?.close();
    await plane?.stop();
  });

  async function shown(kind: ServedKind): Promise<PrintedTable> {
    const id = kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
    const answer = await product.view([
      ...['--kubeconfig', plane.kubeconfig, '--context', 'fidelity', '--kind', id, '--wide'],
    ]);
    if (!answer.ok) throw new Error(`${id}: ${answer.error.code}: ${answer.error.message}`);
    const { columns, rows } = answer.view;
    return {
      titles: columns.map(({ title }) => title),
      rows: rows.map(({ cells }) => columns.map((column) => cells[column.id] ?? '')),
    };
  }

  async function printed(kind: ServedKind): Promise<PrintedTable> {
    return parseKubectl(await plane.kubectl(['get', qualified(kind), '--all-namespaces', '--output', 'wide']));
  }

  test('every cell of every kind', { timeout: 600_000 }, async () => {
    const failures: string[] = [];
    for (const kind of kinds) {
      try {
        const before = sorted(await printed(kind));
        const table = sorted(await shown(kind));
        const after = sorted(await printed(kind));
        failures.push(...differences(table, before, after).map((line) => `${kind.plural}.${kind.group}: ${line}`));
      } catch (error) {
        failures.push(`${kind.plural}.${kind.group}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    expect(failures).toEqual([]);
  });

  test('no kind of the server is left without an object to compare', async () => {
    const empty: string[] = [];
    for (const kind of kinds) if ((await printed(kind)).rows.length === 0) empty.push(kind.plural);
    expect(empty).toEqual([]);
  });
});
