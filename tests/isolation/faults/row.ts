import type { RequestFilter } from '../../../electron/demo/server.ts';
import type { ClusterState } from '../../../shared/contract/clusters.ts';
import type { Freshness } from '../../../shared/contract/views.ts';
import type { VictimOptions } from '../stage.ts';
import type { Victim } from '../victim.ts';

/** What a person sees of the faulty cluster. Times are the product's, ms. */
export interface Sight {
  readonly state?: readonly ClusterState[];
  readonly freshness?: readonly Freshness['state'][];
  /** In the words of the state, the sign-in overlay or the view's freshness. */
  readonly words?: RegExp;
  readonly within: number;
}

/** One row of the table of faults (`SAFETY.md` §3) as data: what happens, what must be seen, how it ends. */
export interface FaultRow {
  readonly name: string;
  /** Runs in `npm test` as well. */
  readonly fast?: true;
  /** Of the cluster that suffers: its server, its kubeconfig. */
  readonly victim?: VictimOptions;
  readonly apply: (victim: Victim) => Promise<unknown>;
  readonly sight: Sight;
  /** How long the fault goes on after it was seen, ms. */
  readonly hold?: number;
  /** Requests that the server may count while the fault holds: the back-off. */
  readonly requests?: readonly { readonly filter: RequestFilter; readonly atMost: number; readonly atLeast?: number }[];
  /** Of the fault's own kind: what else must be true while it holds. Throws when it is not. */
  readonly meanwhile?: (victim: Victim) => Promise<unknown>;
  readonly repair: (victim: Victim) => Promise<unknown>;
  /** Everything equal to the server's again after the repair, ms. */
  readonly recovers: number;
  /** Rows that go with the fault itself (deleted by it); everything else stays on screen. */
  readonly rowsLost?: number;
  /** A fault of one other kind: the pods stay live all along. */
  readonly podsLive?: true;
  /** Can be switched on and off again every second: latencies are compared over five such pairs instead of one. */
  readonly toggles?: true;
  /** The test's own server needs a core for it, on machines that may have two. */
  readonly crowded?: true;
  /** Its times are the machine's, not the product's: what is measured is no timer of ours. */
  readonly machineTime?: true;
  /** The fault is over by itself, or too short to be counted on: no state needs to be seen. */
  readonly momentary?: true;
  /** Needs time that no clock shortens (pings, silence on sockets), or too much of everything, for every machine's `npm test`. */
  readonly alone?: true;
}

/** Attempts that a back-off of 0.8 s doubling to 30 s allows within `ms`, without its jitter, the first one included. */
export function attemptsWithin(ms: number): number {
  let attempts = 1;
  let at = 0;
  for (let delay = 800; at + delay <= ms; delay = Math.min(delay * 2, 30_000)) {
    at += delay;
    attempts += 1;
  }
  return attempts;
}
