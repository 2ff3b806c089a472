import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openSession } from '../../transport/session.ts';
import type { HttpSession } from '../../transport/types.ts';
import type { Clock } from '../ports.ts';
import { fastClock } from '../testing/harness.ts';
import { type Beat, Heartbeat, Latency, Pulse } from './heartbeat.ts';
import { clockOffset, preflight } from './preflight.ts';

/** The pre-flight and the heartbeat against small servers that say exactly one thing. */
let ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type Answers = Readonly<Record<string, Answer | 'hang'>>;

async function serve(answers: Answers): Promise<{ session: HttpSession; asked: string[]; server: Server }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer: Answer | 'hang' = answers[path] ?? { status: 404, body: { message: 'not here' } };
    if (answer === 'hang') return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const session = openSession(
    { server: `http://127.0.0.1:${port}`, tls: { insecureSkipVerify: false }, disableCompression: true },
    { generation: 1, headers: {} },
    { userAgent: 'portolan/test' },
  );
  ends.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => server.closeAllConnections(),
    () => session.close(),
  );
  return { session, asked, server };
}

const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const version = { status: 200, body: { gitVersion: 'v1.36.3' } };
const who = (username: string) => ({ status: 201, body: { status: { userInfo: { username } } } });
const clock = fastClock(20);
const signal = new AbortController().signal;

describe('pre-flight', () => {
  test('a server that knows us', async () => {
    const { session } = await serve({ '/version': version, [review]: who('rune') });
    expect(await preflight(session, fastClock(1), signal)).toMatchObject({
      type: 'ok',
      version: 'v1.36.3',
      user: 'rune',
      clockOffsetMs: 0,
    });
  });

  test('anonymous: said by the review, or named by its refusal', async () => {
    const said = await serve({ '/version': version, [review]: who('system:anonymous') });
    const named = await serve({
      '/version': version,
      [review]: { status: 403, body: { message: 'User "system:anonymous" cannot' } },
    });
    for (const { session } of [said, named]) {
      expect(await preflight(session, clock, signal)).toMatchObject({
        type: 'auth',
        failure: { errorClass: 'no-credentials' },
      });
    }
  });

  test('403 is a permission; a server without the review API is trusted; a denied /version is no failure', async () => {
    const denied = await serve({
      '/version': version,
      [review]: { status: 403, body: { message: 'User "rune" cannot' } },
    });
    const old = await serve({ '/version': version });
    const shy = await serve({
      '/version': { status: 403, body: { message: 'User "rune" cannot get path' } },
      [review]: who('rune'),
    });
    for (const { session } of [denied, old]) {
      expect(await preflight(session, clock, signal)).toMatchObject({ type: 'ok', version: 'v1.36.3' });
    }
    expect(await preflight(shy.session, clock, signal)).toMatchObject({ type: 'ok', version: '' });
  });

  test('401 anywhere is unauthorized', async () => {
    const refused = { status: 401, body: { message: 'Unauthorized' } };
    const cases: readonly Answers[] = [
      { '/version': refused, [review]: who('x') },
      { '/version': version, [review]: refused },
    ];
    for (const answers of cases) {
      const { session } = await serve(answers);
      expect(await preflight(session, clock, signal)).toMatchObject({ type: 'unauthorized' });
    }
  });

  test('a broken or a foreign server is connectivity', async () => {
    const broken = await serve({ '/version': { status: 503, body: 'starting' }, [review]: who('x') });
    expect(await preflight(broken.session, clock, signal)).toMatchObject({
      type: 'connectivity',
      reason: expect.stringContaining('starting'),
    });
    const foreign = await serve({
      '/version': { status: 200, body: '<html>' },
      [review]: { status: 200, body: '<html>' },
    });
    expect(await preflight(foreign.session, clock, signal)).toMatchObject({ type: 'connectivity' });
    const elsewhere = { status: 302, body: '', headers: { location: '/login' } };
    const portal = await serve({ '/version': elsewhere, [review]: elsewhere });
    expect(await preflight(portal.session, clock, signal)).toMatchObject({
      type: 'connectivity',
      reason: expect.stringContaining('redirects'),
    });
  });

  test('a server that wants to be left alone says for how long', async () => {
    const busy = await serve({
      '/version': { status: 429, body: 'busy', headers: { 'retry-after': '40' } },
      [review]: who('x'),
    });
    expect(await preflight(busy.session, clock, signal)).toMatchObject({ type: 'connectivity', waitMs: 40_000 });
  });

  test('a server that accepts and never answers is given up', async () => {
    const { session } = await serve({ '/version': 'hang', [review]: who('x') });
    const found = await preflight(session, fastClock(200), signal);
    expect(found).toMatchObject({ type: 'connectivity', reason: expect.stringMatching(/did not answer within/) });
  });

  test('the clock: half a round trip back, and nothing within the header’s own resolution', () => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 0);
    const header = (ms: number) => new Date(now + ms).toUTCString();
    expect(clockOffset(header(0), 100, now)).toBe(0);
    expect(clockOffset(header(600_000), 0, now)).toBe(600_500);
    expect(clockOffset(header(-600_000), 1_000, now)).toBe(-599_000);
    expect(clockOffset(undefined, 0, now)).toBe(0);
    expect(clockOffset('yesterday', 0, now)).toBe(0);
  });
});

