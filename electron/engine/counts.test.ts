import { afterEach, expect, it } from 'vitest';
import type { KindCount, KindInfo } from '../../shared/contract/catalog.ts';
import { Counts } from './counts.ts';
import { ManualClock } from './testing/manual-clock.ts';

const kind = (plural: string, namespaced = true): KindInfo => ({
  id: plural,
  group: '',
  version: 'v1',
  kind: plural,
  plural,
  singular: plural,
  shortNames: [],
  namespaced,
  verbs: ['list'],
  categories: [],
  subresources: [],
  declared: true,
  custom: false,
});
const kinds = [kind('pods'), kind('secrets'), kind('nodes', false)];

/** A user who may list pods in `payments` and `orders`, secrets and nodes nowhere. */
function counting(permitted: readonly string[]) {
  const posted: (readonly KindCount[])[] = [];
  const paths: string[] = [];
  let namespaces = permitted;
  const counts = new Counts({
    send: async ({ path }) => {
      paths.push(path);
      const items = /namespaces\/(?:payments|orders)\/pods/.test(path) ? [{}] : null;
      if (items === null) return { status: 403, headers: {}, text: '{}' };
      return { status: 200, headers: {}, text: JSON.stringify({ items, metadata: { remainingItemCount: 6 } }) };
    },
    resolve: (word) => kinds.find(({ id }) => id === word),
    held: () => null,
    permitted: () => namespaces,
    post: (found) => posted.push(found),
    clock: new ManualClock(),
  });
  const round = async (at: number): Promise<Readonly<Record<string, KindCount>>> => {
    await expect.poll(() => posted.length).toBeGreaterThan(at);
    return Object.fromEntries((posted[at] ?? []).map((one) => [one.kind, one]));
  };
  const permit = (next: readonly string[]): void => {
    namespaces = next;
    counts.again();
  };
  return { counts, paths, round, permit };
}

let rig: ReturnType<typeof counting>;
afterEach(() => rig.counts.close());

it('counts over the permitted namespaces what may not be listed in all; denied is what is denied everywhere', async () => {
  rig = counting(['payments', 'orders', 'kube-system']);
  rig.counts.poll(['pods', 'secrets', 'nodes'], 1_000);
  expect(await rig.round(0)).toEqual({
    pods: { kind: 'pods', count: 14, denied: false },
    secrets: { kind: 'secrets', count: null, denied: true },
    nodes: { kind: 'nodes', count: null, denied: true },
  });
  expect(rig.paths.filter((path) => path.includes('nodes'))).toHaveLength(1);
});

it('counts again at once when other namespaces become known', async () => {
  rig = counting([]);
  rig.counts.poll(['pods'], 1_000);
  expect((await rig.round(0)).pods).toEqual({ kind: 'pods', count: null, denied: true });
  rig.permit(['payments']);
  expect((await rig.round(1)).pods).toEqual({ kind: 'pods', count: 7, denied: false });
});

it('does not add up more than eight namespaces, and says no number then', async () => {
  rig = counting(['payments', ...Array.from({ length: 20 }, (_, at) => `ns-${at}`)]);
  rig.counts.poll(['pods'], 1_000);
  expect((await rig.round(0)).pods).toEqual({ kind: 'pods', count: null, denied: false });
  expect(rig.paths.filter((path) => path.includes('namespaces/'))).toHaveLength(8);
});
