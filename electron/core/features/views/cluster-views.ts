import type { ClusterTopics } from '../../../../shared/contract/events.ts';
import type { Freshness, ViewSnapshot } from '../../../../shared/contract/views.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { ViewQuery } from '../../../engine/protocol.ts';
import type { EngineHandle, UidsRange, ViewSink } from '../../engine/types.ts';
import type { Clock } from '../../ports.ts';
import { OpenView, type Trouble } from './open-view.ts';

/** A hidden tab keeps the watches of its views this long, ms (`DESIGN.md` §4). */
export const keepHiddenMs = 10 * 60_000;

type ViewTopic = 'view:rows' | 'view:patch' | 'view:freshness';

export interface ClusterViewsOptions {
  readonly clusterId: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly newViewId: () => string;
  /** The engine of this cluster; waits for a way in, rejects when there is none. */
  readonly engine: (signal: AbortSignal) => Promise<EngineHandle>;
  /** The engine that runs, if any: nobody starts one to tell it that a view is gone. */
  readonly current: () => EngineHandle | null;
  /** The cluster's own reason behind an engine that was closed under a call. */
  readonly explain: (error: unknown) => unknown;
  readonly emit: <T extends ViewTopic>(windowId: string, topic: T, payload: ClusterTopics[T]) => void;
  /** A view opened, closed, parked or got its first rows: `ready` and the engine's idleness may follow. */
  readonly onChange: () => void;
  readonly backgroundRefresh: () => boolean;
}

/**
 * The views of one cluster. Each belongs to the window that opened it: only that window hears of it, may change it, and it
 * ends with the window. While the cluster has a trouble no view is called live, whatever its engine still believes.
 */
export class ClusterViews {
  readonly #options: ClusterViewsOptions;
  readonly #views = new Map<string, OpenView>();
  /** Windows that show another tab, and the end of the time their views here are kept. */
  readonly #hidden = new Map<string, () => void>();
  #trouble: Trouble | null = null;

  constructor(options: ClusterViewsOptions) {
    this.#options = options;
  }

