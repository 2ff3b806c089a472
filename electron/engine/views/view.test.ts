import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Row, ViewPatchEvent, ViewSnapshot } from '../../../shared/contract/views.ts';
import { assumedInfo } from '../../../shared/kinds/assumed.ts';
import { kindById } from '../../../shared/kinds/index.ts';
import { compareNatural } from '../../../shared/kube/natural.ts';
import type { ViewQuery } from '../protocol.ts';
import { SpecProjector } from '../store/project.ts';
import { Collection } from './collection.ts';
import { View } from './view.ts';

const spec = kindById('pods');
if (spec === undefined) throw new Error('pods are declared');
const kind = assumedInfo(spec);

const ALL: ViewQuery = { kind: 'pods', namespaces: null, filter: '', sort: null, window: { offset: 0, limit: 1000 } };

interface PodFacts {
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  readonly restarts: number;
}

const podOf = ({ uid, name, namespace, phase, restarts }: PodFacts): unknown => ({
  metadata: { uid, name, namespace, resourceVersion: '1', labels: { app: name } },
  spec: { containers: [{ name: 'main', image: 'a' }] },
  status: { phase, containerStatuses: [{ name: 'main', restartCount: restarts, ready: true, state: { running: {} } }] },
});

/** How a reader may put rows: written to their index, inserted after all old copies were taken out, or one row after the other. */
type Place = 'write' | 'insert' | 'one by one';

