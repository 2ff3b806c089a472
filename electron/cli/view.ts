import type { ClusterStatus } from '../../shared/contract/clusters.ts';
import type { ClusterEvent } from '../../shared/contract/events.ts';
import type { ViewSnapshot } from '../../shared/contract/views.ts';
import { PortolanError } from '../../shared/errors.ts';
import { isCurrent } from '../../shared/freshness.ts';
import { UsageError, type ViewArgs } from './args.ts';
import { findContexts } from './contexts.ts';
import type { Output } from './output.ts';
import { type Session, toError } from './session.ts';
import { sortOf, Table } from './table.ts';

/** As many rows as the contract allows in one window. */
const allRows = 200_000;

/** `view`: opens the cluster, waits for the whole list, prints it as one object. */
export async function printView(session: Session, view: ViewArgs, output: Output): Promise<void> {
  const [context] = await findContexts(session, view.contexts);
  if (context === undefined) throw new UsageError('view needs --context.');
  const { clusterId } = context;
  await session.call('clusters.open', { clusterId, onDuplicate: 'both' });
  const snapshot = await wholeList(session, clusterId, view);
  const { clockOffsetMs } = await session.call('clusters.status', { clusterId });
  const table = new Table(snapshot.kind, snapshot.columns, view);
  const now = Date.now() + clockOffsetMs;
  const head = JSON.stringify({ clusterId, kind: snapshot.kind.id, columns: table.columns });
  // Row by row: one text of a hundred thousand rows would be in memory twice.
  output.write(`${head.slice(0, -1)},"rows":[`);
  let first = true;
  for (const row of snapshot.rows) {
    output.write(first ? table.json(row, now) : `,${table.json(row, now)}`);
    first = false;
    if (output.full) await output.drained();
  }
  output.write(`],"total":${snapshot.total},"freshness":${JSON.stringify(snapshot.freshness.state)}}\n`);
  output.flush();
}

async function wholeList(session: Session, clusterId: string, view: ViewArgs): Promise<ViewSnapshot> {
  // No rows while the list grows: only the finished window is worth carrying over.
  const opened = await openView(session, clusterId, view, 0);
  const { viewId } = opened;
  await complete(session, opened);
  // The columns of a custom kind are known only with its list.
  const known = await session.call('views.update', { clusterId, viewId });
  const sort = sortOf(view, known);
  const whole = await session.call('views.update', {
    clusterId,
    viewId,
    sort,
    window: { offset: 0, limit: view.limit ?? allRows },
  });
  refuseWrongFilter(whole);
  // Between the whole list and its rows the permission or the kind itself may have gone: no rows is not the answer then.
  const lost = lossOf(whole);
  if (lost !== null) throw lost;
  return whole;
}

/** Why this view has no rows to show, if so. */
function lossOf({ freshness, clusterId }: ViewSnapshot): PortolanError | null {
  if (freshness.state === 'denied') return new PortolanError('forbidden', freshness.reason, { clusterId });
  if (freshness.state !== 'closed') return null;
  return new PortolanError('cluster-closed', freshness.reason ?? 'The cluster was closed.', { clusterId });
}

/** Opens the view that the options ask for; an unknown kind and a wrong filter are bad usage. */
export async function openView(session: Session, clusterId: string, view: ViewArgs, limit: number) {
  const kind = await session.call('catalog.resolve', { clusterId, kind: view.kind }).catch((error: unknown) => {
    if (error instanceof PortolanError && error.code === 'not-found') throw new UnknownKind(error.message);
    throw error;
  });
  const opened = await session.call('views.open', {
    clusterId,
    kind: kind.id,
    // As kubectl: a namespace means nothing to a kind that has none.
    namespaces: kind.namespaced && view.namespaces !== null ? [...view.namespaces] : null,
    filter: view.filter,
    wide: view.wide,
    window: { offset: 0, limit },
  });
  // A term on a column cannot be judged before the columns are known.
  if (opened.columns.length > 0) refuseWrongFilter(opened);
  return opened;
}

