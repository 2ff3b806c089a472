import type { ActionRequest, Deed } from '../../../../shared/contract/actions.ts';
import type { ItemState, Operation, OperationItem } from '../../../../shared/contract/operations.ts';
import { PortolanError, toErrorInfo } from '../../../../shared/errors.ts';
import type { ClusterIdentity } from '../../../../shared/identity.ts';
import type { Clock } from '../../ports.ts';

/** Objects asked for at the same time: enough to be quick, few enough that the server does not mind. */
export const atOnce = 5;
/** How long requests on their way may go on after a cancel, ms: an answer is worth more than not knowing. */
export const cancelGraceMs = 5_000;
/** Items told with an operation itself. */
const shownItems = 3;

export interface Start {
  readonly id: string;
  readonly action: ActionRequest;
  readonly title: string;
  readonly dryRun: boolean;
  readonly targets: readonly Pick<OperationItem, 'kind' | 'namespace' | 'name' | 'uid'>[];
  readonly run: (target: Start['targets'][number], signal: AbortSignal) => Promise<Deed>;
}

/** One operation of one cluster: what is done with each object, a few at a time. */
export class RunningOperation {
  readonly #start: Start;
  readonly #cluster: ClusterIdentity;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #items: OperationItem[];
  readonly #startedAt: number;
  #abort = new AbortController();
  #endGrace: () => void = () => {};
  #cancelling = false;
  #endedAt: number | null = null;
  #attempt = 1;

  constructor(start: Start, cluster: ClusterIdentity, clock: Clock, changed: () => void) {
    this.#start = start;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#changed = changed;
    this.#startedAt = clock.now();
    this.#items = start.targets.map((target) => ({ ...target, state: 'waiting', deed: null, error: null }));
  }

  get id(): string {
    return this.#start.id;
  }

  get ended(): boolean {
    return this.#endedAt !== null;
  }

  get items(): readonly OperationItem[] {
    return this.#items;
  }

  /** As it is now, for windows. */
  snapshot(): Operation {
    const count = (state: ItemState): number => this.#items.filter((item) => item.state === state).length;
    const failed = this.#items.filter(({ state }) => state === 'failed');
    const { action, title, dryRun } = this.#start;
    const cancelled = count('cancelled');
    return {
      id: this.id,
      clusterId: this.#cluster.clusterId,
      clusterName: this.#cluster.clusterName,
      action,
      title,
      dryRun,
      state: !this.ended ? 'running' : cancelled > 0 ? 'cancelled' : failed.length > 0 ? 'failed' : 'done',
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      total: this.#items.length,
      done: count('done'),
      failed: failed.length,
      cancelled,
      attempt: this.#attempt,
      items: (failed.length > 0 ? failed : this.#items).slice(0, shownItems),
    };
  }

  /** Resolves when nothing of it runs any more; never rejects: what went wrong is told per object. */
  async run(): Promise<void> {
    const waiting = this.#items.flatMap((item, at) => (item.state === 'waiting' ? [at] : []));
    const queue = waiting.values();
    const worker = async (): Promise<void> => {
      for (const at of queue) if (!this.#cancelling) await this.#one(at);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    this.#endGrace();
    this.#endedAt = this.#clock.now();
    this.#changed();
  }

  /** Those not begun are left alone at once; those on their way get a few seconds to end. */
  cancel(graceMs: number): void {
    if (this.ended || this.#cancelling) return;
    this.#cancelling = true;
    for (const [at, { state }] of this.#items.entries()) if (state === 'waiting') this.#set(at, { state: 'cancelled' });
    if (graceMs === 0) this.#abort.abort();
    else this.#endGrace = this.#clock.setTimeout(() => this.#abort.abort(), graceMs);
    this.#changed();
  }

  /** Everything that did not succeed waits again. False: there is nothing. */
  prepareRetry(): boolean {
    const again = this.#items.flatMap(({ state }, at) => (state === 'failed' || state === 'cancelled' ? [at] : []));
    if (!this.ended || again.length === 0) return false;
    for (const at of again) this.#set(at, { state: 'waiting', error: null });
    this.#abort = new AbortController();
    this.#cancelling = false;
    this.#endedAt = null;
    this.#attempt += 1;
    this.#changed();
    return true;
  }

  async #one(at: number): Promise<void> {
    const target = this.#start.targets[at];
    if (target === undefined) return;
    this.#set(at, { state: 'running' });
    this.#changed();
    try {
      const deed = await this.#start.run(target, this.#abort.signal);
      this.#set(at, { state: 'done', deed });
    } catch (error) {
      this.#set(at, { state: 'failed', error: this.#explained(error) });
    }
    this.#changed();
  }

  #explained(error: unknown) {
    const info = toErrorInfo(error, this.#cluster.clusterId);
    if (!this.#cancelling || info.code !== 'cancelled') return info;
    const message = 'Cancelled while the server was being asked: it may have been done. Look before trying again.';
    return toErrorInfo(new PortolanError('cancelled', message), this.#cluster.clusterId);
  }

  #set(at: number, change: Partial<OperationItem>): void {
    const item = this.#items[at];
    if (item !== undefined) this.#items[at] = { ...item, ...change };
  }
}
