import type { ClusterEvent } from '../../shared/contract/events.ts';
import type { ViewPatchEvent, ViewSnapshot, ViewWindow } from '../../shared/contract/views.ts';
import { Emitter } from '../../shared/disposable.ts';
import type { Reply } from '../../shared/errors.ts';
import type { Api } from './api.ts';
import type { Timing } from './clock.ts';
import type { EventHub } from './events.ts';
import {
  ALIVE,
  type Changeable,
  changeBetween,
  initialViewState,
  movesRows,
  type ViewChange,
  type ViewQuery,
  type ViewState,
} from './view-state.ts';
import { applyPatch, rowsExpected, windowFor } from './view-window.ts';

export interface ViewParts {
  readonly api: Api;
  readonly events: EventHub;
  readonly timing: Timing;
}

type ViewEvent = Extract<ClusterEvent, { readonly topic: 'view:rows' | 'view:patch' | 'view:freshness' }>;
const FIRST_WINDOW: ViewWindow = { offset: 0, limit: 200 };

/**
 * One live view of one cluster, without React. Promises: states are applied in the order of `seq` and never twice; while an
 * update travels, events of this view wait for its answer (an event may overtake it, since replies and events use two
 * channels); a patch is acknowledged in the frame that paints it; answers that come after `close` change nothing and leave no
 * view open in the host. Rows stay until newer ones replace them.
 */
export class LiveView {
  readonly clusterId: string;
  readonly #parts: ViewParts;
  readonly #changed = new Emitter<void>();
  readonly #ends: (() => void)[] = [];
  #query: ViewQuery;
  #state: ViewState;
  #viewId: string | null = null;
  /** Counts openings: an answer of an earlier one is late. */
  #life = 0;
  #inFlight = false;
  #pending: ViewChange | null = null;
  #waiting: ViewEvent[] = [];
  #cancelFrame: (() => void) | null = null;
  #closed = true;
  #lost = false;
  #asked: ViewWindow | null = null;
  #range: { readonly first: number; readonly last: number } | null = null;

  constructor(parts: ViewParts, clusterId: string, query: ViewQuery, window: ViewWindow = FIRST_WINDOW) {
    this.#parts = parts;
    this.clusterId = clusterId;
    this.#query = query;
    this.#state = initialViewState(window);
  }

  get state(): ViewState {
    return this.#state;
  }

  get query(): ViewQuery {
    return this.#query;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** `null` while none is open in the host. For calls about the view as a whole, such as `views.uids`. */
  get viewId(): string | null {
    return this.#viewId;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#changed.on(listener);

  /** Starts (again, after `close`): rows still held stay on screen as not live until the answer comes. */
  open(): void {
    if (!this.#closed) return;
    this.#closed = false;
    this.#ends.push(
      this.#parts.events.onCluster(this.clusterId, (event) => this.#receive(event)),
      this.#parts.events.onConnection((connected) => this.#connection(connected)),
    );
    void this.#start();
  }

  /** Ends the view in the host; what is held stays readable and is marked closed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#life++;
    for (const end of this.#ends.splice(0)) end();
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    const viewId = this.#viewId;
    this.#forget();
    if (viewId !== null) void this.#parts.api.ask('views.close', { clusterId: this.clusterId, viewId });
    this.#set({ status: 'closed', freshness: { state: 'closed' } });
  }

  retry(): void {
    if (this.#closed) this.open();
    else if (this.#state.status === 'failed') void this.#start();
    else if (this.#state.error !== null && this.#range !== null) {
      const { first, last } = this.#range;
      this.#ask({ window: windowFor(first, last, this.#state.lines, this.#wanted()) });
    }
  }

  /** Another filter, order or namespaces: begins at the top again. What is the same asks nothing. */
  setQuery(next: Changeable): void {
    const was = this.#query;
    const change = changeBetween(was, next);
    if (change === null) return;
    const { namespaces, filter, sort, wide, extra, group, fold } = next;
    this.#query = {
      ...was,
      namespaces,
      filter,
      sort,
      ...(wide === undefined ? {} : { wide }),
      ...(extra === undefined ? {} : { extra }),
      ...(group === undefined ? {} : { group }),
      ...(fold === undefined ? {} : { fold }),
    };
    this.#ask(movesRows(change) ? { ...change, window: { offset: 0, limit: this.#wanted().limit } } : change);
  }

  /** Rows `first` to `last` (inclusive) are on screen now. */
  setRange(first: number, last: number): void {
    this.#range = { first, last };
    const wanted = this.#wanted();
    const next = windowFor(first, last, this.#state.lines, wanted);
    if (next.offset !== wanted.offset || next.limit !== wanted.limit) this.#ask({ window: next });
  }

  /** The window asked for last, whether answered or not. */
  #wanted(): ViewWindow {
    return this.#pending?.window ?? this.#asked ?? this.#state.window;
  }

  #forget(): void {
    this.#viewId = null;
    this.#inFlight = false;
    this.#pending = null;
    this.#asked = null;
    this.#waiting = [];
  }