  /** Views that hold watches in the engine. */
  get held(): number {
    return [...this.#views.values()].filter((view) => !view.parked).length;
  }

  /** Some view is on screen; `ready` waits for its first rows. */
  get awaitingFirstRows(): boolean {
    return [...this.#views.values()].some((view) => !this.#hidden.has(view.windowId) && !view.parked && !view.answered);
  }

  async open(windowId: string, query: ViewQuery, signal: AbortSignal): Promise<ViewSnapshot> {
    const viewId = this.#options.newViewId();
    const within = AbortSignal.any([signal, this.#options.signal]);
    const view = new OpenView(viewId, windowId, this.#options.clusterId, query);
    view.trouble = this.#trouble;
    this.#views.set(viewId, view);
    try {
      const engine = await this.#options.engine(within);
      if (!this.#views.has(viewId)) throw new PortolanError('cancelled', 'The window was closed.');
      const snapshot = view.took(await engine.openView(viewId, query, this.#sink(view)));
      if (this.#views.has(viewId) && !within.aborted) return snapshot;
      engine.closeView(viewId);
      throw new PortolanError('cancelled', 'The window was closed.');
    } catch (error) {
      this.#views.delete(viewId);
      throw this.#options.explain(error);
    } finally {
      this.#options.onChange();
    }
  }

  async update(windowId: string, viewId: string, change: Partial<ViewQuery>): Promise<ViewSnapshot> {
    const view = this.#own(windowId, viewId);
    view.query = { ...view.query, ...change };
    const engine = await this.#options.engine(this.#options.signal);
    const parked = view.parked;
    view.parked = false;
    const answer = parked
      ? await engine.openView(viewId, view.query, this.#sink(view))
      : await engine.updateView(viewId, change);
    return view.took(answer);
  }

  ack(windowId: string, viewId: string, seq: number): void {
    const view = this.#own(windowId, viewId);
    if (!view.parked) this.#options.current()?.ackView(viewId, view.toEngineSeq(seq));
  }

  close(windowId: string, viewId: string): void {
    const view = this.#own(windowId, viewId);
    this.#views.delete(viewId);
    if (!view.parked) this.#options.current()?.closeView(viewId);
    this.#options.onChange();
  }

  async uids(windowId: string, viewId: string, range: UidsRange) {
    const view = this.#own(windowId, viewId);
    const engine = await this.#options.engine(this.#options.signal);
    const answer = await engine.viewUids(viewId, range);
    return { seq: view.fromEngineSeq(answer.seq), uids: answer.uids };
  }

  async facets(windowId: string, viewId: string, of: readonly string[] | undefined, limit: number) {
    this.#own(windowId, viewId);
    const engine = await this.#options.engine(this.#options.signal);
    return { facets: await engine.viewFacets(viewId, of, limit) };
  }

  closeWindow(windowId: string): void {
    this.#unhide(windowId);
    for (const view of [...this.#views.values()]) {
      if (view.windowId === windowId) this.close(windowId, view.viewId);
    }
  }

  /** The window shows this tab, or another. Shown again, everything that was let go is taken up where it was. */
  setVisible(windowId: string, visible: boolean): void {
    if (visible) {
      this.#unhide(windowId);
      void this.#resume(windowId);
    } else if (!this.#hidden.has(windowId)) {
      const keep = this.#options.backgroundRefresh() ? keepHiddenMs : 0;
      this.#hidden.set(
        windowId,
        this.#options.clock.setTimeout(() => this.#park(windowId), keep),
      );
    }
    this.#options.onChange();
  }

  /** The whole cluster is out of reach (or back, `null`): every view says so at once, and again what its engine says after. */
  setTrouble(trouble: Trouble | null): void {
    this.#trouble = trouble;
    for (const view of this.#views.values()) {
      const before = view.freshness;
      view.trouble = trouble;
      this.#tell(view, before);
    }
  }

  /** Ends everything; the windows hear that their views are closed. */
  closeAll(reason: string): void {
    for (const windowId of [...this.#hidden.keys()]) this.#unhide(windowId);
    const freshness: Freshness = { state: 'closed', reason };
    for (const view of this.#views.values()) {
      this.#options.emit(view.windowId, 'view:freshness', { viewId: view.viewId, freshness });
    }
    this.#views.clear();
  }

  #own(windowId: string, viewId: string): OpenView {
    const view = this.#views.get(viewId);
    if (view !== undefined && view.windowId === windowId) return view;
    throw new PortolanError('not-found', 'This view is not open in this window.');
  }

  #unhide(windowId: string): void {
    this.#hidden.get(windowId)?.();
    this.#hidden.delete(windowId);
  }

  #park(windowId: string): void {
    const engine = this.#options.current();
    for (const view of this.#views.values()) {
      if (view.windowId !== windowId || view.parked) continue;
      const before = view.freshness;
      view.park(this.#options.clock.now());
      engine?.closeView(view.viewId);
      this.#tell(view, before);
    }
    this.#options.onChange();
  }

  async #resume(windowId: string): Promise<void> {
    const parked = [...this.#views.values()].filter((view) => view.windowId === windowId && view.parked);
    if (parked.length === 0) return;
    try {
      const engine = await this.#options.engine(this.#options.signal);
      for (const view of parked.filter((one) => one.parked && this.#views.has(one.viewId))) {
        view.parked = false;
        const snapshot = view.took(await engine.openView(view.viewId, view.query, this.#sink(view)));
        this.#options.emit(view.windowId, 'view:rows', snapshot);
      }
    } catch (error) {
      // No way in now: they stay parked and stale; the next time the tab is shown, or the cluster is back, tries again.
      for (const view of parked) {
        const before = view.freshness;
        view.park(this.#options.clock.now(), error instanceof Error ? error.message : String(error));
        this.#tell(view, before);
      }
    }
  }

  /** The cluster is back: parked views of windows that show it are taken up. */
  resumeVisible(): void {
    const windows = new Set([...this.#views.values()].filter((view) => view.parked).map((view) => view.windowId));
    for (const windowId of windows) if (!this.#hidden.has(windowId)) void this.#resume(windowId);
  }

  #tell(view: OpenView, before: Freshness): void {
    const freshness = view.changedFrom(before);
    if (freshness === null) return;
    this.#options.emit(view.windowId, 'view:freshness', { viewId: view.viewId, freshness });
  }

  #sink(view: OpenView): ViewSink {
    const alive = (): boolean => this.#views.get(view.viewId) === view && !view.parked;
    return {
      rows: (snapshot) => {
        if (!alive()) return;
        const waited = !view.answered;
        this.#options.emit(view.windowId, 'view:rows', view.took(snapshot));
        if (waited) this.#options.onChange();
      },
      patch: (patch) => {
        if (alive()) this.#options.emit(view.windowId, 'view:patch', view.patched(patch));
      },
      freshness: (freshness) => {
        if (!alive()) return;
        const before = view.freshness;
        view.engineFreshness = freshness;
        this.#tell(view, before);
        this.#options.onChange();
      },
    };
  }
}
