import type { KindInfo } from '../../shared/contract/catalog.ts';
import { type ExtraNeed, protoWith } from '../../shared/kinds/extra.ts';
import type { HttpSession } from '../transport/types.ts';
import type { Send } from './discovery.ts';
import { Feed } from './feed.ts';
import { collectionPath, specOf } from './kinds.ts';
import type { ViewQuery } from './protocol.ts';
import { codecOf } from './read/codec.ts';
import { declaredReading, FoundReading } from './reading.ts';
import { type AuthGate, type Codec, defaultLimits, type Intake, type ReflectorDeps } from './reflect/types.ts';
import type { ServerClock } from './server-clock.ts';
import { SpecProjector } from './store/project.ts';
import { Backoff, type Clock, type Waits } from './time.ts';
import { Usage } from './usage.ts';
import { Collection } from './views/collection.ts';
import { WatchListMemory } from './watchlist-support.ts';

/** How long a kind's watch is kept after its last view closed, ms: a switch back finds it warm. */
const GRACE_MS = 30_000;

export interface FeedsDeps {
  readonly session: () => HttpSession;
  readonly send: Send;
  readonly auth: AuthGate;
  readonly waits: Waits;
  readonly clock: Clock;
  readonly random: () => number;
  readonly permitted: () => readonly string[];
  readonly serverClock: ServerClock;
  readonly transport: (failure: string | null) => void;
  /** A kind answered 404: the catalog is out of date. */
  readonly onNotServed: () => void;
  /** A first list has, or will have, so many rows. True: it is not to be read on here. */
  readonly onGrowing: (rows: number) => boolean;
}

interface Kept {
  readonly feed: Feed;
  cancelGrace: (() => void) | null;
}

/** All kinds of this cluster that are read: one feed per kind and selectors, shared by every view of it. */
export class Feeds {
  readonly #deps: FeedsDeps;
  readonly #kept = new Map<string, Kept>();
  readonly #watchList: WatchListMemory;
  readonly #ending = new Set<Promise<void>>();
  #events = 0;
  #visible = true;

  constructor(deps: FeedsDeps) {
    this.#deps = deps;
    this.#watchList = new WatchListMemory(deps.clock);
  }

