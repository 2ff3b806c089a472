import { expect, test } from 'vitest';
import type { SearchQuery } from '../protocol.ts';
import { findLine, haystackOf } from './haystack.ts';
import { KindIndex } from './kind-index.ts';
import { readyQuery } from './query.ts';
import { Best, kindWeight, nameTier } from './ranking.ts';
import { Scan } from './scan.ts';

const query = (text: string, more: Partial<SearchQuery> = {}): SearchQuery => ({
  turn: 0,
  text,
  events: false,
  depth: 'held',
  limit: 50,
  ...more,
});

interface Given {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly owner?: string;
}

function index(kind: string, objects: readonly Given[]): KindIndex {
  const made = new KindIndex(kind, kindWeight(kind, false));
  for (const { name, namespace = 'shop', labels, annotations, owner } of objects) {
    const ownerReferences = owner === undefined ? undefined : [{ kind: 'ReplicaSet', name: owner }];
    const entry = haystackOf(
      { metadata: { uid: `${kind} ${name}`, name, namespace, labels, annotations, ownerReferences } },
      null,
    );
    if (entry !== null) made.add(entry);
  }
  return made;
}

async function find(asked: SearchQuery, sources: readonly KindIndex[]) {
  const scan = new Scan(readyQuery(asked), sources, asked.limit);
  await scan.run(() => null);
  const byName = scan.answer();
  await scan.runRest(() => null);
  return { byName, ...scan.answer() };
}

const pods = index('pods', [
  { name: 'web-1', labels: { app: 'web', tier: 'Front' }, owner: 'web-7d8' },
  { name: 'web', labels: { app: 'web' } },
  { name: 'api-web', annotations: { 'checked-by': 'Otto' } },
  { name: 'cobweb', namespace: 'attic' },
]);
const deployments = index('deployments.apps', [{ name: 'web' }]);

test('the object of that name first, the workload before its pods, then names that begin so, then parts of names', async () => {
  const { hits, total } = await find(query('web'), [pods, deployments]);
  expect(hits.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'deployments.apps web',
    'pods web',
    'pods web-1',
    'pods api-web',
    'pods cobweb',
  ]);
  expect(total).toBe(5);
});

test('all words, each anywhere; what was found elsewhere than in the name is said', async () => {
  const labelled = await find(query('web FRONT'), [pods]);
  expect(labelled.byName.total).toBe(0);
  expect(labelled.hits).toMatchObject([{ name: 'web-1', match: { place: 'label', text: 'tier=Front' } }]);
  expect((await find(query('otto'), [pods])).hits).toMatchObject([
    { name: 'api-web', match: { place: 'annotation', text: 'checked-by=otto' } },
  ]);
  expect((await find(query('replicaset/web-7d8'), [pods])).hits).toMatchObject([{ name: 'web-1' }]);
  expect((await find(query('attic'), [pods])).hits).toMatchObject([{ name: 'cobweb', match: { place: 'namespace' } }]);
  expect((await find(query('web nowhere'), [pods])).total).toBe(0);
});

test('a whole value stands before one that only begins so', async () => {
  const addressed = index('pods', [
    { name: 'a', annotations: { ip: '10.0.0.12' } },
    { name: 'long-name-of-it', annotations: { ip: '10.0.0.1' } },
  ]);
  expect((await find(query('10.0.0.1'), [addressed])).hits.map(({ name }) => name)).toEqual(['long-name-of-it', 'a']);
});

test('namespace and selector narrow; no object is found twice', async () => {
  expect((await find(query('web', { namespace: 'attic' }), [pods])).hits.map(({ name }) => name)).toEqual(['cobweb']);
  const selected = await find(query('', { labelSelector: 'app=web,tier!=back' }), [pods]);
  expect(selected.hits.map(({ name }) => name)).toEqual(['web', 'web-1']);
  expect(selected.total).toBe(2);
  expect(() => readyQuery(query('', { labelSelector: 'a=b=c' }))).toThrow('-l a=b=c');
});

test('only the best are kept, in order, equal ones as they came', () => {
  const best = new Best<{ rank: number; id: string }>(3);
  for (const [rank, id] of [
    [5, 'a'],
    [1, 'b'],
    [5, 'c'],
    [3, 'd'],
    [9, 'e'],
    [3, 'f'],
  ] as const)
    best.add({ rank, id });
  expect(best.items.map(({ id }) => id)).toEqual(['b', 'd', 'f']);
  expect(nameTier('payments-api', ['api'])).toBe(2);
  expect(nameTier('payments-api', ['payments-api'])).toBe(0);
});

test('data hidden in annotations is left out; garbage is no result', () => {
  const long = { 'kubectl.kubernetes.io/last-applied-configuration': 'x'.repeat(1000), short: 'kept' };
  const entry = haystackOf({ metadata: { uid: 'u', name: 'n', annotations: long } }, null);
  expect(findLine(entry?.words ?? '', 'kept')).toEqual({ place: 'annotation', text: 'short=kept' });
  expect(entry?.words).not.toContain('last-applied');
  for (const garbage of [null, 'x', {}, { metadata: { name: 3 } }]) expect(haystackOf(garbage, null)).toBeNull();
});
