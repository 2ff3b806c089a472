import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row, ViewPatchEvent } from '../../../shared/contract/views.ts';
import { assumedInfo } from '../../../shared/kinds/assumed.ts';
import { extraReader } from '../../../shared/kinds/extra.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import type { ViewQuery } from '../protocol.ts';
import { SpecProjector } from '../store/project.ts';
import { Collection } from './collection.ts';
import { View } from './view.ts';

const spec = kindById('pods');
if (spec === undefined) throw new Error('pods are declared');
const kind = assumedInfo(spec);
const projector = new SpecProjector(spec);
const ALL: ViewQuery = { kind: 'pods', namespaces: null, filter: '', sort: null, window: { offset: 0, limit: 1000 } };

interface Facts {
  readonly id: number;
  readonly owner: string | null;
  readonly node: string;
  readonly phase: string;
  readonly team?: string;
}
const podOf = ({ id, owner, node, phase, team = 'a' }: Facts): unknown => ({
  metadata: {
    uid: `uid-${id}`,
    name: `pod-${id}`,
    namespace: `ns-${id % 3}`,
    labels: { app: `app-${id % 4}`, team },
    annotations: { note: `n${id}` },
    ...(owner === null ? {} : { ownerReferences: [{ kind: 'ReplicaSet', name: owner, controller: true }] }),
  },
  spec: {
    nodeName: node,
    containers: [{ name: 'main', image: 'a', resources: { requests: { cpu: '100m' }, limits: { cpu: '0.5' } } }],
  },
  status: { phase, containerStatuses: [{ name: 'main', ready: true, state: { running: {} } }] },
});

function rig(query: ViewQuery) {
  const collection = new Collection(projector, () => {});
  const source = collection.addSource('');
  const held: { rows: Row[]; total: number; lines: number | undefined; view: View | null } = {
    rows: [],
    total: 0,
    lines: undefined,
    view: null,
  };
  const patch = (news: ViewPatchEvent): void => {
    const gone = new Set([...news.remove, ...news.upsert.map((row) => row.uid)]);
    held.rows = held.rows.filter((row) => !gone.has(row.uid));
    for (const row of news.upsert) held.rows.splice(row.index, 0, row);
    Object.assign(held, { total: news.total, lines: news.lines });
    held.view?.ack(news.seq);
  };
  const live = { freshness: { state: 'live' } as const, loading: null, relisting: false, usageProblem: null };
  const view = new View(
    'v',
    kind,
    collection,
    query,
    0,
    () => live,
    {
      rows: (snapshot) => {
        Object.assign(held, { rows: [...snapshot.rows], total: snapshot.total, lines: snapshot.lines });
        held.view?.ack(snapshot.seq);
      },
      patch,
      freshness: () => {},
    },
    () => 0,
  );
  held.view = view;
  collection.follow(view);
  const first = view.snapshot();
  Object.assign(held, { rows: [...first.rows], total: first.total, lines: first.lines });
  return { collection, source, held, view };
}

/** Heads as `Title: count`, rows by name. */
const shape = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) => (row.group === undefined ? row.name : `${row.name}: ${row.group.count}`));

const facts: fc.Arbitrary<Facts> = fc.record({
  id: fc.nat(20),
  owner: fc.constantFrom(null, 'web-1', 'web-10', 'api'),
  node: fc.constantFrom('', 'node-1', 'node-2'),
  phase: fc.constantFrom('Running', 'Pending', 'Failed'),
});

