import { expect } from 'vitest';
import type { FaultRow, Sight } from './faults/row.ts';
import type { Figures } from './kept.ts';
import type { Neighbour, Place, Stage } from './stage.ts';
import { Victim } from './victim.ts';
import { epoch } from './window.ts';

/** Changes a second on each cluster while a row runs. */
const pulse = 5;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Run {
  readonly calm: number;
  readonly faulty: number;
  /** One or more pairs, with the fault and without it. */
  readonly ratios: readonly number[];
  readonly found: Omit<Figures, 'row' | 'calm' | 'faulty' | 'ratio'>;
}

/** A row that seemed to slow the others down is looked at again until the median of so many pairs says so, or not. */
const mostPairs = 5;

/** Runs one row from beginning to end; throws where the table of faults is not kept. `rounds`: pairs at least, for a fault that toggles. */
export async function runRow(stage: Stage, row: FaultRow, place: Place, rounds: number): Promise<Figures> {
  const runs: Run[] = [];
  const ratios: number[] = [];
  for (;;) {
    const run = await runOnce(stage, row, place, rounds);
    runs.push(run);
    ratios.push(...run.ratios);
    const calm = median(runs.map((one) => one.calm));
    const faulty = median(runs.map((one) => one.faulty));
    const ratio = median(ratios);
    if (asQuick(row, ratio, faulty - calm)) return { row: row.name, ...run.found, calm, faulty, ratio };
    const why = `${row.name}: the others take ${ratio.toFixed(2)} times as long (${(faulty - calm).toFixed(1)} ms more)`;
    if (ratios.length >= mostPairs) throw new Error(`${why}: ${JSON.stringify(ratios)}`);
  }
}

async function runOnce(stage: Stage, row: FaultRow, place: Place, rounds: number): Promise<Run> {
  const victim = new Victim(stage, await stage.show(place));
  const nine = new Neighbours(stage);
  try {
    await nine.begin();
    await victim.do('pulse', pulse);
    const before = await nine.latencies(() => sleep(calmMs));
    const ratios: number[] = [];
    for (let round = 1; round < rounds; round++) ratios.push(await toggled(nine, row, victim));
    const rowsBefore = victim.pods.rows.size;
    victim.pods.mark();
    const suffered = await nine.latencies(async () => {
      const [value] = await Promise.all([sufferAndRecover(stage, row, victim), sleep(shortestLookMs)]);
      return value;
    });
    const kept = rowsBefore - (row.rowsLost ?? 0);
    expect(victim.pods.fewest, `${row.name}: rows on screen all along`).toBeGreaterThanOrEqual(kept);
    // Calm on both sides of the fault: what else the machine does comes and goes, and must not look like the fault's doing.
    const after = await nine.latencies(() => sleep(calmMs));
    await nine.end(row.name);
    const calm = median([...before.latencies, ...after.latencies]);
    const faulty = median(suffered.latencies);
    return { calm, faulty, ratios: [...ratios, faulty / calm], found: { ...suffered.value, ...nine.counted } };
  } finally {
    await victim.do('pulse', 0);
    await stage.watcher.call('clusters.close', { clusterId: victim.clusterId });
    stage.watcher.views.delete(victim.pods.viewId);
  }
}

/** What a timer of ours decides shrinks with the clocks; what the machine takes to do it does not. */
const machineMs = { sight: 2_500, repair: 10_000 } as const;
/** A shorter look says nothing about latencies. */
const shortestLookMs = 1_300;
const calmMs = 1_000;
/** A change that is not shown by then is lost. How late it was is judged by the latencies. */
const lostAfterMs = 10_000;

const limitMs = (stage: Stage, row: FaultRow, ms: number, what: keyof typeof machineMs): number =>
  row.machineTime ? ms : Math.max(stage.real(ms), machineMs[what]);

/** Half as long again is felt by nobody; on a shared machine a few milliseconds are no measure. */
const asQuick = (row: FaultRow, ratio: number, moreMs: number): boolean =>
  ratio <= 1.5 || moreMs <= (row.crowded ? 40 : 8);

/** A second without the fault, a second with it. */
async function toggled(nine: Neighbours, row: FaultRow, victim: Victim): Promise<number> {
  const calm = await nine.latencies(() => sleep(1_500));
  const faulty = await nine.latencies(async () => {
    await row.apply(victim);
    await sleep(1_500);
    await row.repair(victim);
  });
  return median(faulty.latencies) / median(calm.latencies);
}

async function sufferAndRecover(
  stage: Stage,
  row: FaultRow,
  victim: Victim,
): Promise<Suffered & { readonly recoveredAfter: number }> {
  const suffered = await suffer(stage, row, victim);
  return { ...suffered, recoveredAfter: await recover(stage, row, victim) };
}

