import type { Catalog } from '../../../shared/contract/catalog.ts';
import type { Facet, ViewSnapshot } from '../../../shared/contract/views.ts';
import { type ErrorInfo, PortolanError } from '../../../shared/errors.ts';
import { isCurrent } from '../../../shared/freshness.ts';
import { assumedCatalog } from '../../../shared/kinds/assumed.ts';
import type {
  EngineRequest,
  EngineResponse,
  FromEngine,
  SearchQuery,
  ToEngine,
  ViewQuery,
} from '../../engine/protocol.ts';
import type { ConnectionConfig, Credentials } from '../../transport/types.ts';
import type { Clock } from '../ports.ts';
import { Calls } from './calls.ts';
import { type Carrier, type CarrierEvents, type StartCarrier, startProcess, startThread } from './carrier.ts';
import { OpenSearches } from './open-searches.ts';
import { Successor } from './successor.ts';
import type { EngineEvents, EngineHandle, SearchSink, UidsRange, ViewSink } from './types.ts';

export interface EngineHandleOptions {
  readonly clusterId: string;
  readonly connection: ConnectionConfig;
  readonly credentials: Credentials;
  /** URL of `electron/engine/main.ts`, or of its bundle. */
  readonly engineEntry: URL;
  readonly memoryLimitBytes: number;
  readonly userAgent: string;
  readonly events: EngineEvents;
  readonly clock: Clock;
  /** How a process is started where `fork` is not allowed (Electron). */
  readonly startProcess?: StartCarrier;
  readonly startThread?: StartCarrier;
  /** An engine with more rows than this moves to a process of its own; default 20,000. */
  readonly rowsInThread?: number;
}

/** What ends a bigger heap in a thread would end the whole process. */
const ROWS_IN_THREAD = 20_000;

export function createEngineHandle(options: EngineHandleOptions): EngineHandle {
  return new Handle(options);
}

type Snapshot = Omit<ViewSnapshot, 'clusterId'>;

interface OpenView {
  readonly viewId: string;
  readonly sink: ViewSink;
  query: ViewQuery;
  /** Last seq the window was told; it grows for the life of the view, across engines. */
  seq: number;
  /** An engine counts from 0; the window's seq is that plus this. */
  base: number;
  /** The open call that still waits for its first answer. */
  waiting: { resolve(snapshot: Snapshot): void; reject(error: PortolanError): void } | null;
  /** Rows of its first list that the window was last told of, while that is under way; else null. */
  loaded: number | null;
  /** Replayed in a fresh engine: its first answer is a `rows` event. */
  replayed: boolean;
}

/** Restarts within this time count as a loop and are delayed, ms. */
const LOOP_MS = 60_000;
const LOOP_DELAYS = [0, 0, 500, 2_000, 8_000, 30_000] as const;

/** How long an engine that was replaced may finish the requests it carries, ms. */
const REQUESTS_MS = 35_000;

/** What one cluster's engine may grow to. */
const MOST_MEMORY = 4 * 2 ** 30;

class Handle implements EngineHandle {
  readonly #options: EngineHandleOptions;
  readonly #views = new Map<string, OpenView>();
  readonly #calls: Calls;
  readonly #searches = new OpenSearches();
  #connection: ConnectionConfig;
  #credentials: Credentials;
  #carrier: Carrier | null = null;
  #type: 'thread' | 'process' = 'thread';
  #catalog: Catalog = assumedCatalog();
  #counts: Extract<ToEngine, { type: 'counts' }> | null = null;
  #permitted: readonly string[] | null = null;
  #visible = true;
  #discovering = false;
  #memoryLimitBytes: number;
  #restarts: number[] = [];
  #cancelRestart: (() => void) | null = null;
  #successor: Successor | null = null;
  /** The engine before this one, while it still carries requests. */
  #retired: Carrier | null = null;
  readonly #ends = new Set<Promise<void>>();
  #closed = false;

  constructor(options: EngineHandleOptions) {
    this.#options = options;
    this.#memoryLimitBytes = options.memoryLimitBytes;
    this.#calls = new Calls(options.clusterId);
    this.#connection = options.connection;
    this.#credentials = options.credentials;
  }

  get running(): boolean {
    return this.#carrier !== null;
  }