/** A window that applies what it is sent, as the contract says, in one of the ways it may be read. */
class Receiver {
  rows: Row[] = [];
  total = 0;
  unfiltered = 0;
  seq = 0;
  readonly #place: Place;
  constructor(place: Place) {
    this.#place = place;
  }
  whole(snapshot: Omit<ViewSnapshot, 'clusterId'>): void {
    expect(snapshot.seq).toBeGreaterThan(this.seq);
    Object.assign(this, {
      seq: snapshot.seq,
      total: snapshot.total,
      unfiltered: snapshot.unfiltered,
      rows: [...snapshot.rows],
    });
  }
  patch(patch: ViewPatchEvent): void {
    expect(patch.seq).toBeGreaterThan(this.seq);
    const gone = new Set(patch.remove);
    if (this.#place === 'insert') for (const row of patch.upsert) gone.add(row.uid);
    this.rows = this.rows.filter((row) => !gone.has(row.uid));
    for (const row of patch.upsert) {
      if (this.#place === 'one by one') this.rows = this.rows.filter((old) => old.uid !== row.uid);
      if (this.#place === 'write') this.rows[row.index] = row;
      else this.rows.splice(row.index, 0, row);
    }
    if (this.#place === 'write') this.rows.length = Math.min(this.rows.length, patch.total);
    Object.assign(this, { seq: patch.seq, total: patch.total, unfiltered: patch.unfiltered });
  }
}

function rig(query: ViewQuery, place: Place) {
  const collection = new Collection(new SpecProjector(spec as NonNullable<typeof spec>), () => {});
  const source = collection.addSource('');
  const intake = collection.intake(source);
  const receiver = new Receiver(place);
  const holder: { view?: View } = {};
  const view = new View(
    'v',
    kind,
    collection,
    query,
    0,
    () => ({
      freshness: source.freshness,
      loading: source.synced ? null : { about: null },
      relisting: source.synced && source.listing,
      usageProblem: null,
    }),
    {
      rows: (snapshot) => {
        receiver.whole(snapshot);
        holder.view?.ack(snapshot.seq);
      },
      patch: (patch) => {
        receiver.patch(patch);
        holder.view?.ack(patch.seq);
      },
      freshness: () => {},
    },
    () => 0,
  );
  holder.view = view;
  collection.follow(view);
  receiver.whole(view.snapshot());
  return { collection, intake, receiver, view };
}

const facts: fc.Arbitrary<PodFacts> = fc.record({
  uid: fc.integer({ min: 0, max: 30 }).map((n) => `uid-${n}`),
  name: fc.constant(''),
  namespace: fc.constant(''),
  phase: fc.constantFrom('Running', 'Pending', 'Failed'),
  restarts: fc.integer({ min: 0, max: 12 }),
});
/** Name and namespace belong to the uid: they never change. */
const settled = (pod: PodFacts): PodFacts => {
  const n = Number(pod.uid.slice(4));
  return { ...pod, name: `pod-${n * 7}`, namespace: `ns-${n % 3}` };
};

type Step =
  | { readonly type: 'put' | 'remove'; readonly pod: PodFacts }
  | { readonly type: 'list'; readonly pods: readonly PodFacts[] }
  | { readonly type: 'several'; readonly pods: readonly PodFacts[] };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('put' as const), pod: facts.map(settled) }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('remove' as const), pod: facts.map(settled) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('list' as const), pods: fc.array(facts.map(settled), { maxLength: 30 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('several' as const),
      pods: fc.array(facts.map(settled), { maxLength: 8 }),
    }),
  },
);

function run(intake: ReturnType<typeof rig>['intake'], model: Map<string, PodFacts>, next: Step): void {
  if (next.type === 'list') {
    intake.begin();
    model.clear();
    for (const pod of next.pods) {
      intake.item({ object: podOf(pod) });
      model.set(pod.uid, pod);
    }
    intake.batchEnd(null);
    intake.commit();
    return;
  }
  if (next.type === 'several') {
    // Changes that arrive together leave in one patch: rows that swap places around others.
    for (const pod of next.pods) {
      intake.put(podOf(pod));
      model.set(pod.uid, pod);
    }
  } else if (next.type === 'put') {
    intake.put(podOf(next.pod));
    model.set(next.pod.uid, next.pod);
  } else {
    intake.remove(podOf(next.pod));
    model.delete(next.pod.uid);
  }
  intake.batchEnd(null);
}

const byName = (a: PodFacts, b: PodFacts): number =>
  compareNatural(a.namespace, b.namespace) || compareNatural(a.name, b.name);

const queries: readonly {
  readonly title: string;
  readonly query: ViewQuery;
  readonly keep: (pod: PodFacts) => boolean;
  readonly order: (a: PodFacts, b: PodFacts) => number;
}[] = [
  { title: 'as it comes', query: ALL, keep: () => true, order: byName },
  {
    title: 'by restarts, descending',
    query: { ...ALL, sort: { column: 'restarts', descending: true } },
    keep: () => true,
    order: (a, b) => b.restarts - a.restarts || byName(a, b),
  },
  {
    title: 'by name',
    query: { ...ALL, sort: { column: 'name', descending: false } },
    keep: () => true,
    order: (a, b) => compareNatural(a.name, b.name) || byName(a, b),
  },
  {
    title: 'filtered by a cell that changes',
    query: { ...ALL, filter: 'status:running' },
    keep: (pod) => pod.phase === 'Running',
    order: byName,
  },
  {
    title: 'filtered and sorted',
    query: { ...ALL, filter: '!pending', sort: { column: 'status', descending: false } },
    keep: (pod) => pod.phase !== 'Pending',
    order: (a, b) => compareNatural(a.phase, b.phase) || byName(a, b),
  },
  {
    title: 'in two namespaces',
    query: { ...ALL, namespaces: ['ns-0', 'ns-2'] },
    keep: (pod) => pod.namespace !== 'ns-1',
    order: byName,
  },
  {
    title: 'a window in the middle',
    query: { ...ALL, window: { offset: 3, limit: 5 } },
    keep: () => true,
    order: byName,
  },
];

describe('a view', () => {
  it.each(
    queries.flatMap((entry) => (['write', 'insert', 'one by one'] as const).map((place) => ({ ...entry, place }))),
  )('$title ($place): whatever happens, the window equals the server’s state', ({ query, keep, order, place }) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { intake, receiver } = rig(query, place);
        const model = new Map<string, PodFacts>();
        intake.begin();
        intake.commit();
        for (const next of steps) run(intake, model, next);
        const expected = [...model.values()].filter(keep).sort(order);
        const { offset, limit } = query.window;
        expect(receiver.total).toBe(expected.length);
        const rows = place === 'write' ? receiver.rows.slice(offset) : receiver.rows;
        if (offset === 0) {
          expect(rows.map(({ uid }) => uid)).toEqual(expected.slice(offset, offset + limit).map(({ uid }) => uid));
          expect(rows.map(({ index }) => index)).toEqual(rows.map((_, i) => i));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has one message under way: the next leaves with the acknowledgement and says how things are by then', () => {
    const sent: (ViewPatchEvent | 'rows')[] = [];
    const collection = new Collection(new SpecProjector(spec as NonNullable<typeof spec>), () => {});
    const source = collection.addSource('');
    const intake = collection.intake(source);
    const view = new View(
      'v',
      kind,
      collection,
      ALL,
      7,
      () => ({ freshness: { state: 'live' }, loading: null, relisting: false, usageProblem: null }),
      {
        rows: () => sent.push('rows'),
        patch: (patch) => sent.push(patch),
        freshness: () => {},
      },
      () => 0,
    );
    collection.follow(view);
    expect(view.snapshot().seq).toBe(8);
    for (let restarts = 0; restarts < 50; restarts++) {
      intake.put(podOf(settled({ uid: 'uid-1', name: '', namespace: '', phase: 'Running', restarts })));
      intake.batchEnd(null);
    }
    expect(sent).toHaveLength(1);
    view.ack(8);
    expect(sent).toHaveLength(1);
    view.ack(9);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ seq: 10, total: 1, upsert: [{ cells: expect.arrayContaining([[49, null]]) }] });
    view.ack(10);
    intake.put(podOf(settled({ uid: 'uid-1', name: '', namespace: '', phase: 'Running', restarts: 49 })));
    intake.batchEnd(null);
    expect(sent, 'a change that shows nothing new sends nothing').toHaveLength(2);
  });

  it('keeps the last right filter while the text is wrong, and says where', () => {
    const { intake, view } = rig(ALL, 'write');
    intake.begin();
    for (let n = 0; n < 4; n++)
      intake.item({
        object: podOf(
          settled({ uid: `uid-${n}`, name: '', namespace: '', phase: n === 2 ? 'Failed' : 'Running', restarts: 0 }),
        ),
      });
    intake.batchEnd(null);
    intake.commit();
    view.update({ filter: 'failed' });
    expect(view.snapshot().total).toBe(1);
    view.update({ filter: '/[/' });
    expect(view.snapshot()).toMatchObject({
      total: 1,
      filterProblem: { at: expect.any(Number), message: expect.any(String) },
    });
    view.update({ filter: '' });
    expect(view.snapshot()).toMatchObject({ total: 4, unfiltered: 4, filterProblem: null });
  });
});