  async #start(): Promise<void> {
    const life = ++this.#life;
    const window = this.#wanted();
    this.#forget();
    this.#inFlight = true;
    this.#set({ status: 'opening', error: null, freshness: { state: 'connecting' } });
    const { namespaces, labelSelector, fieldSelector, extra, group, fold, ...rest } = this.#query;
    const reply = await this.#parts.api.ask('views.open', {
      ...rest,
      clusterId: this.clusterId,
      namespaces: namespaces && [...namespaces],
      window,
      ...(extra === undefined ? {} : { extra: [...extra] }),
      ...(group === undefined ? {} : { group }),
      ...(fold === undefined ? {} : { fold }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    });
    if (life !== this.#life) {
      if (reply.ok) {
        void this.#parts.api.ask('views.close', { clusterId: this.clusterId, viewId: reply.value.viewId });
      }
      return;
    }
    if (!reply.ok) {
      this.#forget();
      this.#set({ status: 'failed', error: reply.error });
      return;
    }
    this.#viewId = reply.value.viewId;
    // A reopened view counts from the beginning again.
    this.#state = { ...this.#state, seq: -1 };
    this.#answered(reply);
  }

  #ask(change: ViewChange): void {
    this.#pending = { ...this.#pending, ...change };
    if (!this.#inFlight && this.#viewId !== null) void this.#flush();
  }

  async #flush(): Promise<void> {
    const { clusterId } = this;
    const viewId = this.#viewId;
    const change = this.#pending;
    if (viewId === null || change === null) return;
    const life = this.#life;
    this.#pending = null;
    this.#inFlight = true;
    this.#asked = change.window ?? this.#asked;
    const reply = await this.#parts.api.ask('views.update', { clusterId, viewId, ...change });
    if (life !== this.#life) return;
    if (!reply.ok && reply.error.code === 'not-found') {
      // The host ended this view (an engine that could not keep it): the same question, asked anew.
      void this.#start();
      return;
    }
    this.#answered(reply);
  }

  /** An answer ends the wait of the events behind it; older ones among them fall to their `seq`. */
  #answered(reply: Reply<ViewSnapshot>): void {
    this.#inFlight = false;
    this.#asked = null;
    if (reply.ok) this.#snapshot(reply.value);
    else this.#set({ error: reply.error });
    for (const event of this.#waiting.splice(0)) this.#apply(event);
    void this.#flush();
  }

  #receive(event: ClusterEvent): void {
    if (event.topic === 'cluster:state') {
      if (this.#state.status === 'failed' && ALIVE.has(event.payload.state)) void this.#start();
      return;
    }
    if (event.topic !== 'view:rows' && event.topic !== 'view:patch' && event.topic !== 'view:freshness') return;
    if (this.#inFlight) this.#waiting.push(event);
    else this.#apply(event);
  }

  #apply(event: ViewEvent): void {
    if (event.payload.viewId !== this.#viewId) return;
    if (event.topic === 'view:freshness') this.#set({ freshness: event.payload.freshness });
    else if (event.topic === 'view:rows') this.#snapshot(event.payload);
    else this.#patch(event.payload);
  }

  #patch(patch: ViewPatchEvent): void {
    if (patch.seq <= this.#state.seq) return;
    const { seq, total, unfiltered } = patch;
    const { rows, window } = this.#state;
    const next = applyPatch({ offset: window.offset, rows }, patch).rows;
    const lines = patch.lines ?? total;
    const whole = next.length === rowsExpected(window, lines);
    this.#set({ seq, total, lines, unfiltered, rows: next });
    this.#acknowledge();
    if (!whole) this.#ask({ window: this.#wanted() });
  }

  #snapshot(snapshot: ViewSnapshot): void {
    if (snapshot.seq <= this.#state.seq) return;
    const { kind, columns, seq, total, unfiltered, loading, window, rows, freshness, filterProblem } = snapshot;
    this.#set({
      status: 'open',
      error: null,
      lines: snapshot.lines ?? total,
      usageProblem: snapshot.usageProblem ?? null,
      ...{ kind, columns, seq, total, unfiltered, loading, window, rows, freshness, filterProblem },
    });
    this.#acknowledge();
  }

  /** The engine sends the next change when this one is painted: one in flight, newest state wins. */
  #acknowledge(): void {
    this.#cancelFrame ??= this.#parts.timing.frame(() => {
      this.#cancelFrame = null;
      const viewId = this.#viewId;
      if (viewId === null) return;
      void this.#parts.api.ask('views.ack', { clusterId: this.clusterId, viewId, seq: this.#state.seq });
    });
  }

  #connection(connected: boolean): void {
    if (connected) {
      // The first connection is not a reconnection: the first question is already waiting for it.
      if (this.#lost) void this.#start();
      this.#lost = false;
      return;
    }
    this.#lost = true;
    this.#life++;
    this.#forget();
    const since = this.#parts.timing.now();
    if (this.#state.freshness.state === 'stale') return;
    this.#set({ freshness: { state: 'stale', since, reason: 'the connection to Portolan itself was lost' } });
  }

  #set(change: Partial<ViewState>): void {
    this.#state = { ...this.#state, ...change, version: this.#state.version + 1 };
    this.#changed.emit();
  }
}
