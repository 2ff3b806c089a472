import type { Freshness, ViewPatchEvent, ViewSnapshot } from '../../../../shared/contract/views.ts';
import { isCurrent } from '../../../../shared/freshness.ts';
import type { ViewQuery } from '../../../engine/protocol.ts';

/** Why nothing of a cluster can be current: it is out of reach, or signed out. */
export interface Trouble {
  readonly since: number;
  readonly reason: string;
  readonly nextTryAt?: number;
}

/** One open view: whose it is, what it asks, how far it is. Pure bookkeeping; `ClusterViews` talks to engine and windows. */
export class OpenView {
  readonly viewId: string;
  readonly windowId: string;
  readonly clusterId: string;
  query: ViewQuery;
  /** Let go in the engine while its tab is hidden; the window still owns it. */
  parked = false;
  engineFreshness: Freshness = { state: 'connecting' };
  trouble: Trouble | null = null;
  #pause: Trouble | null = null;
  /** `seq` grows for the life of the view: a view taken up again counts on from here. */
  #base = 0;
  #seq = 0;
  #answered = false;

  constructor(viewId: string, windowId: string, clusterId: string, query: ViewQuery) {
    this.viewId = viewId;
    this.windowId = windowId;
    this.clusterId = clusterId;
    this.query = query;
  }

  /** First rows are in, or it is known that there will be none (an empty list, a denied one). */
  get answered(): boolean {
    return this.#answered;
  }

  /** What may be said to a person: stale as long as the whole cluster is in trouble, whatever the engine believes. */
  get freshness(): Freshness {
    const engine = this.engineFreshness;
    if (engine.state === 'closed') return engine;
    const trouble = this.trouble ?? this.#pause;
    if (trouble === null) return engine;
    return stale(
      engine.state === 'stale' && engine.since < trouble.since ? { ...trouble, since: engine.since } : trouble,
    );
  }

  park(now: number, reason = 'Not watched while its tab was hidden.'): void {
    this.parked = true;
    this.#pause = { since: now, reason };
    this.#base = this.#seq;
    this.#answered = false;
    this.engineFreshness = { state: 'connecting' };
  }

  fromEngineSeq(seq: number): number {
    return this.#base + seq;
  }

  toEngineSeq(seq: number): number {
    return seq - this.#base;
  }

  took(snapshot: Omit<ViewSnapshot, 'clusterId'>): ViewSnapshot {
    this.#pause = null;
    this.engineFreshness = snapshot.freshness;
    this.#seq = this.fromEngineSeq(snapshot.seq);
    this.#answered ||= snapshot.rows.length > 0 || settled(snapshot.freshness);
    return { ...snapshot, clusterId: this.clusterId, seq: this.#seq, freshness: this.freshness };
  }

  patched(patch: ViewPatchEvent): ViewPatchEvent {
    this.#seq = this.fromEngineSeq(patch.seq);
    return this.#base === 0 ? patch : { ...patch, seq: this.#seq };
  }

  /** The freshness to tell, when it differs from before. */
  changedFrom(before: Freshness): Freshness | null {
    const now = this.freshness;
    this.#answered ||= settled(now);
    return JSON.stringify(now) === JSON.stringify(before) ? null : now;
  }
}

function settled(freshness: Freshness): boolean {
  return isCurrent(freshness) || freshness.state === 'denied';
}

function stale(trouble: Trouble): Freshness {
  const next = trouble.nextTryAt === undefined ? {} : { nextTryAt: trouble.nextTryAt };
  return { state: 'stale', since: trouble.since, reason: trouble.reason, ...next };
}
