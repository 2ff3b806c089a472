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
];