interface Suffered {
  readonly state: string;
  readonly seenAfter: number;
  readonly requests: number;
}

async function suffer(stage: Stage, row: FaultRow, victim: Victim): Promise<Suffered> {
  const { watcher } = stage;
  // Counted from here, not from a moment: the threads' clocks differ by a millisecond or two.
  await victim.do('resetStats');
  const begun = epoch();
  await row.apply(victim);
  const seen = await untilSeen(stage, row, victim);
  const seenAfter = (seen.at - begun) * stage.speed;
  await victim.wait(row.hold ?? 0);
  for (const limit of row.requests ?? []) await untilAsked(row, victim, limit);
  const held = epoch();
  await row.meanwhile?.(victim);
  const requests = await victim.do('count', {});
  for (const limit of row.requests ?? []) await askedAtMost(row, victim, limit);
  honest(row, victim, seen.at, held);
  const state = watcher.state(victim.clusterId) ?? '';
  return { state: `${state}/${victim.pods.freshness.state}`, seenAfter, requests };
}

type Asked = NonNullable<FaultRow['requests']>[number];

/** The hold is over; what must have been asked by now may still be on its way on a machine that is busy. */
async function untilAsked(row: FaultRow, victim: Victim, { filter, atLeast = 0 }: Asked): Promise<void> {
  for (const limit = epoch() + machineMs.repair; (await victim.do('count', filter)) < atLeast; await sleep(50))
    if (epoch() > limit) throw new Error(await askedFor(`${row.name}: at least ${atLeast}`, victim, filter));
}

async function askedAtMost(row: FaultRow, victim: Victim, { filter, atMost }: Asked): Promise<void> {
  if ((await victim.do('count', filter)) > atMost)
    throw new Error(await askedFor(`${row.name}: at most ${atMost}`, victim, filter));
}

async function askedFor(what: string, victim: Victim, filter: Asked['filter']): Promise<string> {
  return `${what} requests of ${JSON.stringify(filter)}, but these came:\n${(await victim.do('requests')).join('\n')}`;
}

/** Old rows are never shown as current while the fault holds; a fault of another kind leaves the pods live. */
function honest(row: FaultRow, victim: Victim, from: number, until: number): void {
  const told = victim.pods.history.filter(({ at }) => at > from && at < until).map(({ freshness }) => freshness.state);
  if (row.podsLive)
    expect(told, `${row.name}: freshness of the pods`).toEqual(told.filter((state) => state === 'live'));
  else if (!row.momentary) expect(told, `${row.name}: freshness while the fault holds`).not.toContain('live');
}

async function untilSeen(stage: Stage, row: FaultRow, victim: Victim): Promise<{ readonly at: number }> {
  const { sight } = row;
  try {
    return await stage.watcher.until(
      JSON.stringify(sight),
      () => (sees(sight, victim) ? { at: epoch() } : null),
      limitMs(stage, row, sight.within, 'sight'),
    );
  } catch {
    const { freshness } = victim.pods;
    const now = `${stage.watcher.state(victim.clusterId)}, pods ${freshness.state}: ${victim.words()}`;
    throw new Error(
      `${row.name}: within ${sight.within / 1000} s this should have been seen: ${sight.state ?? ''} ${sight.freshness ?? ''} ${sight.words ?? ''}, but it is ${now}`,
    );
  }
}

function sees(sight: Sight, victim: Victim): boolean {
  const state = victim.watcher.state(victim.clusterId);
  if (sight.state !== undefined && (state === undefined || !sight.state.includes(state))) return false;
  if (sight.freshness !== undefined && !sight.freshness.includes(victim.pods.freshness.state)) return false;
  return sight.words === undefined || sight.words.test(victim.words());
}

/** Repairs, and waits until every row is equal to the server's and live, without a restart. */
async function recover(stage: Stage, row: FaultRow, victim: Victim): Promise<number> {
  const begun = epoch();
  await row.repair(victim);
  const limit = begun + limitMs(stage, row, row.recovers, 'repair');
  let difference = '';
  do {
    await victim.do('pulse', 0);
    const ready = stage.watcher.state(victim.clusterId) === 'ready' && victim.pods.freshness.state === 'live';
    difference = ready
      ? await differenceOf(victim.pods.prints(), victim)
      : `${stage.watcher.state(victim.clusterId)}, pods ${victim.pods.freshness.state}: ${victim.words()}`;
    if (difference === '') {
      const after = (epoch() - begun) * stage.speed;
      // And it is really live: one more change comes through.
      await oneMore(stage, row, victim);
      return after;
    }
    await sleep(50);
  } while (epoch() < limit);
  throw new Error(`${row.name}: not recovered within ${row.recovers / 1000} s: ${difference}`);
}

