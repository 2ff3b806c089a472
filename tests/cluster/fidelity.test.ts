/**
 * kubectl to the letter: every kind that the server serves, on objects that reach every branch of its printers, as the product's command
 * line shows it and as `kubectl get --all-namespaces --output wide` prints it, cell by cell.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './controlplane.ts';
import { createFixtures } from './create-fixtures.ts';
import { collectionPath, type ServedKind, servedKinds } from './discovery.ts';
import { isFields, loadFixtures } from './fixtures.ts';
import { differences, type PrintedTable, parseKubectl } from './kubectl-table.ts';
import { eventually } from './processes.ts';
import { cannotRun, createProduct, type Product } from './product.ts';

const qualified = ({ plural, version, group }: ServedKind): string =>
  group === '' ? plural : `${plural}.${version}.${group}`;

const shortId = ({ plural, group }: ServedKind): string => (group === '' ? plural : `${plural}.${group}`);

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

/** Every cell of these kinds: what the product shows stands between two readings of kubectl's own text. */
async function compareAll(
  plane: ControlPlane,
  product: Product,
  kinds: readonly ServedKind[],
): Promise<readonly string[]> {
  const printed = async (kind: ServedKind): Promise<PrintedTable> =>
    parseKubectl(await plane.kubectl(['get', qualified(kind), '--all-namespaces', '--output', 'wide']));
  const shown = async (kind: ServedKind): Promise<PrintedTable> => {
    const args = ['--kubeconfig', plane.kubeconfig, '--context', plane.name, '--kind', shortId(kind), '--wide'];
    const answer = await product.view(args);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    const { columns, rows } = answer.view;
    return {
      titles: columns.map(({ title }) => title),
      rows: rows.map(({ cells }) => columns.map((column) => cells[column.id] ?? '')),
    };
  };
  const compare = async (kind: ServedKind): Promise<readonly string[]> => {
    const before = sorted(await printed(kind));
    const table = sorted(await shown(kind));
    const after = sorted(await printed(kind));
    return differences(table, before, after);
  };
  const failures: string[] = [];
  for (const kind of kinds) {
    try {
      // On a cluster that lives, an object may come or go between the readings: then everything is read again, once.
      const first = await compare(kind);
      const lasting = first.length === 0 ? first : await compare(kind);
      failures.push(...lasting.map((line) => `${shortId(kind)}: ${line}`));
    } catch (error) {
      failures.push(`${shortId(kind)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failures;
}

describe.skipIf(cannotRun)('every kind as kubectl prints it', () => {
  let product: Product;
  let plane: ControlPlane | undefined;
  const started = async (options: ControlPlaneOptions): Promise<ControlPlane> => {
    plane = await startControlPlane(options);
    return plane;
  };

  beforeAll(async () => {
    product = await createProduct();
  });
  afterEach(() => plane?.stop());
  afterAll(() => product?.close());

  test('on objects that reach every branch of the printers', { timeout: 600_000 }, async () => {
    const plane = await started({ name: 'fidelity', storage: 'application/json' });
    await createFixtures(plane, await loadFixtures('objects', new Date()));
    const kinds = preferred(await servedKinds(plane.client));
    expect(kinds.length).toBeGreaterThan(55);
    expect(await emptyKinds(plane, kinds)).toEqual([]);
    expect(await compareAll(plane, product, kinds)).toEqual([]);
  });

  test('kinds that only a server with every switch on has', { timeout: 300_000 }, async () => {
    const plane = await started({
      name: 'gated',
      storage: 'application/json',
      apiServerFlags: ['--runtime-config=api/all=true', '--feature-gates=AllAlpha=true,AllBeta=true'],
    });
    const fixtures = await loadFixtures('objects-gated', new Date());
    await createFixtures(plane, fixtures);
    const wanted = new Set(fixtures.map(({ kind }) => kind));
    const kinds = preferred(await servedKinds(plane.client)).filter(({ kind }) => wanted.has(kind));
    expect(kinds).toHaveLength(wanted.size);
    expect(await compareAll(plane, product, kinds)).toEqual([]);
  });

  test('on a cluster that lives: controllers, kubelets, what they write', { timeout: 600_000 }, async () => {
    const plane = await started({ name: 'living', nodes: 4, controllers: true, kwok: true });
    for (const file of ['workloads.yaml', 'parcels.yaml']) {
      const path = join(import.meta.dirname, 'fixtures', file);
      await eventually(`${file} could not be applied`, 30_000, () => plane.kubectl(['apply', '--filename', path]));
    }
    await plane.kubectl(['-n', 'shop', 'rollout', 'status', 'deployment/storefront', '--timeout=60s']);
    const kinds = preferred(await servedKinds(plane.client));
    // Of a kind without objects kubectl prints no columns either.
    const empty = new Set(await emptyKinds(plane, kinds));
    const compared = kinds.filter((kind) => !empty.has(shortId(kind)));
    expect(compared.length).toBeGreaterThan(35);
    expect(await compareAll(plane, product, compared)).toEqual([]);
  });
});

async function emptyKinds(plane: ControlPlane, kinds: readonly ServedKind[]): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const kind of kinds) {
    const list = await plane.client.json('GET', `${collectionPath(kind)}?limit=1`);
    if (!isFields(list) || !Array.isArray(list.items) || list.items.length === 0) empty.push(shortId(kind));
  }
  return empty;
}
