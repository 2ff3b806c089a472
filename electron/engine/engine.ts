import type { KindInfo } from '../../shared/contract/catalog.ts';
import { PortolanError, toErrorInfo } from '../../shared/errors.ts';
import { resolveKind } from '../../shared/kinds/index.ts';
import { openSession } from '../transport/session.ts';
import type { HttpSession } from '../transport/types.ts';
import { CredentialGate } from './auth-gate.ts';
import { CatalogKeeper } from './catalog-keeper.ts';
import { CatalogWatch } from './catalog-watch.ts';
import { Counts } from './counts.ts';
import type { Feed } from './feed.ts';
import { Feeds } from './feeds.ts';
import type { FromEngine, ToEngine, ViewQuery } from './protocol.ts';
import { Requests } from './requests.ts';
import { Searches } from './search/searches.ts';
import { ServerClock } from './server-clock.ts';
import { type Clock, systemClock, Waits } from './time.ts';
import type { View } from './views/view.ts';
import { Vitals } from './vitals.ts';

export interface EngineDeps {
  readonly post: (message: FromEngine) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

type Init = Extract<ToEngine, { type: 'init' }>;

interface OpenView {
  readonly view: View;
  readonly feed: Feed;
}

/** The engine of one cluster: everything between the port and the wire. */
export class Engine {
  readonly #post: (message: FromEngine) => void;
  readonly #waits: Waits;
  readonly #session: HttpSession;
  readonly #gate: CredentialGate;
  readonly #requests: Requests;
  readonly #catalog: CatalogKeeper;
  readonly #feeds: Feeds;
  readonly #counts: Counts;
  readonly #catalogWatch: CatalogWatch;
  readonly #vitals: Vitals;
  readonly #searches: Searches;
  readonly #views = new Map<string, OpenView>();
  /** Views that wait for discovery to know their kind. */
  readonly #unresolved = new Set<string>();
  readonly #stop = new AbortController();
  #permitted: readonly string[] = [];

