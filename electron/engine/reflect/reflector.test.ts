import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReflectorRig, startReflector } from '../testing/rig.ts';
import {
  listOf,
  podOf,
  type ScriptRequest,
  type ScriptServer,
  type ScriptStream,
  startScript,
  statusOf,
} from '../testing/script-server.ts';

let server: ScriptServer;
let rig: ReflectorRig;

beforeEach(async () => {
  server = await startScript();
});
afterEach(async () => {
  await rig.close();
  await server.close();
});

const isWatch = (request: ScriptRequest): boolean => request.query.get('watch') === 'true';

/** Answers the first list with these pods at version 100 and takes the watch that follows. */
async function synced(names: readonly string[] = ['a']): Promise<{ request: ScriptRequest; stream: ScriptStream }> {
  const list = await server.next();
  list.json(
    200,
    listOf(
      100,
      names.map((name, i) => podOf(name, 50 + i)),
    ),
  );
  return nextWatch();
}

async function nextWatch(): Promise<{ request: ScriptRequest; stream: ScriptStream }> {
  const request = await server.next();
  expect(isWatch(request), `expected a watch, got ${request.path}?${request.query}`).toBe(true);
  const stream = request.stream();
  await rig.until('live');
  return { request, stream };
}

/** The reflector waits on its clock: move it there. Answers how long it waited. */
async function passWait(): Promise<number> {
  for (;;) {
    const [wait] = rig.clock.waiting;
    if (wait !== undefined) {
      rig.clock.advance(wait);
      return wait;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** It has failed again and waits. */
async function waiting(): Promise<void> {
  while (rig.clock.waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
}

async function expectList(): Promise<ScriptRequest> {
  const request = await server.next();
  expect(isWatch(request), `expected a list, got ${request.path}?${request.query}`).toBe(false);
  return request;
}

describe('listing', () => {
  it('asks for 50, then 500 each, and for the next page before this one is complete', async () => {
    rig = startReflector(server.url);
    const first = await expectList();
    expect(first.query.get('limit')).toBe('50');
    expect(first.query.get('resourceVersion')).toBeNull();
    const body = JSON.stringify(listOf(100, [podOf('a', 1)], { continue: 'c1', remainingItemCount: 2 }));
    const rest = first.partly(body, body.indexOf('"items"') + 9);
    const second = await expectList();
    expect(second.query.get('limit')).toBe('500');
    expect(second.query.get('continue')).toBe('c1');
    rest.finish();
    second.json(200, listOf(100, [podOf('b', 2), podOf('c', 3)]));
    await rig.until('live');
    expect(rig.names()).toEqual(['a', 'b', 'c']);
  });

  it('starts again once when a continue token is too old', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(200, listOf(100, [podOf('gone', 1)], { continue: 'c1' }));
    (await expectList()).json(410, statusOf(410, 'the provided continue parameter is too old'));
    const again = await expectList();
    expect(again.query.get('continue')).toBeNull();
    again.json(200, listOf(200, [podOf('b', 2)]));
    await rig.until('live');
    expect(rig.names()).toEqual(['b']);
  });

  it('turns a malformed object into one row that says so', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(
      200,
      listOf(100, [podOf('a', 1), null, { metadata: { name: 'odd', uid: 'u' }, spec: null, status: 7 }]),
    );
    await rig.until('live');
    const { store, base } = rig.collection;
    const rows = Array.from(base.view(), (row) => store.row(row, 0));
    expect(rows).toHaveLength(3);
    expect(rows.filter((row) => row.state === 'bad').map((row) => JSON.stringify(row.cells))).toEqual([
      expect.stringContaining('malformed'),
    ]);
  });

  it('waits as a 429 says, then lists again', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(429, statusOf(429, 'too many requests'), { 'retry-after': '7' });
    const stale = await rig.until('stale');
    expect(stale).toMatchObject({ reason: 'too many requests' });
    expect(await passWait()).toBe(7000);
    (await expectList()).json(200, listOf(100, []));
    await rig.until('live');
  });

  it.each(['0', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'backs off by itself where a 429 tells no time (%s)',
    async (told) => {
      rig = startReflector(server.url);
      const waits: number[] = [];
      for (let i = 0; i < 3; i++) {
        (await expectList()).json(429, statusOf(429, 'too many requests'), { 'retry-after': told });
        waits.push(await passWait());
      }
      expect(waits).toEqual([1200, 2400, 4800]);
      await expectList();
    },
  );

  it('does not wait for the words of a refusal that drip for ever', async () => {
    rig = startReflector(server.url, { limits: { errorBodyMs: 50 } });
    (await expectList()).partly('{"kind":"Status","message":"so', 26, 500);
    await passWait();
    expect(await rig.until('stale')).toMatchObject({ reason: 'the server answered 500' });
    await passWait();
    await expectList();
  });

  it('gives a page that drips up after a minute, and asks for smaller ones', async () => {
    rig = startReflector(server.url);
    const body = JSON.stringify(listOf(100, [podOf('a', 1)]));
    (await expectList()).partly(body, body.indexOf('"items"') + 9);
    expect(await passWait()).toBe(60_000);
    expect(await rig.until('stale')).toMatchObject({ reason: expect.stringContaining('within 60 s') });
    expect(await passWait()).toBe(1200);
    const second = await expectList();
    second.json(200, listOf(100, [podOf('a', 1)], { continue: 'c1' }));
    const third = await expectList();
    expect(third.query.get('limit')).toBe('50');
    third.json(200, listOf(100, []));
    await rig.until('live');
  });

  it.each(['{}', '{"kind":"Status","status":"Success"}', '{"metadata":{"resourceVersion":"7"},"items":{"a":1}}'])(
    'takes no rows away for an answer that is no list: %s',
    async (text) => {
      rig = startReflector(server.url);
      const { stream } = await synced(['a', 'b']);
      stream.event('ERROR', statusOf(410, 'too old'));
      (await expectList()).json(200, JSON.parse(text));
      await expect
        .poll(() => rig.freshness.at(-1))
        .toMatchObject({ state: 'stale', reason: expect.stringContaining('no list') });
      expect(rig.names()).toEqual(['a', 'b']);
    },
  );

  it('does not follow a page that names itself as the next', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(200, listOf(100, [podOf('a', 1)], { continue: 'c1' }));
    (await expectList()).json(200, listOf(100, [podOf('a', 1)], { continue: 'c1' }));
    expect(await rig.until('stale')).toMatchObject({ reason: expect.stringContaining('never ends') });
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    await rig.until('live');
  });

  it('is denied on a 403 and asks again after a minute', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(403, statusOf(403, 'pods is forbidden: user "x" cannot list'));
    expect(await rig.until('denied')).toMatchObject({ reason: 'pods is forbidden: user "x" cannot list' });
    expect(await passWait()).toBe(60_000);
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    await rig.until('live');
    expect(rig.names()).toEqual(['a']);
  });

  it('asks for credentials on a 401, retries with new ones, tells of a second one, and says it is signed out', async () => {
    rig = startReflector(server.url);
    rig.renew = () => Promise.resolve(rig.asked.length === 1);
    (await expectList()).json(401, statusOf(401, 'Unauthorized'));
    (await expectList()).json(401, statusOf(401, 'Unauthorized'));
    expect(await rig.until('stale')).toMatchObject({ reason: expect.stringContaining('Signed out') });
    expect(rig.asked).toEqual([1, 1]);
    rig.waits.wake();
    (await expectList()).json(200, listOf(100, []));
    await rig.until('live');
  });

  it('empties and closes a kind that is not served any more, and finds it again', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('ERROR', statusOf(410, 'expired'));
    (await expectList()).json(404, statusOf(404, 'the server could not find the requested resource'));
    await rig.until('closed');
    expect(rig.names()).toEqual([]);
    await passWait();
    (await expectList()).json(200, listOf(300, [podOf('z', 1)]));
    await rig.until('live');
    expect(rig.names()).toEqual(['z']);
  });
});

