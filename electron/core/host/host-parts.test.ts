import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PortolanEvent } from '../../../shared/contract/events.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { quietLog } from '../testing/harness.ts';
import { Fanout } from './fanout.ts';
import { guardOf, matches } from './guard.ts';
import { LogBuffer, scrub } from './log-buffer.ts';
import { systemClock } from './node-ports.ts';
import { watchSleep } from './sleep.ts';

const notice = (message: string): PortolanEvent => ({
  topic: 'app:notice',
  clusterId: null,
  clusterName: null,
  payload: { level: 'info', message },
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('events', () => {
  test('one batch per turn, in order; a window’s own events reach no other; nothing is kept for nobody', async () => {
    const fanout = new Fanout();
    const [a, b]: string[][][] = [[], []];
    const words = (events: readonly PortolanEvent[]) =>
      events.map((event) => (event.topic === 'app:notice' ? event.payload.message : ''));
    fanout.on('a', (events) => a?.push(words(events)));
    const stop = fanout.on('b', (events) => b?.push(words(events)));
    fanout.toAll(notice('1'));
    fanout.toWindow('b', notice('2'));
    fanout.toAll(notice('3'));
    expect([a, b]).toEqual([[], []]);
    await turn();
    expect([a, b]).toEqual([[['1', '3']], [['1', '2', '3']]]);
    stop();
    fanout.toWindow('b', notice('4'));
    fanout.toAll(notice('5'));
    fanout.close();
    await turn();
    expect([a?.at(-1), b]).toEqual([['5'], [['1', '2', '3']]]);
  });
});

describe('guard', () => {
  const settings = (values: Partial<Settings>): Settings => ({ ...defaultSettings, ...values });

  test('patterns know * only, over id and name, in any case', () => {
    const guarded = settings({ guardPatterns: ['*prod*'], guardMode: 'read-only' });
    expect(guardOf('config:eu-PROD-1', guarded)).toBe('read-only');
    expect(guardOf('config:staging', guarded)).toBe('none');
    expect(guardOf('config:x', settings({ guardPatterns: ['config:x'] }))).toBe('confirm');
  });

  test('what was set by hand wins, none included', () => {
    const clusters = { 'config:prod': { guard: 'none' as const }, 'config:dev': { guard: 'read-only' as const } };
    const guarded = settings({ guardPatterns: ['*'], clusters });
    expect([guardOf('config:prod', guarded), guardOf('config:dev', guarded), guardOf('__proto__', guarded)]).toEqual([
      'none',
      'read-only',
      'confirm',
    ]);
  });

  test('a pattern is plain text but for its stars', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.string({ maxLength: 5 }),
        (parts, filler) => {
          const plain = parts.map((part) => part.replaceAll('*', ''));
          expect(matches(plain.join('*'), plain.join(filler))).toBe(true);
        },
      ),
    );
    expect([matches('a.c', 'abc'), matches('a*b*c', 'acb'), matches('ab*ba', 'aba'), matches('', 'x')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('log', () => {
  test('credentials in somebody else’s words are blanked', () => {
    const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
    for (const [said, secret] of [
      [`Authorization: Bearer abcdef123456`, 'abcdef123456'],
      [`token is ${jwt}`, jwt],
      ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
      ['--token=s3cr3tvalue --id-token="t0k3n"', 's3cr3tvalue'],
      ['proxy http://user:hunter2@proxy:3128 refused', 'hunter2'],
      ['password: hunter2', 'hunter2'],
    ] as const) {
      expect(scrub(said)).not.toContain(secret);
    }
    expect(scrub('pods is forbidden: User "rune" cannot list')).toBe('pods is forbidden: User "rune" cannot list');
  });

  test('the newest lines are kept, whoever else listens', () => {
    const log = new LogBuffer(quietLog, systemClock);
    for (let n = 0; n < 5_000; n++) log.info(`line ${n}`, { clusterId: 'a:b' });
    expect(log.lines).toHaveLength(2_000);
    expect(log.lines.at(-1)).toMatchObject({ level: 'info', message: 'line 4999', clusterId: 'a:b' });
  });
});

test('a clock that jumped or another address of the machine wakes; a late look and a lost network do not', () => {
  let [now, woken, address] = [0, 0, '10.0.0.1'];
  let look = (): void => {};
  const clock = {
    now: () => now,
    setTimeout: () => () => {},
    setInterval: (run: () => void) => {
      look = run;
      return () => {};
    },
  };
  const info = { netmask: '', mac: '', cidr: null, internal: false, family: 'IPv4' as const };
  const stop = watchSleep({
    clock,
    interfaces: () =>
      address === '' ? {} : { eth0: [{ ...info, address }], lo: [{ ...info, internal: true, address: '127.0.0.1' }] },
    wake: () => {
      woken += 1;
    },
  });
  const at = (ms: number): number => {
    now = ms;
    look();
    return woken;
  };
  expect([at(5_000), at(12_000), at(30_000)]).toEqual([0, 0, 0]);
  expect([at(8 * 3_600_000), at(8 * 3_600_000 + 5_000)]).toEqual([1, 1]);
  address = '';
  expect(at(8 * 3_600_000 + 10_000)).toBe(1);
  address = '192.168.1.7';
  expect([at(8 * 3_600_000 + 15_000), at(8 * 3_600_000 + 20_000)]).toEqual([2, 2]);
  stop();
});
