import { expect, test } from 'vitest';
import { TransportState } from './transport-state.ts';

test('three failures within 30 s rebuild, at most once a minute', () => {
  let now = 0;
  const transport = new TransportState(() => now);
  const failAt = (at: number): boolean => {
    now = at;
    return transport.failed();
  };
  expect([failAt(0), failAt(10_000), failAt(29_999)]).toEqual([false, false, true]);
  expect([failAt(31_000), failAt(32_000), failAt(33_000), failAt(34_000)]).toEqual([false, false, false, false]);
  expect([failAt(89_998), failAt(89_999)]).toEqual([false, false]);
  expect(failAt(90_000)).toBe(true);
});

test('failures that are old or followed by a success do not add up', () => {
  let now = 0;
  const transport = new TransportState(() => now);
  for (const at of [0, 20_000, 40_000, 60_000]) {
    now = at;
    expect(transport.failed()).toBe(false);
  }
  transport.succeeded();
  now = 61_000;
  expect([transport.failed(), transport.failed()]).toEqual([false, false]);
});
