import type { KindInfo } from '../../shared/contract/catalog.ts';
import type { Freshness } from '../../shared/contract/views.ts';
import { isCurrent } from '../../shared/freshness.ts';
import { type ExtraNeed, type ExtraReader, extraReader } from '../../shared/kinds/extra.ts';
import { kindById } from '../../shared/kinds/index.ts';
import type { Resource } from '../../shared/kinds/usage.ts';
import { combined } from './combined.ts';
import type { ViewQuery } from './protocol.ts';
import { Reflector } from './reflect/reflector.ts';
import type { ReflectorDeps } from './reflect/types.ts';
import type { RowStore } from './store/rows.ts';
import type { Clock } from './time.ts';
import type { Usage } from './usage.ts';
import type { Collection, Source } from './views/collection.ts';
import { warmFilter } from './views/filtering.ts';
import type { SourcesState, View, ViewEvents } from './views/view.ts';
import { View as ViewOf } from './views/view.ts';

/** Up to this many chosen namespaces are listed one by one; more as one list with a filter (`CLUSTERS.md` §10). */
const ONE_BY_ONE = 8;

/** Lists longer than this are made ready for filters ahead of time. */
const LONG_LIST = 5_000;

export interface FeedDeps {
  /** Everything a reflector of this kind needs but its scope; `needs`: what is read beside what the kind's own columns read. */
  readonly reflector: (
    namespace: string,
    needs: ReadonlySet<ExtraNeed>,
  ) => Omit<ReflectorDeps, 'intake' | 'onFreshness'>;
  /** What its objects use, for kinds that are measured. */
  readonly usage: (scopes: () => readonly string[], onMeasured: () => void) => Usage | null;
  /** Namespaces that may be read where all together may not. */
  readonly permitted: () => readonly string[];
  /** The server's time, epoch ms. */
  readonly now: () => number;
  readonly clock: Clock;
}

interface Running {
  readonly source: Source;
  reflector: Reflector;
  /** Reads everything again for a new column, while `reflector` keeps the rows current. */
  next: Reflector | null;
}

/** One kind (with the same selectors) of this cluster: its rows, the reflectors that feed them, the views that follow them. */
export class Feed {
  readonly kind: KindInfo;
  readonly collection: Collection;
  readonly #deps: FeedDeps;
  readonly #running = new Map<string, Running>();
  readonly #views = new Map<string, { readonly view: View; readonly unfollow: () => void }>();

  readonly #usage: Usage | null;
  #readers: readonly ExtraReader[] = [];
  #visible = true;
  #usageProblem = '';
  /** Second readings on their way out. */
  readonly #ends = new Set<Promise<void>>();
  #halted = false;

  /** The store that was made ready for filters. */
  #warmed: RowStore | null = null;
  #endWarming: () => void = () => {};

  constructor(kind: KindInfo, collection: Collection, deps: FeedDeps) {
    this.kind = kind;
    this.collection = collection;
    this.#deps = deps;
    this.#usage = deps.usage(
      () => [...this.#running.keys()],
      () => this.#measured(),
    );
  }

  get idle(): boolean {
    return this.#views.size === 0;
  }
  get reflectors(): number {
    return this.#running.size;
  }
  /** A full list of all namespaces is held and live: the count of this kind costs nothing. */
  get complete(): boolean {
    const all = this.#running.get('');
    return all?.source.synced === true && all.source.freshness.state === 'live';
  }