function refuseWrongFilter({ filterProblem }: ViewSnapshot): void {
  if (filterProblem === null) return;
  throw new UsageError(`The filter is wrong at character ${filterProblem.at + 1}: ${filterProblem.message}`);
}

export class UnknownKind extends UsageError {}

/**
 * Resolves when the view's list is whole and live. Throws what keeps it from that: denied, the cluster's failure. Being stale is
 * no end: the engine tries again until the time is up.
 */
export async function complete(session: Session, opened: ViewSnapshot): Promise<void> {
  const watch = new ListWatch(session, opened);
  try {
    await watch.done;
  } finally {
    watch.end();
  }
}

class ListWatch {
  readonly done: Promise<void>;
  readonly end: () => void;
  readonly #session: Session;
  #latest: ViewSnapshot;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};

  constructor(session: Session, opened: ViewSnapshot) {
    this.#session = session;
    this.#latest = opened;
    this.done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const stop = session.onEvents((events) => {
      for (const event of events) if (event.clusterId === opened.clusterId) this.#take(event);
    });
    const late = (): void => this.#reject(tooLate(this.#latest));
    session.signal.addEventListener('abort', late, { once: true });
    this.end = () => {
      stop();
      session.signal.removeEventListener('abort', late);
    };
    this.#ack(opened.seq);
    this.#look();
    session
      .call('clusters.status', { clusterId: opened.clusterId })
      .then((status) => this.#judge(status), this.#reject);
  }

  #take(event: ClusterEvent): void {
    const { viewId } = this.#latest;
    if (event.topic === 'cluster:state') this.#judge(event.payload);
    else if (event.topic === 'view:rows' && event.payload.viewId === viewId) {
      this.#latest = event.payload;
      this.#ack(event.payload.seq);
    } else if (event.topic === 'view:patch' && event.payload.viewId === viewId) {
      this.#ack(event.payload.seq);
    } else if (event.topic === 'view:freshness' && event.payload.viewId === viewId) {
      this.#latest = { ...this.#latest, freshness: event.payload.freshness };
    } else return;
    this.#look();
  }

  #ack(seq: number): void {
    const { clusterId, viewId } = this.#latest;
    void this.#session.reply('views.ack', { clusterId, viewId, seq });
  }

  #look(): void {
    const { freshness, loading, clusterId, viewId } = this.#latest;
    const lost = lossOf(this.#latest);
    if (lost !== null) {
      this.#reject(lost);
    } else if (isCurrent(freshness) && loading === null) {
      this.#resolve();
    } else if (isCurrent(freshness)) {
      // The news of being live travels ahead of the last count: ask for both together.
      this.#session.call('views.update', { clusterId, viewId }).then((snapshot) => {
        if (snapshot.seq >= this.#latest.seq) this.#latest = snapshot;
        if (isCurrent(snapshot.freshness) && snapshot.loading === null) this.#resolve();
      }, this.#reject);
    }
  }

  /** A failed cluster ends the wait at once: its own retries would take longer than anybody wants to wait here. */
  #judge(status: ClusterStatus): void {
    if (status.error !== undefined && isFailure(status.state)) this.#reject(toError(status.error));
  }
}

function isFailure(state: ClusterStatus['state']): boolean {
  return state === 'unreachable' || state === 'auth_failed' || state === 'consent_required' || state === 'closed';
}

function tooLate({ clusterId, freshness, kind }: ViewSnapshot): PortolanError {
  const why = freshness.state === 'stale' ? `: ${freshness.reason}` : '.';
  const signedOut = freshness.state === 'stale' && freshness.code === 'unauthenticated';
  const code = signedOut ? 'unauthenticated' : 'timeout';
  return new PortolanError(code, `The list of ${kind.plural} was not complete in time${why}`, { clusterId });
}