describe('a grouped view', () => {
  it('has heads in natural order, each with its count, its worst state and its rows', () => {
    const { collection, source, held } = rig({ ...ALL, group: { by: 'node' } });
    const intake = collection.intake(source);
    for (const [id, node, phase] of [
      [1, 'node-10', 'Running'],
      [2, 'node-2', 'Failed'],
      [3, '', 'Pending'],
      [4, 'node-2', 'Running'],
    ] as const)
      intake.put(podOf({ id, owner: null, node, phase }));
    intake.batchEnd(null);
    expect(shape(held.rows)).toEqual(['node-2: 2', 'pod-4', 'pod-2', 'node-10: 1', 'pod-1', 'No node: 1', 'pod-3']);
    expect(held.rows.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(held.rows[0]).toMatchObject({ uid: 'group:node-2', state: 'bad', group: { faulty: 1, folded: false } });
    expect(held).toMatchObject({ total: 4, lines: 7 });
  });

  it('folds: heads stay, windows and ranges count lines, and a group is selected whole', () => {
    const { collection, source, view } = rig({ ...ALL, group: { by: 'namespace' } });
    const intake = collection.intake(source);
    for (let id = 0; id < 9; id++) intake.put(podOf({ id, owner: null, node: 'n', phase: 'Running' }));
    intake.batchEnd(null);
    view.update({ fold: { all: true, except: ['ns-1'] } });
    const { rows, total, lines } = view.snapshot();
    expect(shape(rows)).toEqual(['ns-0: 3', 'ns-1: 3', 'pod-1', 'pod-4', 'pod-7', 'ns-2: 3']);
    expect([total, lines]).toEqual([9, 6]);
    expect(view.uids({ from: 0, to: 3 }).uids).toEqual(['uid-1']);
    expect(view.uids({ group: 'ns-0' }).uids).toEqual(['uid-0', 'uid-3', 'uid-6']);
    expect(view.uids({}).uids).toHaveLength(9);
    view.update({ window: { offset: 4, limit: 2 } });
    expect(view.snapshot().rows.map(({ index, name }) => [index, name])).toEqual([
      [4, 'pod-7'],
      [5, 'ns-2'],
    ]);
  });

  it('tells owners of one name in two namespaces apart, and groups by a label', () => {
    const { collection, source, view } = rig({ ...ALL, group: { by: 'owner' } });
    const intake = collection.intake(source);
    for (const id of [0, 1, 3]) intake.put(podOf({ id, owner: 'web', node: 'n', phase: 'Running' }));
    intake.batchEnd(null);
    expect(
      view
        .snapshot()
        .rows.filter((row) => row.group)
        .map(({ name, namespace }) => [name, namespace]),
    ).toEqual([
      ['ReplicaSet/web', 'ns-0'],
      ['ReplicaSet/web', 'ns-1'],
    ]);
    view.update({ group: { by: 'label', key: 'app' } });
    expect(shape(view.snapshot().rows)).toEqual(['app-0: 1', 'pod-0', 'app-1: 1', 'pod-1', 'app-3: 1', 'pod-3']);
  });

  it('is, after any changes, what it would be if it were opened now', () => {
    const change = fc.oneof(
      fc.record({ type: fc.constant('put' as const), pod: facts }),
      fc.record({ type: fc.constant('remove' as const), pod: facts }),
      fc.record({ type: fc.constant('burst' as const) }),
    );
    const by = fc.constantFrom<NonNullable<ViewQuery['group']>>(
      { by: 'owner' },
      { by: 'node' },
      { by: 'label', key: 'app' },
    );
    const fold = fc.constantFrom<NonNullable<ViewQuery['fold']>>(
      { all: false, except: [] },
      { all: true, except: ['node-1', 'ns-0/ReplicaSet/api'] },
    );
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        by,
        fold,
        fc.constantFrom('', '!pending'),
        (changes, group, folded, filter) => {
          const query: ViewQuery = {
            ...ALL,
            group,
            fold: folded,
            filter,
            sort: { column: 'status', descending: false },
          };
          const { collection, source, held } = rig(query);
          const intake = collection.intake(source);
          for (const one of changes) {
            if (one.type === 'burst') intake.batchEnd(null);
            else if (one.type === 'put') intake.put(podOf(one.pod));
            else intake.remove(podOf(one.pod));
          }
          intake.batchEnd(null);
          const live = { freshness: { state: 'live' } as const, loading: null, relisting: false, usageProblem: null };
          const events = { rows: () => {}, patch: () => {}, freshness: () => {} };
          const fresh = new View(
            'w',
            kind,
            collection,
            query,
            0,
            () => live,
            events,
            () => 0,
          ).snapshot();
          expect(held.rows).toEqual(fresh.rows);
          expect([held.total, held.lines]).toEqual([fresh.total, fresh.lines]);
        },
      ),
    );
  });
});