  constructor(init: Init, deps: EngineDeps) {
    const clock = deps.clock ?? systemClock;
    this.#post = deps.post;
    this.#waits = new Waits(clock);
    this.#session = openSession(init.connection, init.credentials, { userAgent: init.options.userAgent });
    this.#gate = new CredentialGate(init.credentials.generation, (generation) =>
      this.#post({ type: 'unauthorized', generation }),
    );
    this.#requests = new Requests(this.#session, this.#gate, this.#post);
    const send = this.#requests.send.bind(this.#requests);
    const serverClock = new ServerClock(clock, (offsetMs) => this.#post({ type: 'clock', offsetMs }));
    this.#catalogWatch = new CatalogWatch({ send, clock, changed: () => this.#catalog.keep() });
    this.#catalog = new CatalogKeeper({
      send: this.#catalogWatch.send,
      onCatalog: (catalog) => this.#post({ type: 'catalog', catalog }),
      waits: this.#waits,
      clock,
      random: deps.random ?? Math.random,
    });
    this.#feeds = new Feeds({
      session: () => this.#session,
      send,
      auth: this.#gate,
      waits: this.#waits,
      clock,
      random: deps.random ?? Math.random,
      permitted: () => this.#permitted,
      serverClock,
      transport: (failure) =>
        this.#post(failure === null ? { type: 'transport-success' } : { type: 'transport-failure', reason: failure }),
      onNotServed: () => void this.#catalog.discover(),
      onGrowing: (rows) => this.#vitals.growing(rows),
    });
    this.#counts = new Counts({
      send,
      resolve: (kind) => resolveKind(this.#catalog.catalog.kinds, kind),
      held: (kindId) => this.#feeds.held(kindId),
      permitted: () => this.#permitted,
      post: (counts) => {
        this.#post({ type: 'counts', counts });
        for (const { kind, count } of counts) if (count !== null) this.#feeds.counted(kind, count);
      },
      clock,
    });
    this.#vitals = new Vitals({
      memoryLimitBytes: init.options.memoryLimitBytes,
      rowsInThread: init.options.rowsInThread,
      rows: () => this.#feeds.rows,
      reflectors: () => this.#feeds.reflectors,
      takeEvents: () => this.#feeds.takeEvents(),
      lists: () => this.#feeds.lists,
      settled: () => this.#feeds.settled,
      post: this.#post,
      onTick: () => this.#feeds.tick(),
      clock,
    });
    this.#searches = new Searches({
      post: this.#post,
      catalog: () => this.#catalog.catalog,
      discovered: () => this.#catalog.discover(),
      held: () => this.#feeds.plain(),
      list: (path, codec, intake) => this.#feeds.listOnce(path, codec, intake),
      waits: this.#waits,
      permitted: () => this.#permitted,
      clock,
    });
    this.#post({ type: 'ready' });
  }

  handle(message: ToEngine): void {
    if (this.#stop.signal.aborted) return;
    switch (message.type) {
      case 'init':
        return;
      case 'credentials':
        this.#session.setCredentials(message.credentials);
        this.#gate.arrived(message.credentials.generation);
        this.#waits.wake();
        return;
      case 'credentials-failed':
        this.#gate.failed(message.generation);
        return;
      case 'discover':
        this.#catalog.keep();
        return;
      case 'view.open':
        this.#open(message.viewId, message.query, message.seq);
        return;
      case 'view.update':
        this.#update(message.callId, message.viewId, message.change);
        return;
      case 'view.ack':
        this.#views.get(message.viewId)?.view.ack(message.seq);
        return;
      case 'view.uids':
        this.#uids(message);
        return;
      case 'view.facets':
        this.#facets(message);
        return;
      case 'visible':
        this.#feeds.setVisible(message.visible);
        this.#catalogWatch.setVisible(message.visible);
        return;
      case 'view.close':
        this.#close(message.viewId);
        return;
      case 'request':
        this.#requests.start(message.callId, message.request);
        return;
      case 'request.abort':
        this.#requests.abort(message.callId);
        return;
      case 'search.query':
      case 'search.close':
        this.#searches.handle(message);
        return;
      case 'counts':
        this.#counts.poll(message.kinds, message.intervalMs);
        return;
      case 'wake':
        this.#waits.wake();
        return;
      case 'namespaces':
        this.#permitted = message.permitted;
        this.#feeds.ensure();
        this.#counts.again();
        return;
    }
  }

  /** Resolves when no socket, timer or loop of it is left. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#vitals.close();
    this.#counts.close();
    this.#requests.close();
    await Promise.all([
      this.#catalogWatch.close(),
      this.#searches.close(),
      this.#feeds.close(),
      this.#session.close(),
      this.#catalog.close(),
    ]);
  }

  #noView(callId: number, viewId: string): void {
    const error = toErrorInfo(new PortolanError('not-found', `There is no open view ${viewId}.`));
    this.#post({ type: 'failure', callId, error });
  }

  #uids(message: Extract<ToEngine, { type: 'view.uids' }>): void {
    const view = this.#views.get(message.viewId)?.view;
    if (view === undefined) {
      this.#noView(message.callId, message.viewId);
      return;
    }
    this.#post({ type: 'view.uids', callId: message.callId, ...view.uids(message) });
  }

  #facets({ callId, viewId, of, limit }: Extract<ToEngine, { type: 'view.facets' }>): void {
    const view = this.#views.get(viewId)?.view;
    if (view === undefined) this.#noView(callId, viewId);
    else this.#post({ type: 'view.facets', callId, facets: view.facets(of ?? null, limit) });
  }

  #open(viewId: string, query: ViewQuery, seq: number): void {
    const kind = resolveKind(this.#catalog.catalog.kinds, query.kind);
    if (kind !== undefined) {
      this.#openAs(kind, viewId, query, seq);
      return;
    }
    // Perhaps a custom kind, perhaps one that came since: what the server serves decides.
    this.#unresolved.add(viewId);
    void this.#catalog.discover().then((problem) => {
      if (!this.#unresolved.delete(viewId) || this.#stop.signal.aborted) return;
      const found = resolveKind(this.#catalog.catalog.kinds, query.kind);
      if (found !== undefined) {
        this.#openAs(found, viewId, query, seq);
        return;
      }
      const error = problem ?? new PortolanError('not-found', `This cluster serves no kind called "${query.kind}".`);
      this.#post({ type: 'view.failed', viewId, callId: null, error: toErrorInfo(error) });
    });
  }

  #openAs(kind: KindInfo, viewId: string, query: ViewQuery, seq: number): void {
    const feed = this.#feeds.of(kind, query);
    const view = feed.open(viewId, query, seq, {
      rows: (snapshot) => this.#post({ type: 'view.rows', callId: null, snapshot }),
      patch: (patch) => this.#post({ type: 'view.patch', patch }),
      freshness: (freshness) => this.#post({ type: 'view.freshness', viewId, freshness }),
    });
    this.#views.set(viewId, { view, feed });
    this.#post({ type: 'view.rows', callId: null, snapshot: view.snapshot() });
  }

  #update(callId: number, viewId: string, change: Partial<ViewQuery>): void {
    const open = this.#views.get(viewId);
    if (open === undefined) {
      this.#noView(callId, viewId);
      return;
    }
    open.view.update(change);
    open.feed.ensure();
    this.#post({ type: 'view.rows', callId, snapshot: open.view.snapshot() });
  }

  #close(viewId: string): void {
    this.#unresolved.delete(viewId);
    const open = this.#views.get(viewId);
    if (open === undefined) return;
    this.#views.delete(viewId);
    open.feed.close(viewId);
    this.#feeds.released(open.feed);
  }
}
