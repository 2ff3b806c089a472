import type { FaultRow } from './row.ts';

const watchPods = { resource: 'pods', verb: 'watch' };
const once = { ...watchPods, count: 1 };
const json = { server: { protobuf: false } };
const listsOfPods = { filter: { resource: 'pods', verb: 'list' } };
/** With protobuf a relist is a WatchList: a watch request that asks for the initial events. */
const relists = { filter: { resource: 'pods' } };

/** What goes wrong inside a stream or a body. */
export const streamRows: readonly FaultRow[] = [
  {
    name: '410 on a watch',
    fast: true,
    victim: json,
    apply: (victim) => victim.do('fault', { kind: 'expired' }, once),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 3, atLeast: 1 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 5_000,
  },
  {
    name: 'a line of a watch that is garbage',
    fast: true,
    victim: json,
    apply: (victim) => victim.do('fault', { kind: 'garbage' }, once),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 3, atLeast: 1 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 5_000,
  },
  {
    name: 'a frame of a protobuf watch that is garbage',
    apply: (victim) => victim.do('fault', { kind: 'garbage' }, once),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...relists, atMost: 4, atLeast: 1 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 5_000,
  },
  {
    name: 'a watch cut in the middle of a line',
    victim: json,
    apply: (victim) => victim.do('fault', { kind: 'truncate', afterBytes: 0, how: 'reset' }, once),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 2 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 5_000,
  },
  {
    name: 'a line of 20 MB',
    victim: json,
    apply: (victim) => victim.do('fault', { kind: 'huge-line', bytes: 20 << 20 }, once),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 3 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 10_000,
  },
  {
    name: 'truncated JSON of a list',
    victim: json,
    apply: async (victim) => {
      await victim.do(
        'fault',
        { kind: 'truncate', afterBytes: 5_000, how: 'end' },
        { resource: 'pods', verb: 'list', count: 1 },
      );
      await victim.do('fault', { kind: 'expired' }, once);
    },
    sight: { state: ['ready'], freshness: ['stale', 'live'], within: 5_000 },
    hold: 8_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 5, atLeast: 2 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 10_000,
  },
  {
    name: '410 on continue',
    victim: { server: { protobuf: false, watchList: false, pods: 300 } },
    apply: async (victim) => {
      await victim.do('fault', { kind: 'expired' }, { resource: 'pods', verb: 'list', count: 1 });
      await victim.do('fault', { kind: 'expired' }, once);
    },
    sight: { state: ['ready'], freshness: ['stale', 'live'], within: 5_000 },
    hold: 5_000,
    momentary: true,
    requests: [{ ...listsOfPods, atMost: 6, atLeast: 3 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 10_000,
  },
  {
    name: 'every event twice',
    toggles: true,
    apply: (victim) => victim.do('fault', { kind: 'duplicate' }, watchPods),
    sight: { state: ['ready'], freshness: ['live'], within: 5_000 },
    hold: 6_000,
    momentary: true,
    requests: [{ ...relists, atMost: 0 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 5_000,
  },
  {
    name: 'events out of order',
    apply: (victim) => victim.do('fault', { kind: 'reorder' }, watchPods),
    sight: { state: ['ready'], within: 5_000 },
    hold: 8_000,
    momentary: true,
    // Each time something is out of order the kind is listed anew, at the pace of the back-off.
    requests: [{ ...relists, atMost: 16, atLeast: 1 }],
    repair: (victim) => victim.do('clearFaults'),
    recovers: 35_000,
  },
  {
    name: 'deleted and made anew under one name',
    apply: (victim) => victim.do('recreate'),
    sight: { state: ['ready'], freshness: ['live'], within: 3_000 },
    hold: 2_000,
    podsLive: true,
    rowsLost: 1,
    requests: [{ ...relists, atMost: 0 }],
    repair: () => Promise.resolve(),
    recovers: 3_000,
  },
];
