import type { Host } from '../../electron/core/types.ts';
import type { ClusterState, ClusterStatus } from '../../shared/contract/clusters.ts';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import type { Freshness, Row, ViewSnapshot } from '../../shared/contract/views.ts';
import type { RowPrint } from './servers/ops.ts';

/** Epoch ms with fractions, comparable across threads. */
export const epoch = (): number => performance.timeOrigin + performance.now();

const frameMs = 16;

interface Arrival {
  readonly restarts: number;
  readonly at: number;
}

/** What a window shows of one view, kept as a renderer keeps it, and what was seen on the way. */
export class ShownView {
  readonly viewId: string;
  readonly rows = new Map<string, Row>();
  /** When each pod's restarts were shown, by uid. */
  readonly arrivals = new Map<string, Arrival[]>();
  readonly history: { readonly at: number; readonly freshness: Freshness }[] = [];
  freshness: Freshness;
  total: number;
  /** Fewest rows shown at any time since `mark`. */
  fewest: number;
  #seq: number;
  readonly #restarts: number;

  constructor(snapshot: ViewSnapshot) {
    this.viewId = snapshot.viewId;
    this.freshness = snapshot.freshness;
    this.#seq = snapshot.seq;
    this.total = snapshot.total;
    this.#restarts = snapshot.columns.findIndex((column) => column.id === 'restarts');
    this.fewest = 0;
    this.took(snapshot);
    this.fewest = this.rows.size;
  }

  /** Forgets what was, from here on. */
  mark(): void {
    this.fewest = this.rows.size;
    this.history.length = 0;
    this.arrivals.clear();
  }

  took(snapshot: ViewSnapshot): void {
    this.#seq = snapshot.seq;
    this.total = snapshot.total;
    this.rows.clear();
    for (const row of snapshot.rows) this.#shown(row);
    this.fewest = Math.min(this.fewest, this.rows.size);
    this.fresh(snapshot.freshness);
  }

  patched(patch: Extract<PortolanEvent, { topic: 'view:patch' }>['payload']): void {
    if (patch.seq <= this.#seq) return;
    this.#seq = patch.seq;
    this.total = patch.total;
    for (const uid of patch.remove) this.rows.delete(uid);
    for (const row of patch.upsert) this.#shown(row);
    this.fewest = Math.min(this.fewest, this.rows.size);
  }

  fresh(freshness: Freshness): void {
    this.freshness = freshness;
    this.history.push({ at: epoch(), freshness });
  }

  prints(): RowPrint[] {
    return [...this.rows.values()].map((row) => [row.uid, JSON.stringify(row.cells)]);
  }

  /** When this many restarts (or more) of the pod were on screen first, epoch ms. */
  shownAt(uid: string, restarts: number): number | undefined {
    return this.arrivals.get(uid)?.find((arrival) => arrival.restarts >= restarts)?.at;
  }

  #shown(row: Row): void {
    this.rows.set(row.uid, row);
    const cell = row.cells[this.#restarts];
    const restarts = Array.isArray(cell) ? cell[0] : cell;
    if (typeof restarts !== 'number') return;
    const known = this.arrivals.get(row.uid) ?? [];
    if ((known.at(-1)?.restarts ?? -1) < restarts) known.push({ restarts, at: epoch() });
    this.arrivals.set(row.uid, known);
  }
}

/** One window on the host: it acknowledges, keeps its views as a renderer does, and remembers every state it was told. */
export class Watcher {
  readonly host: Host;
  readonly windowId: string;
  readonly views = new Map<string, ShownView>();
  readonly states: { readonly at: number; readonly clusterId: string; readonly status: ClusterStatus }[] = [];
  readonly events: PortolanEvent[] = [];
  readonly #last = new Map<string, ClusterStatus>();
  readonly #looks = new Set<() => void>();
  readonly #end: () => void;
  /** What is on screen and not acknowledged yet, by view. */
  readonly #painted = new Map<string, { readonly clusterId: string; readonly seq: number }>();
  #frame: NodeJS.Timeout | null = null;

