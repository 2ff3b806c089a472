import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import type { ContextInfo } from '../../shared/contract/contexts.ts';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import type { Freshness, ViewSnapshot } from '../../shared/contract/views.ts';
import { PortolanError } from '../../shared/errors.ts';
import { isCurrent } from '../../shared/freshness.ts';
import { UsageError, type ViewArgs } from './args.ts';
import { findContexts } from './contexts.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';
import { sortOf, Table } from './table.ts';
import { openView, UnknownKind } from './view.ts';

const allRows = 200_000;

/** `view --watch`: one compact object a line, until the session is told to end. A cluster that fails does not end it. */
export async function watchViews(session: Session, view: ViewArgs, output: Output): Promise<void> {
  const contexts = await findContexts(session, view.contexts);
  let unknown: UsageError | null = null;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => resolve();
    if (session.signal.aborted) return end();
    session.signal.addEventListener('abort', end, { once: true });
    const watches = contexts.map((context) => {
      return new ClusterWatch(session, view, output, context, (error) => {
        // One cluster among several may lack the kind; one alone has nothing else to show. What is wrong is wrong for all.
        if (contexts.length > 1 && error instanceof UnknownKind) return false;
        unknown = error;
        end();
        return true;
      });
    });
    const byId = new Map(watches.map((watch) => [watch.clusterId, watch]));
    const stop = session.onEvents((events) => {
      for (const event of events) {
        if (event.clusterId === null) printEvent(output, event);
        else byId.get(event.clusterId)?.take(event);
      }
    });
    session.signal.addEventListener('abort', stop, { once: true });
    for (const watch of watches) void watch.open();
  });
  await ended;
  if (unknown !== null) throw unknown;
}

function printEvent(output: Output, { clusterId, topic, payload }: PortolanEvent): void {
  output.line({ type: 'event', clusterId, at: Date.now(), topic, payload });
}

/** One context's lines. Its view is opened when the cluster is first connected and lives in the host from then on. */
class ClusterWatch {
  readonly clusterId: string;
  readonly #session: Session;
  readonly #view: ViewArgs;
  readonly #output: Output;
  /** Answers whether the error ends everything. */
  readonly #onUsage: (error: UsageError) => boolean;
  #state: string | null = null;
  #offset = 0;
  #viewId: string | null = null;
  #opening = false;
  #loading = true;
  /** The order that was asked for is the view's. */
  #sorted = false;
  #table: Table | null = null;
  #freshness = '';

  constructor(
    session: Session,
    view: ViewArgs,
    output: Output,
    context: ContextInfo,
    onUsage: (error: UsageError) => boolean,
  ) {
    this.#session = session;
    this.#view = view;
    this.#output = output;
    this.clusterId = context.clusterId;
    this.#onUsage = onUsage;
  }

  async open(): Promise<void> {
    try {
      await this.#session.call('clusters.open', { clusterId: this.clusterId, onDuplicate: 'both' });
      // The first list starts beside the pre-flight; a cluster that fails meanwhile is tried again when it is connected.
      void this.#openView();
    } catch (error) {
      this.#line('lifecycle', { state: 'closed', reason: words(error) });
    }
  }