describe('watching', () => {
  it('watches from the list’s version, with bookmarks, for 300 to 600 seconds', async () => {
    rig = startReflector(server.url);
    const { request, stream } = await synced();
    expect(request.query.get('resourceVersion')).toBe('100');
    expect(request.query.get('allowWatchBookmarks')).toBe('true');
    const seconds = Number(request.query.get('timeoutSeconds'));
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(600);
    stream.event('ADDED', podOf('b', 101));
    stream.event('MODIFIED', podOf('a', 102));
    stream.event('DELETED', podOf('a', 103));
    stream.end();
    const next = await nextWatch();
    expect(rig.names()).toEqual(['b']);
    expect(next.request.query.get('resourceVersion')).toBe('103');
  });

  it('continues from a bookmark after a clean end, without a list', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: '250' } });
    stream.end();
    const next = await nextWatch();
    expect(next.request.query.get('resourceVersion')).toBe('250');
    expect(rig.freshness.map(({ state }) => state)).not.toContain('stale');
  });

  it('goes round the outer loop when a watch ends at once without an event', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.end();
    await rig.until('stale');
    expect(await passWait()).toBe(1200);
    (await expectList()).json(200, listOf(101, []));
    await nextWatch();
  });

  it.each([
    ['410 as an event', (stream: ScriptStream) => stream.event('ERROR', statusOf(410, 'too old resource version'))],
    ['a version older than one seen', (stream: ScriptStream) => stream.event('MODIFIED', podOf('a', 99))],
    [
      'a bookmark older than one seen',
      (stream: ScriptStream) => stream.event('BOOKMARK', { metadata: { resourceVersion: '12' } }),
    ],
    [
      'a line that does not parse',
      (stream: ScriptStream) => stream.raw('{"type":"MODIFIED","object":{"metadata":{"name\n'),
    ],
    ['a line that is no event', (stream: ScriptStream) => stream.raw('garbage\n')],
    ['an event of unknown type', (stream: ScriptStream) => stream.event('EXPLODED', podOf('a', 120))],
  ])('lists again, once and at once, after %s', async (_name, fault) => {
    rig = startReflector(server.url);
    const { stream } = await synced(['a', 'b']);
    stream.event('ADDED', podOf('c', 110));
    fault(stream);
    const again = await expectList();
    // What came before the fault is kept until the new list says otherwise.
    expect(rig.names()).toEqual(['a', 'b', 'c']);
    expect(rig.freshness.at(-1)).toMatchObject({ state: 'stale' });
    again.json(200, listOf(200, [podOf('a', 150), podOf('c', 110)]));
    await nextWatch();
    expect(rig.names()).toEqual(['a', 'c']);
    expect(server.pending).toBe(0);
  });

  it('lists again after 410 as an answer', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('ADDED', podOf('b', 101));
    stream.end();
    (await server.next()).json(410, statusOf(410, 'too old'));
    (await expectList()).json(200, listOf(300, [podOf('b', 101)]));
    await nextWatch();
    expect(rig.names()).toEqual(['b']);
  });

  it('waits as a 429 says and watches again from where it stood, without a list', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('ADDED', podOf('b', 101));
    stream.end();
    (await server.next()).json(429, statusOf(429, 'slow down'), { 'retry-after': '3' });
    await rig.until('stale');
    expect(await passWait()).toBe(3000);
    const next = await nextWatch();
    expect(next.request.query.get('resourceVersion')).toBe('101');
  });

  it('watches again after 503, and after the fourth 500 in a row lists', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('ADDED', podOf('b', 101));
    stream.end();
    (await server.next()).json(503, statusOf(503, 'unavailable'));
    await passWait();
    for (let i = 0; i < 4; i++) {
      const request = await server.next();
      expect(isWatch(request)).toBe(true);
      request.json(500, statusOf(500, 'internal'));
      await passWait();
    }
    (await expectList()).json(200, listOf(102, []));
    await nextWatch();
  });

  it('opens a broken stream again at once, from where it stood', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced();
    stream.event('ADDED', podOf('b', 101));
    await expect.poll(() => rig.names()).toEqual(['a', 'b']);
    stream.drop();
    await rig.until('stale');
    const next = await server.next();
    expect(isWatch(next)).toBe(true);
    expect(next.query.get('resourceVersion')).toBe('101');
    next.stream().event('ADDED', podOf('c', 102));
    // Live when the server has shown that its data reaches as far as what was seen.
    const probe = await expectList();
    expect(probe.query.get('limit')).toBe('1');
    expect(rig.freshness.at(-1)).toMatchObject({ state: 'stale' });
    probe.json(200, listOf(102, [podOf('a', 50)]));
    await rig.until('live');
    await expect.poll(() => rig.names()).toEqual(['a', 'b', 'c']);
  });

  it('gives a server time that breaks every stream as soon as it is there', async () => {
    rig = startReflector(server.url);
    (await synced()).stream.drop();
    const again = (await server.next()).stream();
    const probe = await expectList();
    again.drop();
    await expect.poll(() => rig.clock.waiting).toEqual([1200]);
    probe.drop();
  });

  it('gives a server time that ends every stream after an event', async () => {
    rig = startReflector(server.url);
    let { stream } = await synced();
    for (let i = 0; i < 2; i++) {
      stream.event('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(101 + i) } });
      stream.end();
      if (i === 0) ({ stream } = await nextWatch());
    }
    await waiting();
    expect(await passWait()).toBe(1200);
    expect((await nextWatch()).request.query.get('resourceVersion')).toBe('102');
  });

  it('lists again when a stream broke because the server was restored with older data', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced(['a', 'b']);
    stream.drop();
    await rig.until('stale');
    const next = await server.next();
    expect(next.query.get('resourceVersion')).toBe('100');
    next.stream();
    (await expectList()).json(200, listOf(40, [podOf('a', 30)]));
    const again = await expectList();
    expect(again.query.get('limit')).toBe('50');
    again.json(200, listOf(40, [podOf('a', 30)]));
    expect((await nextWatch()).request.query.get('resourceVersion')).toBe('40');
    expect(rig.names()).toEqual(['a']);
  });

  it('backs off while refused, 0.8 s doubling with jitter, and watches again', async () => {
    rig = startReflector(server.url);
    await synced();
    await server.refuse();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) waits.push(await passWait());
    expect(waits).toEqual([1200, 2400, 4800, 9600, 19_200, 30_000, 30_000]);
    expect(rig.freshness.at(-1)).toMatchObject({ state: 'stale', reason: expect.stringContaining('refused') });
    await waiting();
    await server.open();
    await passWait();
    // One object's worth of a list: has the server come back with older data?
    const probe = await expectList();
    expect(probe.query.get('limit')).toBe('1');
    probe.json(200, listOf(100, []));
    expect((await nextWatch()).request.query.get('resourceVersion')).toBe('100');
  });

  it('keeps the rows of a user who may list but not watch, and lists again every minute', async () => {
    rig = startReflector(server.url);
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    (await server.next()).json(403, statusOf(403, 'cannot watch'));
    expect(await rig.until('stale')).toMatchObject({ reason: expect.stringContaining('cannot watch') });
    expect(rig.names()).toEqual(['a']);
    expect(await passWait()).toBe(60_000);
    (await expectList()).json(200, listOf(200, [podOf('b', 2)]));
    const { stream } = await nextWatch();
    expect(rig.names()).toEqual(['b']);
    // A permission that was taken away: the list says at once what may still be read.
    stream.event('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: '250' } });
    stream.end();
    (await server.next()).json(403, statusOf(403, 'cannot watch any more'));
    (await expectList()).json(403, statusOf(403, 'cannot list any more'));
    expect(await rig.until('denied')).toMatchObject({ reason: 'cannot list any more' });
    expect(rig.names()).toEqual([]);
  });

  it.each([404, 405])('lists what the server cannot watch (%i) every minute', async (status) => {
    rig = startReflector(server.url);
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    (await server.next()).json(status, statusOf(status, 'watch is not supported'));
    expect(await rig.until('stale')).toMatchObject({ reason: expect.stringContaining('watch is not supported') });
    expect(rig.names()).toEqual(['a']);
    expect(await passWait()).toBe(60_000);
    await expectList();
  });

  it('never calls live what cannot be watched: read whole, and again every minute', async () => {
    rig = startReflector(server.url, { watchable: false });
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    expect(await rig.until('stale')).toMatchObject({ code: 'polled', reason: expect.stringContaining('every minute') });
    expect(rig.names()).toEqual(['a']);
    expect(await passWait()).toBe(60_000);
    (await expectList()).json(200, listOf(200, [podOf('b', 2)]));
    await expect.poll(() => rig.names()).toEqual(['b']);
    expect(await passWait()).toBe(60_000);
    (await expectList()).json(500, statusOf(500, 'broken'));
    await expect.poll(() => rig.freshness.at(-1)).toMatchObject({ state: 'stale', reason: 'broken' });
    expect(rig.freshness.map(({ state }) => state)).not.toContain('live');
  });

  it('lists again when the server comes back with older data', async () => {
    rig = startReflector(server.url);
    await synced(['a', 'b']);
    await server.refuse();
    await passWait();
    await waiting();
    await server.open();
    await passWait();
    (await expectList()).json(200, listOf(40, []));
    const again = await expectList();
    expect(again.query.get('limit')).toBe('50');
    again.json(200, listOf(40, [podOf('a', 30)]));
    expect((await nextWatch()).request.query.get('resourceVersion')).toBe('40');
    expect(rig.names()).toEqual(['a']);
  });

  it('dials again after too long a silence on HTTP/1.1, without listing all of it', async () => {
    rig = startReflector(server.url, { limits: { watchSilenceMs: 60 } });
    const { stream } = await synced();
    await stream.closed;
    await rig.until('stale');
    const next = await server.next();
    expect([isWatch(next), next.query.get('resourceVersion')]).toEqual([true, '100']);
    next.stream();
    const probe = await expectList();
    expect(probe.query.get('limit')).toBe('1');
    probe.json(200, listOf(100, []));
    await rig.until('live');
  });

  it('knows an object by its uid: one deleted and made again under its name is another', async () => {
    rig = startReflector(server.url);
    const { stream } = await synced(['a']);
    stream.event('ADDED', podOf('a', 101, { uid: 'second' }));
    stream.event('DELETED', podOf('a', 102));
    stream.event('MODIFIED', podOf('a', 103, { uid: 'second' }));
    stream.event('MODIFIED', podOf('a', 103, { uid: 'second' }));
    const { store, base } = rig.collection;
    await expect.poll(() => Array.from(base.view(), (row) => store.uid(row))).toEqual(['second']);
  });
});