async function oneMore(stage: Stage, row: FaultRow, victim: Victim): Promise<void> {
  await victim.do('takeMarks');
  await victim.do('pulse', 20);
  await sleep(150);
  await victim.do('pulse', 0);
  const marks = await victim.do('takeMarks');
  await stage.watcher.until(
    `${row.name}: changes after the repair`,
    () => marks.every((mark) => victim.pods.shownAt(mark.uid, mark.restarts) !== undefined),
    lostAfterMs,
  );
}

async function differenceOf(shown: readonly (readonly [string, string])[], place: Pick<Victim, 'do'>): Promise<string> {
  const there = new Map(await place.do('prints'));
  const here = new Map(shown);
  const missing = [...there.keys()].filter((uid) => !here.has(uid)).length;
  const extra = [...here.keys()].filter((uid) => !there.has(uid)).length;
  const other = [...there].filter(([uid, cells]) => here.has(uid) && here.get(uid) !== cells);
  if (missing + extra + other.length === 0) return '';
  const first = other[0];
  const example = first === undefined ? '' : ` (${here.get(first[0])} instead of ${first[1]})`;
  return `${missing} rows missing, ${extra} too many, ${other.length} not as the server has them${example}`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

/** The nine that must not feel anything. */
class Neighbours {
  readonly #stage: Stage;
  #connections: readonly number[] = [];
  #marks = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get counted(): { readonly marks: number; readonly lost: number; readonly reconnects: number } {
    // Anything else was thrown by `end`.
    return { marks: this.#marks, lost: 0, reconnects: 0 };
  }

  async begin(): Promise<void> {
    this.#stage.watcher.mark();
    this.#connections = await this.#each((one) => one.server.do('connectionsEver'));
    await this.#each((one) => one.server.do('takeMarks'));
    await this.#each((one) => one.server.do('pulse', pulse));
  }

  /** Event to window, machine's ms, of every change made while `run` runs. All of them must be shown. */
  async latencies<T>(run: () => Promise<T>): Promise<{ readonly latencies: readonly number[]; readonly value: T }> {
    await this.#each((one) => one.server.do('takeMarks'));
    const value = await run();
    const latencies: number[] = [];
    for (const one of this.#stage.neighbours) {
      const marks = await one.server.do('takeMarks');
      this.#marks += marks.length;
      for (const mark of marks) {
        const shown = await this.#stage.watcher.until(
          `${one.clusterId} shows restart ${mark.restarts} of ${mark.uid}`,
          () => one.view.shownAt(mark.uid, mark.restarts) ?? (one.view.rows.has(mark.uid) ? null : mark.at),
          lostAfterMs,
        );
        if (shown !== mark.at) latencies.push(shown - mark.at);
      }
    }
    return { latencies, value };
  }

  /** No state changed, nothing was lost, nobody connected anew. */
  async end(row: string): Promise<void> {
    const { watcher, neighbours } = this.#stage;
    await this.#each((one) => one.server.do('pulse', 0));
    const ids = new Set(neighbours.map((one) => one.clusterId));
    const changes = watcher.states
      .filter(
        ({ clusterId, status }) => ids.has(clusterId) && (status.state !== 'ready' || status.health === 'degraded'),
      )
      .map(({ clusterId, status }) => `${clusterId}: ${status.state} ${status.health} ${status.reason ?? ''}`);
    expect(changes, `${row}: states of the neighbours`).toEqual([]);
    const stale = neighbours.flatMap((one) => one.view.history.filter(({ freshness }) => freshness.state !== 'live'));
    expect(stale, `${row}: freshness of the neighbours`).toEqual([]);
    const heard = watcher.events.filter((event) => event.clusterId !== null && ids.has(event.clusterId));
    expect(heard, `${row}: events of the neighbours`).toEqual([]);
    for (const one of neighbours) {
      let difference = '?';
      for (let tries = 0; tries < 40 && difference !== ''; tries++) {
        difference = await differenceOf(one.view.prints(), one.server);
        if (difference !== '') await sleep(50);
      }
      expect(difference, `${row}: rows of ${one.clusterId}`).toBe('');
    }
    const connections = await this.#each((one) => one.server.do('connectionsEver'));
    expect(connections, `${row}: connections of the neighbours`).toEqual(this.#connections);
  }

  #each<T>(run: (one: Neighbour) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#stage.neighbours.map(run));
  }
}
