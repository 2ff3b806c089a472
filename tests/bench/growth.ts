import { SpecProjector } from '../../electron/engine/store/project.ts';
import { Collection } from '../../electron/engine/views/collection.ts';
import { View } from '../../electron/engine/views/view.ts';
import { kindById } from '../../shared/kinds/index.ts';
import { pod } from './pods.ts';
import { pods } from './rig.ts';
import { quantile } from './statistics.ts';

const CHANGES = 2_000;

/**
 * What one change costs the engine by the number of rows, microseconds: a pod's restarts grow in a list that is sorted by them and
 * filtered, acknowledged at once. In this process, without a wire.
 */
export function changeCost(sizes: readonly number[]): Readonly<Record<number, number>> {
  return Object.fromEntries(sizes.map((size) => [size, costOf(size)]));
}

function costOf(size: number): number {
  const spec = kindById('pods');
  if (spec === undefined) throw new Error('pods are declared');
  const collection = new Collection(new SpecProjector(spec), () => {});
  const source = collection.addSource('');
  const intake = collection.intake(source);
  intake.begin();
  for (let i = 0; i < size; i++) intake.item({ object: pod(i, { resourceVersion: i, restarts: 0, ready: true }) });
  intake.commit();
  source.freshness = { state: 'live' };
  const query = { ...pods, filter: 'team-', sort: { column: 'restarts', descending: true } };
  const events = {
    rows: ({ seq }: { readonly seq: number }) => view.ack(seq),
    patch: ({ seq }: { readonly seq: number }) => view.ack(seq),
    freshness: () => {},
  };
  const kind = {
    id: 'pods',
    group: '',
    version: 'v1',
    kind: 'Pod',
    plural: 'pods',
    singular: 'pod',
    shortNames: [],
    namespaced: true,
    verbs: [],
    categories: [],
    subresources: [],
    declared: true,
    custom: false,
  };
  const state = () => ({ freshness: source.freshness, loading: null, relisting: false, usageProblem: null });
  const view: View = new View('v', kind, collection, query, 0, state, events, Date.now);
  collection.follow(view);
  view.snapshot();
  const changed = Array.from({ length: CHANGES }, (_, n) =>
    pod((n * 7919) % size, { resourceVersion: size + n, restarts: n + 1, ready: true }),
  );
  const times = changed.map((object) => {
    const started = performance.now();
    intake.put(object);
    intake.batchEnd(null);
    return (performance.now() - started) * 1_000;
  });
  return quantile(
    times.sort((a, b) => a - b),
    0.5,
  );
}