  get rows(): number {
    return this.#sum(({ collection }) => collection.store.size);
  }
  /** Lists read so far by the feeds that are kept. */
  get lists(): number {
    return this.#sum(({ collection }) => collection.lists);
  }
  get reflectors(): number {
    return this.#sum((feed) => feed.reflectors);
  }
  /** No first list is under way. */
  get settled(): boolean {
    return [...this.#kept.values()].every(({ feed }) => feed.settled);
  }

  takeEvents(): number {
    const events = this.#events;
    this.#events = 0;
    return events;
  }

  /** Rows of a kind whose whole list is held and live. */
  held(kindId: string): number | null {
    const kept = this.#kept.get(keyOf(kindId, {}));
    return kept?.feed.complete === true ? kept.feed.collection.store.size : null;
  }

  /** Whole kinds that are held, whatever of their namespaces. */
  *plain(): Generator<Feed> {
    for (const [key, { feed }] of this.#kept) if (key === keyOf(feed.kind.id, {})) yield feed;
  }

  /** One list outside any feed, for a search. */
  listOnce(path: string, codec: Codec, intake: Intake): ReflectorDeps {
    const limits = { ...defaultLimits, firstPage: defaultLimits.page };
    return { ...this.#common(), path, query: '', codec, intake, onFreshness: () => {}, limits };
  }

  /** A count came: a list of that kind that is under way will be so long. */
  counted(kindId: string, count: number): void {
    const feed = this.#kept.get(keyOf(kindId, {}))?.feed;
    if (feed !== undefined && !feed.settled && this.#deps.onGrowing(count)) feed.halt();
  }

  of(kind: KindInfo, query: ViewQuery): Feed {
    const key = keyOf(kind.id, query);
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      kept.cancelGrace?.();
      kept.cancelGrace = null;
      return kept.feed;
    }
    const feed = this.#make(kind, query);
    this.#kept.set(key, { feed, cancelGrace: null });
    return feed;
  }

  /** A view closed: with the last one the feed's grace begins. */
  released(feed: Feed): void {
    if (!feed.idle) return;
    for (const [key, kept] of this.#kept) {
      if (kept.feed !== feed) continue;
      kept.cancelGrace?.();
      kept.cancelGrace = this.#deps.clock.setTimeout(() => {
        this.#kept.delete(key);
        this.#end(feed.dispose());
      }, GRACE_MS);
    }
  }

  ensure(): void {
    for (const { feed } of this.#kept.values()) feed.ensure();
  }

  /** Is this cluster on screen in some window? */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    for (const { feed } of this.#kept.values()) feed.setVisible(visible);
  }

  tick(): void {
    for (const { feed } of this.#kept.values()) feed.tick();
  }

  async close(): Promise<void> {
    for (const { feed, cancelGrace } of this.#kept.values()) {
      cancelGrace?.();
      this.#end(feed.dispose());
    }
    this.#kept.clear();
    await Promise.all(this.#ending);
  }

  #end(end: Promise<void>): void {
    this.#ending.add(end);
    void end.finally(() => this.#ending.delete(end));
  }

  #sum(value: (feed: Feed) => number): number {
    let sum = 0;
    for (const { feed } of this.#kept.values()) sum += value(feed);
    return sum;
  }

  #make(kind: KindInfo, query: ViewQuery): Feed {
    const { serverClock, permitted } = this.#deps;
    const holder: { feed: Feed | null } = { feed: null };
    const onEvent = (): void => void this.#events++;
    const onListing = (rows: number): void => {
      if (this.#deps.onGrowing(rows)) holder.feed?.halt();
    };
    const declared = declaredReading(kind);
    const spec = specOf(kind);
    const empty = new SpecProjector({ columns: [], state: () => ({ role: 'unknown', reason: '' }) });
    const collection = new Collection(declared?.projector ?? empty, onEvent, onListing);
    const found =
      declared === null
        ? new FoundReading(
            kind,
            this.#deps.send,
            (projector) => collection.useProjector(projector),
            this.#deps.clock.now,
          )
        : null;
    const codec = declared?.codec ?? found?.codec;
    if (codec === undefined) throw new TypeError(`${kind.id} has no reading`);
    const measured = kind.id === 'pods' || kind.id === 'nodes' ? kind.id : null;
    const feed = new Feed(kind, collection, {
      permitted,
      now: () => serverClock.now(),
      clock: this.#deps.clock,
      usage: (scopes, onMeasured) =>
        measured === null
          ? null
          : new Usage({ kindId: measured, reading: this.#common(), clock: this.#deps.clock, scopes, onMeasured }),
      reflector: (namespace, needs) => ({
        ...this.#common(),
        watchable: kind.verbs.includes('watch'),
        path: collectionPath(kind, namespace),
        query: selectorsOf(query),
        codec: spec === null || plain(needs) ? codec : codecOf(protoWith(spec.proto, kind.id, needs)),
        ...(found === null ? {} : { prepare: (signal: AbortSignal) => found.prepare(signal) }),
      }),
    });
    feed.setVisible(this.#visible);
    holder.feed = feed;
    return feed;
  }

  #common(): Omit<ReflectorDeps, 'intake' | 'onFreshness' | 'path' | 'query' | 'codec' | 'prepare'> {
    const { session, auth, waits, clock, random, serverClock, transport, onNotServed } = this.#deps;
    return {
      session,
      auth,
      waits,
      clock,
      random,
      transport,
      onNotServed,
      watchable: true,
      watchList: this.#watchList,
      onDate: (date) => serverClock.seen(date),
      backoff: new Backoff(clock, random),
      limits: defaultLimits,
    };
  }
}

/** Nothing is needed beyond what the kind's own columns read. */
const plain = (needs: ReadonlySet<ExtraNeed>): boolean => [...needs].every((need) => need === 'nothing');

function keyOf(kindId: string, query: Pick<ViewQuery, 'labelSelector' | 'fieldSelector'>): string {
  return JSON.stringify([kindId, query.labelSelector ?? '', query.fieldSelector ?? '']);
}

function selectorsOf(query: ViewQuery): string {
  const parts: string[] = [];
  if (query.labelSelector !== undefined) parts.push(`labelSelector=${encodeURIComponent(query.labelSelector)}`);
  if (query.fieldSelector !== undefined) parts.push(`fieldSelector=${encodeURIComponent(query.fieldSelector)}`);
  return parts.join('&');
}
