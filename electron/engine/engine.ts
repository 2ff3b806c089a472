import type { Catalog } from '../../shared/contract/catalog.ts';
import { PortolanError, toErrorInfo } from '../../shared/errors.ts';
import { assumedCatalog } from '../../shared/kinds/assumed.ts';
import { resolveKind } from '../../shared/kinds/index.ts';
import { openSession } from '../transport/session.ts';
import type { HttpSession } from '../transport/types.ts';
import { CredentialGate } from './auth-gate.ts';
import { Feed } from './feed.ts';
import { collectionPath, specOf } from './kinds.ts';
import type { FromEngine, ToEngine, ViewQuery } from './protocol.ts';
import { jsonCodec } from './read/json-codec.ts';
import { defaultLimits } from './reflect/types.ts';
import { Requests } from './requests.ts';
import { SpecProjector } from './store/project.ts';
import { Backoff, type Clock, systemClock, Waits } from './time.ts';
import { Collection } from './views/collection.ts';
import type { View } from './views/view.ts';

export interface EngineDeps {
  readonly post: (message: FromEngine) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

type Init = Extract<ToEngine, { type: 'init' }>;

/** How long a kind's watch is kept after its last view closed, ms: a switch back finds it warm. */
const GRACE_MS = 30_000;

/** The engine of one cluster: everything between the port and the wire. */
export class Engine {
  readonly #post: (message: FromEngine) => void;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #waits: Waits;
  readonly #session: HttpSession;
  readonly #gate: CredentialGate;
  readonly #requests: Requests;
  readonly #feeds = new Map<string, Feed>();
  readonly #views = new Map<string, { readonly view: View; readonly feed: Feed; readonly key: string }>();
  readonly #graces = new Map<string, () => void>();
  readonly #catalog: Catalog = assumedCatalog();
  #permitted: readonly string[] = [];
  #events = 0;
  #offset = 0;
  #closed = false;

  constructor(init: Init, deps: EngineDeps) {
    this.#post = deps.post;
    this.#clock = deps.clock ?? systemClock;
    this.#random = deps.random ?? Math.random;
    this.#waits = new Waits(this.#clock);
    this.#session = openSession(init.connection, init.credentials, { userAgent: init.options.userAgent });
    this.#gate = new CredentialGate(init.credentials.generation, (generation) =>
      this.#post({ type: 'unauthorized', generation }),
    );
    this.#requests = new Requests(this.#session, this.#gate, this.#post);
    this.#post({ type: 'ready' });
  }