describe('WatchList', () => {
  it('falls back to pages on a 4xx, and does not ask again', async () => {
    rig = startReflector(server.url, { watchList: true });
    const first = await server.next();
    expect(first.query.get('sendInitialEvents')).toBe('true');
    expect(first.query.get('resourceVersionMatch')).toBe('NotOlderThan');
    first.json(422, statusOf(422, 'sendInitialEvents is forbidden'));
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    const { stream } = await nextWatch();
    stream.event('ERROR', statusOf(410, 'expired'));
    (await expectList()).json(200, listOf(200, [podOf('b', 2)]));
    await nextWatch();
    expect(rig.names()).toEqual(['b']);
  });

  it('falls back to pages when the server takes it for an ordinary watch in JSON', async () => {
    rig = startReflector(server.url, { watchList: true });
    const stream = (await server.next()).stream();
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    await stream.closed;
    await nextWatch();
    expect(rig.names()).toEqual(['a']);
  });

  it('falls back to pages when only the streamed form is denied or not found; the list then says what is so', async () => {
    rig = startReflector(server.url, { watchList: true });
    (await server.next()).json(404, statusOf(404, 'a proxy that knows no such watch'));
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    const { stream } = await nextWatch();
    expect(rig.names()).toEqual(['a']);
    stream.event('ERROR', statusOf(410, 'expired'));
    (await server.next()).json(403, statusOf(403, 'cannot watch'));
    (await expectList()).json(403, statusOf(403, 'cannot list'));
    expect(await rig.until('denied')).toMatchObject({ reason: 'cannot list' });
  });

  it('falls back to pages on a 500, and does not ask again for a while', async () => {
    rig = startReflector(server.url, { watchList: true });
    (await server.next()).json(500, statusOf(500, 'no idea what to do with sendInitialEvents'));
    (await expectList()).json(200, listOf(100, [podOf('a', 1)]));
    const { stream } = await nextWatch();
    stream.event('ERROR', statusOf(410, 'expired'));
    (await expectList()).json(200, listOf(200, [podOf('b', 2)]));
    await nextWatch();
    expect(rig.names()).toEqual(['b']);
  });
});
