import { afterEach, describe, expect, it } from 'vitest';
import type { Catalog } from '../../shared/contract/catalog.ts';
import { CatalogKeeper } from './catalog-keeper.ts';
import { ManualClock } from './testing/manual-clock.ts';
import { Waits } from './time.ts';

type Answer = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | Error;

const served = { kind: 'APIGroupDiscoveryList', items: [] };
const refused = (status: number): Answer => ({ status });

function keeping(answers: readonly Answer[]) {
  const clock = new ManualClock();
  const catalogs: Catalog[] = [];
  let asked = 0;
  const keeper = new CatalogKeeper({
    // `/api` and `/apis` are asked together.
    send: async () => {
      const answer = answers[Math.min(asked++ >> 1, answers.length - 1)] ?? refused(500);
      if (answer instanceof Error) throw answer;
      return { headers: {}, ...answer, text: answer.status === 200 ? JSON.stringify(served) : '{}' };
    },
    onCatalog: (catalog) => catalogs.push(catalog),
    waits: new Waits(clock),
    clock,
    random: () => 0.5,
  });
  const passWait = async (): Promise<number> => {
    for (;;) {
      const [wait] = clock.waiting;
      if (wait !== undefined) {
        clock.advance(wait);
        return wait;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { keeper, catalogs, passWait, asked: () => asked >> 1 };
}

let rig: ReturnType<typeof keeping>;
afterEach(() => rig.keeper.close());

describe('what a server serves', () => {
  it('is asked for until there is an answer, with the back-off of lists', async () => {
    rig = keeping([refused(503), new Error('reset'), refused(500), { status: 200 }]);
    rig.keeper.keep();
    expect([await rig.passWait(), await rig.passWait(), await rig.passWait()]).toEqual([1200, 2400, 4800]);
    await expect.poll(() => rig.catalogs.map(({ source }) => source)).toEqual(['discovery']);
    expect(rig.asked()).toBe(4);
  });

  it('is asked for when the server says, after a 429', async () => {
    rig = keeping([{ status: 429, headers: { 'retry-after': '9' } }, { status: 200 }]);
    rig.keeper.keep();
    expect(await rig.passWait()).toBe(9_000);
    await expect.poll(() => rig.catalogs).toHaveLength(1);
  });

  it('is the declared kinds for somebody who may not ask, and asked again by the minute', async () => {
    rig = keeping([refused(403), refused(403), { status: 200 }]);
    rig.keeper.keep();
    expect(await rig.passWait()).toBe(60_000);
    expect(rig.catalogs).toHaveLength(1);
    expect(rig.catalogs[0]).toMatchObject({ source: 'discovery', failedGroups: [{ group: '' }] });
    expect(rig.catalogs[0]?.kinds.some(({ id }) => id === 'pods')).toBe(true);
    expect(await rig.passWait()).toBe(60_000);
    await expect.poll(() => rig.catalogs.at(-1)?.failedGroups).toEqual([]);
  });
});