  take(event: PortolanEvent): void {
    switch (event.topic) {
      case 'cluster:state':
        this.#lifecycle(event.payload);
        return;
      case 'view:rows':
        if (event.payload.viewId === this.#viewId) this.#rows(event.payload).catch((error) => this.#failed(error));
        return;
      case 'view:patch': {
        const { viewId, seq, total, upsert, remove } = event.payload;
        if (viewId !== this.#viewId) return;
        this.#line('patch', { seq, total, upsert: upsert.map((row) => this.#row(row)), remove });
        this.#ack(seq);
        return;
      }
      case 'view:freshness':
        if (event.payload.viewId !== this.#viewId) return;
        // The news of being live travels ahead of the whole list: said with its rows, never before them.
        if (isCurrent(event.payload.freshness) && this.#loading) return;
        this.#fresh(event.payload.freshness);
        return;
      default:
        printEvent(this.#output, event);
    }
  }

  #lifecycle(status: ClusterStatus): void {
    this.#offset = status.clockOffsetMs;
    const { state, reason } = status;
    const news = JSON.stringify([state, reason]);
    if (news !== this.#state) {
      this.#state = news;
      this.#line('lifecycle', { state, ...(reason === undefined ? {} : { reason }) });
    }
    if (state === 'connected' || state === 'loading' || state === 'ready') void this.#openView();
  }

  async #openView(): Promise<void> {
    if (this.#opening || this.#viewId !== null) return;
    this.#opening = true;
    try {
      const limit = this.#view.sort === null ? this.#limit : 0;
      const opened = await openView(this.#session, this.clusterId, this.#view, limit);
      this.#viewId = opened.viewId;
      this.#sorted = this.#view.sort === null;
      await this.#rows(opened);
    } catch (error) {
      this.#viewId = null;
      this.#failed(error);
    } finally {
      this.#opening = false;
    }
  }

  #failed(error: unknown): void {
    if (error instanceof UsageError && this.#onUsage(error)) return;
    if (!isPassing(error)) this.#fresh({ state: 'closed', reason: words(error) });
  }

  async #rows(snapshot: ViewSnapshot): Promise<void> {
    if (!this.#sorted && snapshot.columns.length > 0) return this.#sort(snapshot);
    // The columns of a custom kind are known only with its first rows, and a changed definition may bring others.
    this.#table = new Table(snapshot.kind, snapshot.columns, this.#view);
    const { seq, total, rows } = snapshot;
    this.#loading = snapshot.loading !== null;
    this.#wholeRows(seq, total, rows);
    if (!this.#loading || !isCurrent(snapshot.freshness)) this.#fresh(snapshot.freshness);
    this.#ack(seq);
  }

  /** A line of type `rows`, in pieces: one text of a hundred thousand rows would be in memory twice. */
  #wholeRows(seq: number, total: number, rows: ViewSnapshot['rows']): void {
    const at = Date.now();
    const head = JSON.stringify({ type: 'rows', clusterId: this.clusterId, at, seq, total });
    this.#output.write(`${head.slice(0, -1)},"rows":[`);
    const now = at + this.#offset;
    let separator = '';
    for (const row of rows) {
      this.#output.write(`${separator}${this.#table?.json(row, now, true) ?? ''}`);
      separator = ',';
    }
    this.#output.write(']}\n');
    this.#output.flush();
  }

  /** Once the columns are known the order that was asked for can be, and with it the rows. */
  async #sort(snapshot: ViewSnapshot): Promise<void> {
    this.#sorted = true;
    const { clusterId, viewId } = snapshot;
    const window = { offset: 0, limit: this.#limit };
    await this.#rows(
      await this.#session.call('views.update', { clusterId, viewId, sort: sortOf(this.#view, snapshot), window }),
    );
  }

  get #limit(): number {
    return this.#view.limit ?? allRows;
  }

  #row(row: ViewSnapshot['rows'][number]) {
    return { index: row.index, ...this.#table?.row(row, Date.now() + this.#offset) };
  }

  #fresh(freshness: Freshness): void {
    const news = {
      freshness: freshness.state,
      ...('since' in freshness ? { since: freshness.since } : {}),
      ...('reason' in freshness && freshness.reason !== undefined ? { reason: freshness.reason } : {}),
    };
    if (JSON.stringify(news) === this.#freshness) return;
    this.#freshness = JSON.stringify(news);
    this.#line('freshness', news);
  }

  /** The next patch comes when the reader has taken this one: a slow reader gets fewer, never old ones. */
  #ack(seq: number): void {
    const viewId = this.#viewId;
    if (viewId === null) return;
    void this.#output
      .drained()
      .then(() => this.#session.reply('views.ack', { clusterId: this.clusterId, viewId, seq }));
  }

  #line(type: string, values: Readonly<Record<string, unknown>>): void {
    this.#output.line({ type, clusterId: this.clusterId, at: Date.now(), ...values });
  }
}

/** The cluster failed while its view was being opened: its next `connected` tries again. */
function isPassing(error: unknown): boolean {
  const passing = ['unreachable', 'unauthenticated', 'no-credentials', 'consent-required', 'timeout', 'cancelled'];
  return error instanceof PortolanError && passing.includes(error.code);
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