  constructor(host: Host, windowId: string) {
    this.host = host;
    this.windowId = windowId;
    this.#end = host.onEvents(windowId, (events) => {
      for (const event of events) this.#hear(event);
      for (const look of [...this.#looks]) look();
    });
  }

  async call<M extends MethodName>(method: M, input: CallInput<M>): Promise<CallOutput<M>> {
    const reply = await this.host.call(method, input, { windowId: this.windowId });
    if (!reply.ok) throw new Error(`${method}: ${reply.error.code}: ${reply.error.message}`);
    // The host's own types say that this method answers so.
    return reply.value as CallOutput<M>;
  }

  async openView(clusterId: string, kind: string): Promise<ShownView> {
    const snapshot = await this.call('views.open', { clusterId, kind, window: { offset: 0, limit: 2_000 } });
    const view = new ShownView(snapshot);
    this.views.set(snapshot.viewId, view);
    await this.call('views.ack', { clusterId, viewId: snapshot.viewId, seq: snapshot.seq });
    return view;
  }

  async closeView(clusterId: string, view: ShownView): Promise<void> {
    this.views.delete(view.viewId);
    await this.call('views.close', { clusterId, viewId: view.viewId });
  }

  status(clusterId: string): ClusterStatus | undefined {
    return this.#last.get(clusterId);
  }

  state(clusterId: string): ClusterState | undefined {
    return this.#last.get(clusterId)?.state;
  }

  /** Resolves with what the predicate finds; it is looked at after every batch of events, and every 100 ms. */
  until<T>(what: string, predicate: () => T | undefined | false | null, ms: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const look = (): void => {
        const found = predicate();
        if (found === undefined || found === false || found === null) return;
        done();
        resolve(found);
      };
      const late = setTimeout(() => {
        done();
        reject(new Error(`Not seen within ${Math.round(ms)} ms: ${what}`));
      }, ms);
      const again = setInterval(look, 100);
      const done = (): void => {
        clearTimeout(late);
        clearInterval(again);
        this.#looks.delete(look);
      };
      this.#looks.add(look);
      look();
    });
  }

  /** Forgets states and events so far; the last state of each cluster stays known. */
  mark(): void {
    this.states.length = 0;
    this.events.length = 0;
    for (const view of this.views.values()) view.mark();
  }

  close(): void {
    if (this.#frame !== null) clearTimeout(this.#frame);
    this.#end();
    this.host.closeWindow(this.windowId);
  }

  #hear(event: PortolanEvent): void {
    switch (event.topic) {
      case 'cluster:state':
        this.#last.set(event.clusterId, event.payload);
        this.states.push({ at: epoch(), clusterId: event.clusterId, status: event.payload });
        return;
      case 'view:rows':
        this.views.get(event.payload.viewId)?.took(event.payload);
        this.#ack(event.clusterId, event.payload.viewId, event.payload.seq);
        return;
      case 'view:patch':
        this.views.get(event.payload.viewId)?.patched(event.payload);
        this.#ack(event.clusterId, event.payload.viewId, event.payload.seq);
        return;
      case 'view:freshness':
        this.views.get(event.payload.viewId)?.fresh(event.payload.freshness);
        return;
      case 'catalog:counts':
      case 'catalog:changed':
        return;
      default:
        this.events.push(event);
    }
  }

  /** In the next frame, as a window acknowledges what it has painted. */
  #ack(clusterId: string, viewId: string, seq: number): void {
    this.#painted.set(viewId, { clusterId, seq });
    this.#frame ??= setTimeout(() => this.#paint(), frameMs);
  }

  #paint(): void {
    this.#frame = null;
    for (const [viewId, { clusterId, seq }] of this.#painted) this.#acknowledge(clusterId, viewId, seq);
    this.#painted.clear();
  }

  #acknowledge(clusterId: string, viewId: string, seq: number): void {
    void this.host.call('views.ack', { clusterId, viewId, seq }, { windowId: this.windowId });
  }
}
