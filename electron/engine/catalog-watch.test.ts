import { describe, expect, it } from 'vitest';
import { CatalogWatch } from './catalog-watch.ts';
import type { EngineRequest } from './protocol.ts';
import { ManualClock } from './testing/manual-clock.ts';

function rig(tags: readonly (string | null)[]) {
  const clock = new ManualClock();
  const asked: EngineRequest[] = [];
  const server = { tag: tags[0] ?? null };
  const news = { changed: 0 };
  const watch = new CatalogWatch({
    clock,
    changed: () => void news.changed++,
    send: (request) => {
      asked.push(request);
      const same = server.tag !== null && request.headers?.['if-none-match'] === server.tag;
      const headers: Record<string, string> = server.tag === null ? {} : { etag: server.tag };
      return Promise.resolve({ status: same ? 304 : 200, headers, text: '' });
    },
  });
  const discover = () =>
    watch.send({ method: 'GET', path: '/apis', headers: { accept: 'x' } }, new AbortController().signal);
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  return { clock, asked, server, news, watch, discover, pass };
}

describe('what a cluster serves', () => {
  it('is compared by its tag every ten seconds, and discovered again when it is another', async () => {
    const { asked, server, news, discover, pass, watch } = rig(['"1"']);
    await discover();
    await pass(10_000);
    await pass(10_000);
    expect(asked.slice(1).map((one) => one.headers)).toEqual([
      { accept: 'x', 'if-none-match': '"1"' },
      { accept: 'x', 'if-none-match': '"1"' },
    ]);
    expect(news.changed).toBe(0);
    server.tag = '"2"';
    await pass(10_000);
    expect(news.changed).toBe(1);
    await discover();
    await pass(10_000);
    expect(news.changed).toBe(1);
    await watch.close();
  });

  it('is asked nothing while it is not on screen, and at once when it is again', async () => {
    const { asked, clock, discover, pass, watch } = rig(['"1"']);
    await discover();
    watch.setVisible(false);
    await pass(600_000);
    expect(asked).toHaveLength(1);
    watch.setVisible(true);
    await pass(0);
    expect(asked).toHaveLength(2);
    await watch.close();
    expect(clock.waiting).toEqual([]);
  });

  it('without tags is discovered anew every two minutes', async () => {
    const { asked, news, discover, pass, watch } = rig([null]);
    await discover();
    await pass(119_000);
    expect(news.changed).toBe(0);
    await pass(1_000);
    expect(news.changed).toBe(1);
    expect(asked).toHaveLength(1);
    await watch.close();
  });
});
