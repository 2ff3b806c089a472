import { setImmediate as breathe } from 'node:timers/promises';
import type { FaultTarget } from '../faults.ts';
import { expired, invalid, plainError, type StatusError, statusByCode, tooLarge } from '../http/status.ts';
import bookmarks from '../recorded/fixtures/bookmarks.json' with { type: 'json' };
import { type Change, type Stored, TooOldError } from '../store/collection.ts';
import type { Fields, KubeObject } from '../types.ts';
import { type Encoder, encoderFor, formatFor, includeOf } from './encode.ts';
import { commonHeaders, type Exchange } from './exchange.ts';
import { badVersion, type Selection, selectionOf } from './list.ts';
import { apiVersionOf, type ResourceInfo } from './resources.ts';

const BOOKMARK_EVERY = 60_000;
/** How long an event waits to be overtaken, ms. */
const HELD_MS = 2_000;
/** A client this far behind is cut off, as a real server cuts slow watchers. */
const MAX_PENDING = 64 * 1024 * 1024;

interface Plan {
  /** Changes after this are sent. */
  readonly from: number;
  readonly initial: boolean;
  /** End the initial events with the annotated bookmark. */
  readonly endBookmark: boolean;
  readonly bookmarks: boolean;
  /** ms; null: until the client goes. */
  readonly timeout: number | null;
}