describe('extra columns', () => {
  const team = { type: 'label', key: 'team', title: 'Team', format: 'text' } as const;
  const note = { type: 'annotation', key: 'note', title: 'Note', format: 'text' } as const;
  const path = { type: 'path', path: '.spec.nodeName', title: 'Where', format: 'text' } as const;

  it('are there at once for labels and owners, and filled by the next reading for the rest', () => {
    const { collection, source, view } = rig(ALL);
    const first = collection.intake(source);
    first.put(podOf({ id: 1, owner: 'web', node: 'node-7', phase: 'Running' }));
    view.update({ extra: [note, team, { type: 'owner' }, path] });
    collection.holdExtras([note, team, { type: 'owner' } as const, path].map((one) => extraReader('pods', one, false)));
    const extra = (): unknown => view.snapshot().rows[0]?.cells.slice(9);
    expect(
      view
        .snapshot()
        .columns.slice(9)
        .map(({ id, extra: is }) => [id, is]),
    ).toEqual([
      ['note', true],
      ['team', true],
      ['owner', true],
      ['where', true],
    ]);
    expect(extra()).toEqual([null, 'a', 'ReplicaSet/web', null]);
    // What still comes in by the reading there was leaves the new cells alone.
    first.put(podOf({ id: 1, owner: 'web', node: 'node-7', phase: 'Failed' }));
    expect(extra()).toEqual([null, 'a', 'ReplicaSet/web', null]);
    collection.intake(source, true).put(podOf({ id: 1, owner: 'web', node: 'node-7', phase: 'Failed' }));
    expect(extra()).toEqual(['n1', 'a', 'ReplicaSet/web', 'node-7']);
    first.put(podOf({ id: 1, owner: 'web', node: 'node-7', phase: 'Running' }));
    expect(extra()).toEqual(['n1', 'a', 'ReplicaSet/web', 'node-7']);
  });

  it('are sorted, filtered and searched like any other', () => {
    const { collection, source, view } = rig({ ...ALL, extra: [team] });
    collection.holdExtras([extraReader('pods', team, false)]);
    const intake = collection.intake(source);
    for (const [id, name] of [
      [1, 'blue'],
      [2, 'amber'],
      [3, 'blue'],
    ] as const)
      intake.put(podOf({ id, owner: null, node: 'n', phase: 'Running', team: name }));
    view.update({ sort: { column: 'team', descending: true } });
    expect(shape(view.snapshot().rows)).toEqual(['pod-3', 'pod-1', 'pod-2']);
    view.update({ filter: 'team:=amber' });
    expect(shape(view.snapshot().rows)).toEqual(['pod-2']);
    view.update({ filter: 'blue' });
    expect(view.snapshot().total).toBe(2);
    view.update({ extra: [] });
    expect(view.snapshot().total).toBe(0);
  });

  it('of what is used: measured beside the objects, compared by value, what was not measured last', () => {
    const cpu = { type: 'cpu' } as const;
    const { collection, source, view, held } = rig({ ...ALL, extra: [cpu], sort: { column: 'cpu', descending: true } });
    collection.holdExtras([extraReader('pods', cpu, false)]);
    const intake = collection.intake(source);
    for (const id of [1, 2, 3]) intake.put(podOf({ id, owner: null, node: 'n', phase: 'Running' }));
    intake.batchEnd(null);
    collection.measure((store) => store.setExtra(store.find('uid-2'), 'cpu', [400, 100, 500]));
    expect(held.rows.map((row) => row.cells.at(-1))).toEqual([
      [400, 100, 500],
      [null, 100, 500],
      [null, 100, 500],
    ]);
    view.update({ filter: 'cpu>300m' });
    expect(shape(view.snapshot().rows)).toEqual(['pod-2']);
  });
});

describe('facets', () => {
  it('count values over the whole list, and say how many of them the filter lets through', () => {
    const { collection, source, view } = rig({ ...ALL, filter: 'status:Running', namespaces: ['ns-0', 'ns-1'] });
    const intake = collection.intake(source);
    for (let id = 0; id < 12; id++)
      intake.put(
        podOf({ id, owner: id < 6 ? 'web' : null, node: `n${id % 2}`, phase: id % 4 === 0 ? 'Failed' : 'Running' }),
      );
    const [status, owner, keys, app] = view.facets(['status', 'owner', 'labels', 'label:app'], 2);
    expect(status).toEqual({
      of: 'status',
      title: 'STATUS',
      values: [
        { value: 'Running', count: 6, matching: 6 },
        { value: 'Failed', count: 2, matching: 0 },
      ],
      more: 0,
    });
    expect(owner?.values).toEqual([{ value: 'ReplicaSet/web', count: 4, matching: 2 }]);
    expect(keys?.values.map(({ value, count }) => [value, count])).toEqual([
      ['app', 8],
      ['team', 8],
    ]);
    expect(app).toMatchObject({ more: 2, values: [{ count: 2 }, { count: 2 }] });
    expect(view.facets(null, 200).map(({ of }) => of)).toEqual(['state', 'namespace', 'status', 'node', 'labels']);
  });
});