  /** Every source has been read once, or says why not. */
  get settled(): boolean {
    return [...this.#running.values()].every(({ source }) => source.synced || source.freshness.state !== 'connecting');
  }

  open(viewId: string, query: ViewQuery, seq: number, events: ViewEvents): View {
    const holder: { query: ViewQuery } = { query };
    const view: View = new ViewOf(
      viewId,
      this.kind,
      this.collection,
      query,
      seq,
      () => this.#stateOf(this.#views.get(viewId)?.view.query ?? holder.query),
      events,
      this.#deps.now,
    );
    this.#views.set(viewId, { view, unfollow: this.collection.follow(view) });
    this.ensure();
    return view;
  }

  close(viewId: string): void {
    this.#views.get(viewId)?.unfollow();
    this.#views.delete(viewId);
    if (this.idle) this.#usage?.want(false, false);
    else this.ensure();
  }

  /** Is this cluster on screen? What is measured is measured only then. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#wantUsage();
  }

  /** Another engine will read this kind: its reading ends where it is, and what came stays. */
  halt(): void {
    this.#halted = true;
    for (const { reflector } of this.#running.values()) void reflector.close();
  }

  tick(): void {
    for (const { view } of this.#views.values()) view.tick();
  }

  /** Once a long list is there and watched by somebody: the first keystroke in its filter is to be as fast as the next. */
  #warm(): void {
    const { store } = this.collection;
    if (this.idle || store.size < LONG_LIST || this.#warmed === store || !this.settled) return;
    this.#warmed = store;
    this.#endWarming = warmFilter(store);
  }

  /** Starts and stops reflectors so that exactly what the views need is read. An idle feed keeps what it has. */
  ensure(): void {
    if (this.idle) return;
    const more = this.#holdExtras();
    const wanted = this.#wanted();
    for (const namespace of wanted) if (!this.#running.has(namespace)) this.#start(namespace);
    for (const namespace of [...this.#running.keys()]) if (!wanted.has(namespace)) void this.#stop(namespace);
    if (more) for (const running of this.#running.values()) this.#readAgain(running);
    this.#wantUsage();
  }

  /** Holds the extra columns that the views show now. True when what is running does not read enough for them. */
  #holdExtras(): boolean {
    const secret = kindById(this.kind.id)?.secret === true;
    const readers = new Map<string, ExtraReader>();
    for (const { view } of this.#views.values())
      for (const column of view.query.extra ?? []) {
        const reader = extraReader(this.kind.id, column, secret);
        readers.set(reader.id, this.#withUsage(reader));
      }
    const before = new Set(this.#readers.map(({ id }) => id));
    const fresh = [...readers.values()].filter(({ id }) => !before.has(id));
    if (fresh.length === 0 && readers.size === before.size) return false;
    this.#readers = [...readers.values()];
    this.collection.holdExtras(this.#readers);
    return this.#running.size > 0 && fresh.some(({ need }) => need !== 'nothing');
  }

  #withUsage(reader: ExtraReader): ExtraReader {
    const { source, id } = reader;
    const usage = this.#usage;
    if (usage === null || source.type !== 'object' || !isResource(id)) return reader;
    return { ...reader, source: { type: 'object', value: (object) => usage.cell(object, id, source.value(object)) } };
  }

  get #measuredColumns(): readonly Resource[] {
    return this.#readers.map(({ id }) => id).filter(isResource);
  }

  #wantUsage(): void {
    this.#usage?.want(!this.idle && this.#measuredColumns.length > 0, this.#visible);
  }

  #measured(): void {
    const usage = this.#usage;
    if (usage === null) return;
    const columns = this.#measuredColumns;
    this.collection.measure((store) => usage.write(store, columns));
    const problem = usage.problem?.reason ?? '';
    if (problem === this.#usageProblem) return;
    this.#usageProblem = problem;
    for (const { view } of this.#views.values()) view.retold();
  }

  /** Everything once more, for columns that need more of each object. The rows stay, current by the reading there was. */
  #readAgain(running: Running): void {
    const { source } = running;
    const before = running.next ?? (source.synced ? null : running.reflector);
    const reflector: Reflector = new Reflector({
      ...this.#deps.reflector(source.namespace, needsOf(this.#readers)),
      intake: this.collection.intake(source, source.synced),
      onFreshness: (freshness) => {
        if (running.next === reflector && !isCurrent(freshness) && freshness.state !== 'denied') return;
        if (running.next === reflector) this.#adopt(running, reflector);
        if (running.reflector === reflector) this.#onFreshness(source, freshness);
      },
    });
    if (source.synced) running.next = reflector;
    else running.reflector = reflector;
    // A first list begins anew when the one under way has let go of its source.
    const start = (): void => {
      const current = this.#running.get(source.namespace) === running;
      if (current && (running.next === reflector || running.reflector === reflector)) reflector.start();
    };
    if (before === null) start();
    else this.#ending(before.close().then(start));
  }

  #adopt(running: Running, reflector: Reflector): void {
    const old = running.reflector;
    running.reflector = reflector;
    running.next = null;
    this.#ending(old.close());
  }

  #ending(end: Promise<void>): void {
    this.#ends.add(end);
    void end.finally(() => this.#ends.delete(end));
  }

  async dispose(): Promise<void> {
    this.#endWarming();
    for (const { unfollow } of this.#views.values()) unfollow();
    this.#views.clear();
    await Promise.all([...this.#running.keys()].map((namespace) => this.#stop(namespace)));
    await Promise.all([this.#usage?.close(), ...this.#ends]);
  }

  #start(namespace: string): void {
    if (this.#halted) return;
    const source = this.collection.addSource(namespace);
    const reflector: Reflector = new Reflector({
      ...this.#deps.reflector(namespace, needsOf(this.#readers)),
      intake: this.collection.intake(source),
      onFreshness: (freshness) => {
        if (running.reflector === reflector) this.#onFreshness(source, freshness);
      },
    });
    const running: Running = { source, reflector, next: null };
    this.#running.set(namespace, running);
    reflector.start();
  }

  async #stop(namespace: string): Promise<void> {
    const running = this.#running.get(namespace);
    this.#running.delete(namespace);
    const closed = Promise.all([running?.reflector.close(), running?.next?.close()]);
    this.collection.dropSource(namespace);
    await closed;
  }

  #onFreshness(source: Source, freshness: Freshness): void {
    if (this.#running.get(source.namespace)?.source !== source) return;
    if (freshness.state === 'live' && this.#warmed !== this.collection.store) {
      this.#endWarming();
      // After the rows are on their way: nobody types within a quarter of a second.
      this.#endWarming = this.#deps.clock.setTimeout(() => this.#warm(), 250);
    }
    const before = source.freshness.state;
    this.collection.setFreshness(source, freshness);
    // A denial opens the way round through single namespaces; its end closes it. Both change what is read.
    const turned =
      before !== freshness.state && (before === 'denied' || freshness.state === 'denied' || before === 'connecting');
    if (turned && source.namespace === '') this.ensure();
  }

  #wanted(): ReadonlySet<string> {
    const wanted = new Set<string>();
    for (const { view } of this.#views.values())
      for (const namespace of this.#scopesOf(view.query)) wanted.add(namespace);
    // One list per kind: what covers everything, and is there already, covers each namespace too.
    const all = this.#running.get('')?.source;
    return all?.synced === true && all.freshness.state !== 'denied' ? new Set(['']) : wanted;
  }

  /** The sources a query needs. */
  #scopesOf(query: ViewQuery): readonly string[] {
    if (!this.kind.namespaced) return [''];
    const chosen = query.namespaces;
    if (chosen !== null && chosen.length <= ONE_BY_ONE) return chosen;
    const denied = this.#running.get('')?.source.freshness.state === 'denied';
    if (!denied) return [''];
    const permitted = this.#deps.permitted();
    return ['', ...(chosen === null ? permitted : permitted.filter((namespace) => chosen.includes(namespace)))];
  }

  #stateOf(query: ViewQuery): SourcesState {
    const all = this.#running.get('')?.source;
    const covered = all?.synced && all.freshness.state !== 'denied';
    const scopes = covered ? [''] : this.#scopesOf(query);
    const sources: Source[] = [];
    for (const scope of scopes) {
      const source = this.#running.get(scope)?.source;
      if (source !== undefined) sources.push(source);
    }
    const reading = sources.filter((source) => source.freshness.state !== 'denied');
    const unsynced = reading.filter((source) => !source.synced);
    const first =
      sources.length === 0 || unsynced.some((source) => source.listing || source.freshness.state === 'connecting');
    const about = unsynced.some((source) => source.about === null)
      ? null
      : sum(unsynced, (source) => source.about ?? 0);
    return {
      freshness: combined(sources),
      loading: first ? { about } : null,
      relisting: reading.some((source) => source.synced && source.listing),
      usageProblem: this.#usage?.problem ?? null,
    };
  }
}

const isResource = (id: string): id is Resource => id === 'cpu' || id === 'memory';

const needsOf = (readers: readonly ExtraReader[]): ReadonlySet<ExtraNeed> => new Set(readers.map(({ need }) => need));

const sum = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((total, item) => total + value(item), 0);