function planOf(exchange: Exchange): Plan {
  const { query, server } = exchange;
  const rvText = query.get('resourceVersion') ?? '';
  const rv = Number(rvText === '' ? '0' : rvText);
  // A real server answers a watch so; a list gets a 400.
  if (!Number.isInteger(rv) || rv < 0) throw plainError(badVersion(rvText));
  const seconds = Number(query.get('timeoutSeconds') ?? '0');
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  const sendInitial = query.get('sendInitialEvents');
  const match = query.get('resourceVersionMatch');
  const problem = (field: string, message: string): StatusError =>
    invalid({ group: 'meta.k8s.io', plural: 'listoptions' }, 'ListOptions', '', [
      { reason: 'FieldValueForbidden', message, field },
    ]);
  if (sendInitial !== null) {
    if (!server.watchList) {
      throw problem(
        'sendInitialEvents',
        'Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
      );
    }
    if (match !== 'NotOlderThan') {
      throw problem(
        'resourceVersionMatch',
        'Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      );
    }
  } else if (match !== null) {
    throw problem(
      'resourceVersionMatch',
      'Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
  const initial = sendInitial === null ? rv === 0 : sendInitial === 'true';
  return {
    from: initial || rv === 0 ? server.store.rv : rv,
    initial,
    endBookmark: initial && sendInitial === 'true' && bookmarks,
    bookmarks,
    timeout: seconds > 0 ? seconds * 1000 : null,
  };
}

export async function watch(exchange: Exchange, info: ResourceInfo, namespace: string | null): Promise<void> {
  const { server, out } = exchange;
  const plan = planOf(exchange);
  const selection = selectionOf(exchange, info, namespace);
  const encoder = encoderFor(server, info, formatFor(exchange, info), includeOf(exchange));
  exchange.answered(200);
  out.begin(200, { ...commonHeaders(server, info), 'content-type': encoder.watchContentType }, false);
  // Nothing may be written for long: the head goes out now.
  out.flush();
  const stream = new WatchStream(exchange, info, selection, encoder, plan);
  const rv = Number(exchange.query.get('resourceVersion') || '0');
  if (plan.endBookmark && rv > server.store.rv) return stream.fail(tooLarge(rv, server.store.rv));
  await stream.run();
}

/** One open watch: initial events, then what happened meanwhile, then what happens. */
class WatchStream {
  readonly #exchange: Exchange;
  readonly #info: ResourceInfo;
  readonly #selection: Selection;
  readonly #encoder: Encoder;
  readonly #plan: Plan;
  readonly #target: FaultTarget;
  readonly #ends: (() => void)[] = [];
  #finish: () => void = () => {};
  #done = false;
  #live = false;
  #held: { type: string; change: Change } | null = null;
  #cancelHeld: () => void = () => {};

  constructor(exchange: Exchange, info: ResourceInfo, selection: Selection, encoder: Encoder, plan: Plan) {
    this.#exchange = exchange;
    this.#info = info;
    this.#selection = selection;
    this.#encoder = encoder;
    this.#plan = plan;
    this.#target = exchange.target;
  }

  async run(): Promise<void> {
    const { server, out } = this.#exchange;
    const ended = new Promise<void>((resolve) => {
      this.#finish = resolve;
    });
    const leave = (): void => this.end();
    out.signal.addEventListener('abort', leave);
    this.#ends.push(() => out.signal.removeEventListener('abort', leave));
    this.#ends.push(server.stats.watch(this.#info.storage));
    this.#ends.push(server.faults.onAdded(() => this.#spoil()));
    if (this.#plan.timeout !== null) this.#ends.push(server.clock.after(this.#plan.timeout, leave));
    if (out.closed) leave();
    this.#spoil();
    // Taken now, so that the initial events are one moment's picture.
    const initial = this.#plan.initial ? [...this.#initial()] : [];
    if (initial.length > 0) await this.#sendInitial(initial);
    if (this.#plan.endBookmark) this.#bookmark(this.#plan.from, true);
    this.#goLive();
    await ended;
    await out.end();
  }

  *#initial(): Generator<Stored> {
    const { server } = this.#exchange;
    for (const stored of server.store.collection(this.#info.storage).scan(this.#selection.namespace, null)) {
      if (this.#selection.everything || this.#selection.matches(stored)) yield stored;
    }
  }

  async #sendInitial(initial: readonly Stored[]): Promise<void> {
    const { out } = this.#exchange;
    let batch: (Buffer | string)[] = [];
    let size = 0;
    for (const stored of initial) {
      if (this.#done) return;
      const event = this.#encoder.added(stored);
      batch.push(event);
      size += event.length;
      if (size < 48 * 1024) continue;
      await out.write(joined(batch));
      await breathe();
      batch = [];
      size = 0;
    }
    if (batch.length > 0 && !this.#done) await out.write(joined(batch));
  }

  /** Replays what the watch cache holds since the picture was taken, and follows from there without a gap. */
  #goLive(): void {
    if (this.#done) return;
    const { server } = this.#exchange;
    const collection = server.store.collection(this.#info.storage);
    if (server.faults.take(this.#target, 'expired')) {
      this.fail(expired(`too old resource version: ${this.#plan.from} (${server.store.rv})`));
      return;
    }
    try {
      for (const change of collection.since(this.#plan.from)) this.#consider(change);
    } catch (error) {
      if (!(error instanceof TooOldError)) throw error;
      this.fail(expired(`too old resource version: ${this.#plan.from} (${error.oldest})`));
      return;
    }
    this.#live = true;
    this.#ends.push(collection.subscribe((change) => this.#consider(change)));
    if (this.#plan.bookmarks) this.#scheduleBookmark(server.now());
  }

  #scheduleBookmark(started: number): void {
    const { server } = this.#exchange;
    const left = this.#plan.timeout === null ? Number.POSITIVE_INFINITY : started + this.#plan.timeout - server.now();
    // A last one comes two seconds before the end (`cacheWatcher.nextBookmarkTime`).
    const next = left > 2_000 && left - 2_000 < BOOKMARK_EVERY ? left - 2_000 : BOOKMARK_EVERY;
    const cancel = server.clock.after(next, () => {
      if (this.#done) return;
      this.#release();
      // A watch from beyond the newest version hears nothing until it is reached, bookmarks included.
      if (server.store.rv >= this.#plan.from) this.#bookmark(server.store.rv, false);
      this.#scheduleBookmark(started);
    });
    this.#ends.push(cancel);
  }

  #bookmark(rv: number, initialEnd: boolean): void {
    const annotations = initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    const metadata = { resourceVersion: String(rv), ...annotations };
    const empty = EMPTY_KINDS[`${apiVersionOf(this.#info)}/${this.#info.kind}`] ?? {};
    const object = { kind: this.#info.kind, apiVersion: apiVersionOf(this.#info), metadata, ...empty };
    this.#push(this.#encoder.event('BOOKMARK', object as unknown as KubeObject));
  }

  #consider(change: Change): void {
    if (this.#done || change.rv <= this.#plan.from) return;
    const { stored, previous } = change;
    const now = change.type !== 'DELETED' && this.#selection.matches(stored);
    const before = previous !== null && this.#selection.matches(previous);
    if (!now && !before) return;
    const type = now ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED';
    const { faults } = this.#exchange.server;
    if (this.#live && faults.take(this.#target, 'reorder') && !this.#held) {
      this.#held = { type, change };
      // Late, not lost: where nothing overtakes it, it comes by itself.
      this.#cancelHeld = this.#exchange.server.clock.after(HELD_MS, () => this.#release());
      return;
    }
    this.#send(type, change);
    if (this.#live && faults.take(this.#target, 'duplicate')) this.#send(type, change);
    this.#release();
  }

  /** A held event goes after the one that overtook it. */
  #release(): void {
    const held = this.#held;
    this.#cancelHeld();
    this.#held = null;
    if (held) this.#send(held.type, held.change);
  }

  #send(type: string, change: Change): void {
    // An object that left the selection is shown as it was, under the new resourceVersion.
    const left = type === 'DELETED' && change.type !== 'DELETED' && change.previous;
    const shown = left ? left.at(change.rv) : change.stored;
    this.#push(this.#encoder.event(type, shown.render()));
    if (this.#exchange.out.pending > MAX_PENDING) this.end();
  }

  #push(event: Buffer | string): void {
    if (!this.#done) this.#exchange.out.push(event);
  }

  /** Faults that concern an open stream, now and whenever one is added. */
  #spoil(): void {
    if (this.#done) return;
    const { server, out } = this.#exchange;
    const effect = server.faults.take(
      this.#target,
      'garbage',
      'huge-line',
      'end-watch',
      ...(this.#live ? (['expired', 'status', 'truncate', 'stall'] as const) : []),
    );
    if (!effect) return;
    const json = this.#encoder.format.media === 'json';
    if (effect.kind === 'garbage') {
      this.#push(json ? '{"type":"MODIFIED","object":{"kind":\u0001<<<\n' : GARBAGE_FRAME);
    } else if (effect.kind === 'huge-line') {
      this.#hugeLine(effect.bytes);
    } else if (effect.kind === 'expired') {
      this.fail(expired(`too old resource version: ${this.#plan.from} (${server.store.rv})`));
    } else if (effect.kind === 'status') {
      this.fail(statusByCode(effect.code, { ...this.#target, subresource: '', name: '' }, effect.retryAfter));
    } else if (effect.kind === 'stall') {
      out.cutNow('stall');
    } else {
      if (effect.kind === 'truncate') {
        this.#push(json ? '{"type":"MODIFIED","object":{"metadata":{"na' : Buffer.from([0, 0, 2]));
        out.cutNow(effect.how);
      }
      this.end();
    }
  }

  #hugeLine(bytes: number): void {
    const [stored] = this.#initial();
    if (!stored) return;
    const object = stored.render();
    const annotations = { ...object.metadata.annotations, 'demo.portolan.dev/huge': 'x'.repeat(bytes) };
    this.#push(this.#encoder.event('MODIFIED', { ...object, metadata: { ...object.metadata, annotations } }));
  }

  fail(error: StatusError): void {
    const { out } = this.#exchange;
    out.push(this.#encoder.error({ ...error.body }));
    if (this.#ends.length === 0) void out.end();
    this.end();
  }

  end(): void {
    if (this.#done) return;
    this.#release();
    this.#done = true;
    for (const end of this.#ends.splice(0)) end();
    this.#finish();
  }
}

const GARBAGE_FRAME = Buffer.from([0, 0, 0, 8, 0x6b, 0x38, 0x73, 0, 0xff, 0xff, 0xff, 0xff]);

const joined = (batch: readonly (Buffer | string)[]): Buffer | string => {
  const texts: string[] = [];
  for (const item of batch) {
    if (typeof item !== 'string')
      return Buffer.concat(batch.map((one) => (typeof one === 'string' ? Buffer.from(one) : one)));
    texts.push(item);
  }
  return texts.join('');
};

/** What the zero value of a kind prints beside its metadata, as a real server's bookmarks show it; by `apiVersion/kind`. */
const EMPTY_KINDS: Readonly<Record<string, Fields>> = bookmarks;