describe('heartbeat', () => {
  const ok = { status: 200, body: 'ok' };
  const denied = { status: 403, body: { message: 'no' } };

  test('a denied path falls back, once for all', async () => {
    const { session, asked } = await serve({ '/readyz': denied, '/livez': denied, '/version': version });
    const pulse = new Pulse();
    expect((await pulse.beat(session, clock, signal)).type).toBe('healthy');
    expect((await pulse.beat(session, clock, signal)).type).toBe('healthy');
    expect(asked).toEqual(['/readyz', '/livez', '/version', '/version']);
  });

  test('not well, not answering, not knowing us: three different things', async () => {
    const ill = await serve({ '/readyz': { status: 500, body: 'etcd' } });
    expect(await new Pulse().beat(ill.session, clock, signal)).toMatchObject({ type: 'degraded' });
    const silent = await serve({ '/readyz': 'hang' });
    expect(await new Pulse().beat(silent.session, clock, signal)).toMatchObject({
      type: 'failed',
      reason: 'No answer within 5 s.',
    });
    const stranger = await serve({ '/readyz': { status: 401, body: {} } });
    expect(await new Pulse().beat(stranger.session, clock, signal)).toEqual({ type: 'unauthorized' });
    const gone = await serve({ '/readyz': ok });
    gone.server.close();
    gone.server.closeAllConnections();
    expect(await new Pulse().beat(gone.session, clock, signal)).toMatchObject({ type: 'failed' });
  });

  /** A clock whose timers wait to be fired by hand, and remember how long they were set for. */
  function handClock() {
    const timers: { ms: number; run: () => void }[] = [];
    const hand: Clock = {
      now: () => 0,
      setTimeout: (run, ms) => {
        const timer = { ms, run };
        timers.push(timer);
        return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
      },
      setInterval: () => () => {},
    };
    return { hand, timers, fire: () => timers.shift()?.run() };
  }

  test('15 s while well, 5 s while not, skipped without a session, silent after its end', async () => {
    const { session } = await serve({ '/readyz': { status: 500, body: '' } });
    const { hand, timers, fire } = handClock();
    let here: HttpSession | null = null;
    const beats: Beat[] = [];
    const heartbeat = new Heartbeat({
      clock: hand,
      random: () => 1,
      session: () => here,
      onBeat: (beat) => beats.push(beat),
    });
    heartbeat.start();
    expect(timers.map((timer) => timer.ms)).toEqual([15_000]);
    fire();
    await heartbeat.now();
    expect([beats.length, timers.map((timer) => timer.ms)]).toEqual([0, [15_000]]);
    here = session;
    await heartbeat.now();
    expect([beats[0]?.type, timers.map((timer) => timer.ms)]).toEqual(['degraded', [5_000]]);
    const late = heartbeat.now();
    heartbeat.stop();
    await late;
    expect([beats.length, timers]).toEqual([1, []]);
  });

  test('no sooner than as the server says, and a redirect is no health', async () => {
    const busy = { status: 429, body: '', headers: { 'retry-after': '40' } };
    const { session } = await serve({ '/readyz': busy });
    const { hand, timers } = handClock();
    const heartbeat = new Heartbeat({ clock: hand, random: () => 1, session: () => session, onBeat: () => {} });
    await heartbeat.now();
    expect(timers.map((timer) => timer.ms)).toEqual([40_000]);
    heartbeat.stop();
    const portal = await serve({ '/readyz': { status: 302, body: '', headers: { location: '/login' } } });
    expect(await new Pulse().beat(portal.session, clock, signal)).toMatchObject({ type: 'degraded' });
  });

  test('latency is the median of the last beats', () => {
    const latency = new Latency();
    expect(latency.median).toBeUndefined();
    for (const ms of [5, 900, 7, 6, 8]) latency.add(ms);
    expect(latency.median).toBe(7);
  });
});