  catalog(): Catalog {
    return this.#catalog;
  }

  discover(): void {
    this.#discovering = true;
    this.#send({ type: 'discover' });
  }

  openView(viewId: string, query: ViewQuery, sink: ViewSink): Promise<Snapshot> {
    if (this.#closed) return Promise.reject(this.#closedError());
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      const view: OpenView = { viewId, sink, query, seq: 0, base: 0, waiting, loaded: 0, replayed: false };
      this.#views.set(viewId, view);
      const message: ToEngine = { type: 'view.open', viewId, query, seq: 0 };
      this.#send(message);
      this.#successor?.open(message);
    });
  }

  async updateView(viewId: string, change: Partial<ViewQuery>): Promise<Snapshot> {
    const view = this.#view(viewId);
    view.query = { ...view.query, ...change };
    this.#successor?.carrier.post({ type: 'view.update', callId: 0, viewId, change });
    const answer = await this.#call((callId) => ({ type: 'view.update', callId, viewId, change }));
    if (answer.type !== 'view.rows') throw unexpected(answer);
    return answer.snapshot;
  }

  ackView(viewId: string, seq: number): void {
    const view = this.#views.get(viewId);
    // An acknowledgement of what an earlier engine sent is of no use to this one.
    if (view !== undefined && seq > view.base) this.#carrier?.post({ type: 'view.ack', viewId, seq: seq - view.base });
  }

  async viewUids(viewId: string, range: UidsRange): Promise<{ seq: number; uids: readonly string[] }> {
    const view = this.#view(viewId);
    const answer = await this.#call((callId) => ({ type: 'view.uids', callId, viewId, ...range }));
    if (answer.type !== 'view.uids') throw unexpected(answer);
    return { seq: answer.seq + view.base, uids: answer.uids };
  }

  async viewFacets(viewId: string, of: readonly string[] | undefined, limit: number): Promise<readonly Facet[]> {
    this.#view(viewId);
    const asked = of === undefined ? {} : { of };
    const answer = await this.#call((callId) => ({ type: 'view.facets', callId, viewId, ...asked, limit }));
    if (answer.type !== 'view.facets') throw unexpected(answer);
    return answer.facets;
  }

  closeView(viewId: string): void {
    const view = this.#views.get(viewId);
    if (view === undefined) return;
    this.#views.delete(viewId);
    view.waiting?.reject(new PortolanError('cancelled', 'The view was closed.'));
    this.#carrier?.post({ type: 'view.close', viewId });
    this.#successor?.close(viewId);
  }

  search(searchId: string, query: SearchQuery, sink: SearchSink): void {
    if (this.#closed) throw this.#closedError();
    this.#send(this.#searches.set(searchId, query, sink));
  }

  closeSearch(searchId: string): void {
    const message = this.#searches.take(searchId);
    if (message !== null) this.#carrier?.post(message);
  }

  async request(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse> {
    if (signal?.aborted === true) throw new PortolanError('cancelled', 'Cancelled.');
    const callId = this.#calls.nextId();
    const abort = (): void => this.#carrier?.post({ type: 'request.abort', callId });
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const answer = await this.#call(() => ({ type: 'request', callId, request }), callId);
      if (answer.type !== 'response') throw unexpected(answer);
      return answer.response;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  setConnection(connection: ConnectionConfig, credentials: Credentials): void {
    this.#connection = connection;
    this.#credentials = credentials;
    // Another server or another way to it: a fresh engine, with the views where they were, and nothing of the old one.
    const old = this.#carrier;
    if (old === null) return;
    this.#dropSuccessor();
    this.#carrier = null;
    this.#stopping(old.stop());
    this.#calls.failRequests('The connection of this cluster changed.');
    this.#greyed('The connection of this cluster is built anew.');
    this.#start();
  }

  setCredentials(credentials: Credentials): void {
    this.#credentials = credentials;
    this.#post({ type: 'credentials', credentials });
  }

  credentialsFailed(generation: number, message: string): void {
    this.#post({ type: 'credentials-failed', generation, error: { code: 'unauthenticated', message } });
  }

  setCounts(kinds: readonly string[], intervalMs: number): void {
    this.#counts = { type: 'counts', kinds, intervalMs };
    if (kinds.length > 0) this.#send(this.#counts);
    else this.#post(this.#counts);
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#post({ type: 'visible', visible });
  }

  setPermittedNamespaces(permitted: readonly string[]): void {
    this.#permitted = permitted;
    this.#post({ type: 'namespaces', permitted });
  }

  wake(): void {
    this.#post({ type: 'wake' });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRestart?.();
    const carrier = this.#carrier;
    this.#dropSuccessor();
    this.#carrier = null;
    if (carrier !== null) this.#stopping(carrier.stop());
    const error = this.#closedError();
    for (const view of this.#views.values()) view.waiting?.reject(error);
    this.#views.clear();
    this.#searches.clear();
    this.#calls.failAll(error);
    await Promise.all(this.#ends);
  }

  #closedError(): PortolanError {
    return new PortolanError('cluster-closed', 'The cluster was closed.', { clusterId: this.#options.clusterId });
  }

  #view(viewId: string): OpenView {
    const view = this.#views.get(viewId);
    if (view === undefined) throw new PortolanError('not-found', `There is no open view ${viewId}.`);
    return view;
  }

  /** To the running engine only. */
  #post(message: ToEngine): void {
    this.#carrier?.post(message);
    this.#successor?.carrier.post(message);
  }

  /** Starts the engine when there is none. A waiting restart sends everything itself. */
  #send(message: ToEngine): void {
    if (this.#closed) return;
    if (this.#carrier !== null) this.#carrier.post(message);
    else if (this.#cancelRestart === null) this.#start();
  }

  #call(make: (callId: number) => ToEngine, given?: number): Promise<FromEngine> {
    if (this.#closed) return Promise.reject(this.#closedError());
    const callId = given ?? this.#calls.nextId();
    const message = make(callId);
    const answer = this.#calls.add(callId, message);
    this.#send(message);
    return answer;
  }

  #start(): void {
    this.#cancelRestart = null;
    const carrier: Carrier = this.#spawn(this.#type, {
      onMessage: (message) => {
        if (this.#carrier === carrier) this.#receive(message);
        else if (this.#retired === carrier && (message.type === 'response' || message.type === 'failure'))
          this.#receive(message);
      },
      onEnd: (reason) => this.#ended(carrier, reason),
    });
    this.#carrier = carrier;
    this.#replay(carrier);
  }

  #spawn(type: 'thread' | 'process', events: CarrierEvents): Carrier {
    const thread = this.#options.startThread ?? startThread;
    const start = type === 'thread' ? thread : (this.#options.startProcess ?? startProcess);
    const { engineEntry: entry, userAgent } = this.#options;
    const memoryLimitBytes = this.#memoryLimitBytes;
    const carrier = start({ entry, memoryLimitBytes }, events);
    carrier.post({
      type: 'init',
      connection: this.#connection,
      credentials: this.#credentials,
      options: { memoryLimitBytes, userAgent, rowsInThread: this.#options.rowsInThread ?? ROWS_IN_THREAD },
    });
    return carrier;
  }

  /** Everything a fresh engine must know: views where they were, counts, discovery, and calls that wait. */
  #replay(carrier: Carrier): void {
    if (this.#permitted !== null) carrier.post({ type: 'namespaces', permitted: this.#permitted });
    if (!this.#visible) carrier.post({ type: 'visible', visible: false });
    for (const view of this.#views.values()) {
      view.replayed = view.waiting === null;
      view.base = view.seq;
      carrier.post({ type: 'view.open', viewId: view.viewId, query: view.query, seq: 0 });
    }
    if (this.#discovering) carrier.post({ type: 'discover' });
    if (this.#counts !== null && this.#counts.kinds.length > 0) carrier.post(this.#counts);
    for (const message of [...this.#searches.messages(), ...this.#calls.messages()]) carrier.post(message);
  }

  #ended(carrier: Carrier, reason: string): void {
    if (this.#carrier !== carrier || this.#closed) return;
    this.#carrier = null;
    const sentence = `The engine of this cluster stopped (${reason}); a fresh one is starting.`;
    const now = this.#options.clock.now();
    this.#greyed(sentence);
    this.#calls.failRequests(sentence);
    this.#options.events.onRestart(sentence);
    // A successor that is under way takes over now; else a fresh one starts.
    if (this.#successor !== null) {
      this.#takeOver(this.#successor);
      return;
    }
    this.#restarts = [...this.#restarts.filter((at) => now - at < LOOP_MS), now];
    const delay = LOOP_DELAYS[Math.min(this.#restarts.length - 1, LOOP_DELAYS.length - 1)] ?? 0;
    // Whatever ended a thread twice may end the whole process the third time.
    if (this.#restarts.length >= 2) this.#type = 'process';
    this.#cancelRestart = this.#options.clock.setTimeout(() => this.#start(), delay);
  }

  #replaced(old: Carrier): void {
    this.#stopping(old.stop());
    this.#ended(old, 'its successor did not start');
  }

  /** Nothing feeds the views at this moment. */
  #greyed(reason: string): void {
    const since = this.#options.clock.now();
    for (const view of this.#views.values())
      if (view.waiting === null) view.sink.freshness({ state: 'stale', since, reason });
  }

  #receive(message: FromEngine): void {
    const { events } = this.#options;
    switch (message.type) {
      case 'ready':
        return;
      case 'catalog':
        this.#catalog = message.catalog;
        events.onCatalog(message.catalog);
        return;
      case 'counts':
        events.onCounts(message.counts);
        return;
      case 'view.rows':
        this.#rows(message);
        return;
      case 'view.patch': {
        const view = this.#views.get(message.patch.viewId);
        if (view === undefined) return;
        if (view.replayed) {
          this.#unheard(view, message.patch.seq);
          return;
        }
        view.seq = view.base + message.patch.seq;
        view.sink.patch({ ...message.patch, seq: view.seq });
        return;
      }
      case 'view.freshness': {
        const view = this.#views.get(message.viewId);
        // Of a fresh engine: the rows on screen are not its own yet. Its complete rows bring their freshness with them.
        const early = isCurrent(message.freshness) || message.freshness.state === 'connecting';
        if (view !== undefined && !(view.replayed && early)) view.sink.freshness(message.freshness);
        return;
      }
      case 'view.failed':
        this.#failed(message.viewId, message.error);
        return;
      case 'search.results':
      case 'search.progress':
      case 'search.failed':
        this.#searches.receive(message);
        return;
      case 'view.uids':
      case 'view.facets':
      case 'response':
        this.#calls.answer(message.callId, message);
        return;
      case 'failure':
        this.#calls.fail(message.callId, message.error);
        return;
      case 'unauthorized':
        events.onUnauthorized(message.generation);
        return;
      case 'transport-failure':
        events.onTransport({ ok: false, reason: message.reason });
        return;
      case 'transport-success':
        events.onTransport({ ok: true });
        return;
      case 'clock':
        events.onClock(message.offsetMs);
        return;
      case 'stats':
        events.onStats(message);
        return;
      case 'handover':
        this.#handOver(message.to, message.listing === true);
        return;
    }
  }

  #rows(message: Extract<FromEngine, { type: 'view.rows' }>): void {
    const view = this.#views.get(message.snapshot.viewId);
    if (view === undefined) return;
    view.seq = view.base + message.snapshot.seq;
    const snapshot = { ...message.snapshot, seq: view.seq };
    view.loaded = snapshot.loading?.loaded ?? null;
    if (message.callId !== null) {
      view.replayed = false;
      this.#calls.answer(message.callId, { ...message, snapshot });
      return;
    }
    const waiting = view.waiting;
    if (waiting !== null) {
      view.waiting = null;
      waiting.resolve(snapshot);
      return;
    }
    // What a fresh engine has so far is less than what the window shows: rows stay, greyed, until all of them are there again.
    if (view.replayed && !complete(snapshot)) {
      this.#unheard(view, message.snapshot.seq);
      return;
    }
    view.replayed = false;
    view.sink.rows(snapshot);
  }

  /** Kept from the window; the engine may go on. */
  #unheard(view: OpenView, seq: number): void {
    this.#carrier?.post({ type: 'view.ack', viewId: view.viewId, seq });
  }

  #failed(viewId: string, error: ErrorInfo): void {
    const view = this.#views.get(viewId);
    if (view === undefined) return;
    if (view.waiting === null) {
      view.sink.freshness({ state: 'closed', reason: error.message });
      return;
    }
    this.#views.delete(viewId);
    view.waiting.reject(new PortolanError(error.code, error.message, { clusterId: this.#options.clusterId }));
  }

  /** A fresh engine beside the running one, which serves until the fresh one has every view complete. */
  #handOver(type: 'thread' | 'process', listing: boolean): void {
    if (this.#successor !== null || this.#closed) return;
    const old = this.#carrier;
    this.#type = type;
    // A cluster that needs more gets more, in a process of its own: else its engines would be replaced for ever.
    if (type === 'process') this.#memoryLimitBytes = Math.min(this.#memoryLimitBytes * 2, MOST_MEMORY);
    const successor: Successor = new Successor(
      (events) => this.#spawn(type, events),
      this.#options.clock,
      () => this.#takeOver(successor),
      () => {
        if (this.#successor !== successor) return;
        this.#dropSuccessor();
        // It stopped reading for one that never was: as good as one that ended.
        if (listing && old !== null) this.#replaced(old);
      },
    );
    this.#successor = successor;
    const { carrier } = successor;
    if (this.#permitted !== null) carrier.post({ type: 'namespaces', permitted: this.#permitted });
    if (!this.#visible) carrier.post({ type: 'visible', visible: false });
    for (const view of this.#views.values())
      successor.open(
        { type: 'view.open', viewId: view.viewId, query: view.query, seq: 0 },
        listing ? view.loaded : null,
      );
    if (this.#discovering) carrier.post({ type: 'discover' });
    if (this.#counts !== null && this.#counts.kinds.length > 0) carrier.post(this.#counts);
    successor.check();
  }

  /** The window notices one `rows` event per view. Requests under way end where they began. */
  #takeOver(successor: Successor): void {
    if (this.#successor !== successor || this.#closed) return;
    this.#successor = null;
    const old = this.#carrier;
    const { carrier } = successor;
    this.#carrier = carrier;
    successor.adopt({
      onMessage: (message) => this.#receive(message),
      onEnd: (reason) => this.#ended(carrier, reason),
    });
    const pending = this.#calls.messagesAboutViews();
    for (const view of this.#views.values()) {
      view.base = view.seq;
      // An update that changes nothing answers with the whole window as it is now.
      const callId = this.#calls.nextId();
      const message: ToEngine = { type: 'view.update', callId, viewId: view.viewId, change: {} };
      this.#calls.add(callId, message).then(
        (answer) => showAll(view, answer),
        // The cluster was closed meanwhile.
        () => {},
      );
      carrier.post(message);
    }
    for (const message of [...pending, ...this.#searches.messages()]) carrier.post(message);
    if (old !== null) this.#stopping(this.#retire(old));
  }

  /** The engine that was replaced ends when the last request it carries has been answered. */
  async #retire(old: Carrier): Promise<void> {
    const requests = this.#calls.requests();
    if (requests.size > 0) {
      this.#retired = old;
      const late = Promise.withResolvers<void>();
      const cancel = this.#options.clock.setTimeout(late.resolve, REQUESTS_MS);
      await Promise.race([this.#calls.settled(requests), late.promise]);
      cancel();
      this.#retired = null;
      this.#calls.failRequests('The engine of this cluster was replaced.', requests);
    }
    await old.stop();
  }

  #dropSuccessor(): void {
    const successor = this.#successor;
    this.#successor = null;
    if (successor !== null) this.#stopping(successor.stop());
  }

  /** `close` waits for everything that is ending. */
  #stopping(end: Promise<void>): void {
    this.#ends.add(end);
    void end.finally(() => this.#ends.delete(end));
  }
}

/** Everything there is to show of a view has been read, or it is known that there is nothing to read. */
function complete({ loading, freshness }: Snapshot): boolean {
  if (loading !== null || freshness.state === 'connecting') return false;
  return freshness.state !== 'stale' || isCurrent(freshness);
}

/** The first answer of the engine that took over. */
function showAll(view: OpenView, answer: FromEngine): void {
  if (answer.type !== 'view.rows') return;
  if (view.waiting === null) view.sink.rows(answer.snapshot);
  else view.waiting.resolve(answer.snapshot);
  view.waiting = null;
}

const unexpected = (message: FromEngine): PortolanError =>
  new PortolanError('internal', `The engine answered with ${message.type}.`);