  handle(message: ToEngine): void {
    if (this.#closed) return;
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
      case 'view.open':
        return this.#open(message.viewId, message.query, message.seq);
      case 'view.update':
        return this.#update(message.callId, message.viewId, message.change);
      case 'view.ack':
        this.#views.get(message.viewId)?.view.ack(message.seq);
        return;
      case 'view.uids': {
        const view = this.#views.get(message.viewId)?.view;
        if (view === undefined) return this.#noView(message.callId, message.viewId);
        const answer = view.uids(message.from ?? 0, message.to ?? Number.MAX_SAFE_INTEGER);
        this.#post({ type: 'view.uids', callId: message.callId, ...answer });
        return;
      }
      case 'view.close':
        return this.#close(message.viewId);
      case 'request':
        return this.#requests.start(message.callId, message.request);
      case 'request.abort':
        return this.#requests.abort(message.callId);
      case 'wake':
        return this.#waits.wake();
      case 'namespaces':
        this.#permitted = message.permitted;
        for (const feed of this.#feeds.values()) feed.ensure();
        return;
      case 'discover':
      case 'counts':
        return;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#graces.values()) cancel();
    this.#graces.clear();
    const feeds = [...this.#feeds.values()];
    this.#feeds.clear();
    this.#requests.close();
    await Promise.all([...feeds.map((feed) => feed.dispose()), this.#session.close()]);
  }

  #noView(callId: number, viewId: string): void {
    const error = toErrorInfo(new PortolanError('not-found', `There is no open view ${viewId}.`));
    this.#post({ type: 'failure', callId, error });
  }

  #open(viewId: string, query: ViewQuery, seq: number): void {
    const kind = resolveKind(this.#catalog.kinds, query.kind);
    if (kind === undefined) {
      const error = toErrorInfo(new PortolanError('not-found', `This cluster serves no kind called "${query.kind}".`));
      this.#post({ type: 'view.failed', viewId, callId: null, error });
      return;
    }
    const key = feedKey(kind.id, query);
    const feed = this.#feeds.get(key) ?? this.#makeFeed(key, kind.id, query);
    this.#graces.get(key)?.();
    this.#graces.delete(key);
    const view = feed.open(viewId, query, seq, {
      rows: (snapshot) => this.#post({ type: 'view.rows', callId: null, snapshot }),
      patch: (patch) => this.#post({ type: 'view.patch', patch }),
      freshness: (freshness) => this.#post({ type: 'view.freshness', viewId, freshness }),
    });
    this.#views.set(viewId, { view, feed, key });
    this.#post({ type: 'view.rows', callId: null, snapshot: view.snapshot() });
  }

  #update(callId: number, viewId: string, change: Partial<ViewQuery>): void {
    const open = this.#views.get(viewId);
    if (open === undefined) return this.#noView(callId, viewId);
    open.view.update(change);
    open.feed.ensure();
    this.#post({ type: 'view.rows', callId, snapshot: open.view.snapshot() });
  }

  #close(viewId: string): void {
    const open = this.#views.get(viewId);
    if (open === undefined) return;
    this.#views.delete(viewId);
    open.feed.close(viewId);
    if (!open.feed.idle) return;
    const cancel = this.#clock.setTimeout(() => {
      this.#graces.delete(open.key);
      this.#feeds.delete(open.key);
      void open.feed.dispose();
    }, GRACE_MS);
    this.#graces.set(open.key, cancel);
  }

  #makeFeed(key: string, kindId: string, query: ViewQuery): Feed {
    const kind = this.#catalog.kinds.find((known) => known.id === kindId);
    const spec = kind === undefined ? null : specOf(kind);
    if (kind === undefined || spec === null) throw new PortolanError('internal', `No spec for ${kindId}`);
    const collection = new Collection(new SpecProjector(spec), () => void this.#events++);
    const codec = jsonCodec(spec);
    const feed = new Feed(kind, collection, {
      permitted: () => this.#permitted,
      now: () => this.#clock.now() + this.#offset,
      reflector: (namespace) => ({
        session: () => this.#session,
        path: collectionPath(kind, namespace),
        query: selectorQuery(query),
        codec,
        auth: this.#gate,
        watchList: { allowed: () => false, refused: () => {} },
        transport: (failure) =>
          this.#post(failure === null ? { type: 'transport-success' } : { type: 'transport-failure', reason: failure }),
        onDate: (date) => this.#onDate(date),
        onGarbled: () => {},
        waits: this.#waits,
        backoff: new Backoff(this.#clock, this.#random),
        clock: this.#clock,
        random: this.#random,
        limits: defaultLimits,
      }),
    });
    this.#feeds.set(key, feed);
    return feed;
  }

  #onDate(date: string): void {
    const at = Date.parse(date);
    if (Number.isNaN(at)) return;
    // The header has whole seconds: what it names lies half a second back on average.
    const offset = at + 500 - this.#clock.now();
    if (Math.abs(offset - this.#offset) <= 500) return;
    this.#offset = Math.abs(offset) <= 1000 ? 0 : offset;
    this.#post({ type: 'clock', offsetMs: this.#offset });
  }
}

const feedKey = (kindId: string, query: ViewQuery): string =>
  JSON.stringify([kindId, query.labelSelector ?? '', query.fieldSelector ?? '']);

function selectorQuery(query: ViewQuery): string {
  const parts: string[] = [];
  if (query.labelSelector !== undefined) parts.push(`labelSelector=${encodeURIComponent(query.labelSelector)}`);
  if (query.fieldSelector !== undefined) parts.push(`fieldSelector=${encodeURIComponent(query.fieldSelector)}`);
  return parts.join('&');
}
