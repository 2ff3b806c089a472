import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ActionId, ActionTarget } from '../../shared/actions/actions.ts';
import type { Catalog, KindCount } from '../../shared/contract/catalog.ts';
import type { ClusterStatus, ClusterState as LifecycleState } from '../../shared/contract/clusters.ts';
import type { ClusterEvent } from '../../shared/contract/events.ts';
import type { Operation } from '../../shared/contract/operations.ts';
import type { Freshness } from '../../shared/contract/views.ts';
import { Disposer } from '../../shared/disposable.ts';
import type { Api } from './api.ts';
import type { Timing } from './clock.ts';
import type { Command, CommandBus } from './commands.ts';
import { Drafts } from './drafts.ts';
import type { EventHub } from './events.ts';
import { type Favourite, type Recent, readFavourites, readRecents, seen } from './favourites.ts';
import { keepFilter } from './links.ts';
import { goBack, goForward, goTo, goToObject, type NavState, type Place, readNav, showPanel } from './nav.ts';
import { type PanelState, readPanel } from './panel.ts';
import type { ViewStorage } from './storage.ts';
import { ViewRegistry } from './view-registry.ts';

/** An action whose dialog is open. It stays the cluster's, whatever tab is in front. */
export interface Asking {
  readonly action: ActionId;
  readonly targets: readonly ActionTarget[];
  /** Of `scale`: one more or one less than now. */
  readonly step?: 1 | -1;
}

/** What the window knows of one open cluster. */
export interface ClusterState {
  readonly clusterId: string;
  readonly status: ClusterStatus;
  readonly catalog: Catalog | null;
  /** By KindInfo id. */
  readonly counts: ReadonlyMap<string, KindCount>;
  /** Turned bad while another tab was in front. */
  readonly attention: boolean;
  /** Of the list on screen, for the status bar; `null` when the place is no list. */
  readonly freshness: Freshness | null;
  readonly nav: NavState;
  readonly panel: PanelState | null;
  readonly asking: Asking | null;
  /** By id, in the order of their start. */
  readonly operations: ReadonlyMap<string, Operation>;
  readonly favourites: readonly Favourite[];
  /** Objects that were looked at, the last one first. */
  readonly recents: readonly Recent[];
}

export interface ClusterParts {
  readonly api: Api;
  readonly events: EventHub;
  readonly timing: Timing;
  readonly storage: ViewStorage;
  readonly commands: CommandBus;
  /** Is this cluster's tab in front? */
  isActive(clusterId: string): boolean;
  /** Somebody goes to a place of this cluster: its tab is what they want to see. */
  onGo(clusterId: string): void;
}

const BAD: ReadonlySet<LifecycleState> = new Set(['unreachable', 'auth_failed', 'consent_required', 'reconnecting']);

/** Everything of one open cluster in this window: made when it opens, dropped when it closes, nothing left. */
export class ClusterHandle {
  readonly clusterId: string;
  readonly store: StoreApi<ClusterState>;
  readonly views: ViewRegistry;
  readonly drafts: Drafts;
  readonly #parts: ClusterParts;
  readonly #disposer = new Disposer();
  #wish: Command | null = null;

  constructor(parts: ClusterParts, status: ClusterStatus) {
    this.clusterId = status.clusterId;
    this.#parts = parts;
    const panel = readPanel(parts.storage, status.clusterId);
    this.store = createStore<ClusterState>(() => ({
      clusterId: status.clusterId,
      status,
      catalog: null,
      counts: new Map(),
      attention: false,
      freshness: null,
      asking: null,
      operations: new Map(),
      nav: readNav(parts.storage, status.clusterId, panel),
      panel,
      favourites: readFavourites(parts.storage, status.clusterId),
      recents: readRecents(parts.storage, status.clusterId),
    }));
    this.views = new ViewRegistry(parts, status.clusterId);
    this.drafts = new Drafts(parts.storage, status.clusterId, parts.timing.now());
    this.#disposer.add(() => this.views.dispose());
    this.#disposer.add(parts.events.onCluster(this.clusterId, (event) => this.#receive(event)));
    // Mounted pages come later and are asked first; this one takes what is possible without any.
    this.#disposer.add(parts.commands.on(this.clusterId, (command) => this.#command(command)));
    void this.load();
  }

  /** Asks what events would have said: at opening, and after the connection to the host was lost. */
  async load(): Promise<void> {
    const { clusterId } = this;
    const { api } = this.#parts;
    const [catalog, counts] = await Promise.all([
      api.ask('catalog.get', { clusterId }),
      api.ask('catalog.counts', { clusterId }),
      this.loadOperations(),
    ]);
    if (this.#disposer.disposed) return;
    // Failures here are the cluster's own trouble, which its status tells; the events bring both when it recovers.
    if (catalog.ok) this.#setCatalog(catalog.value);
    if (counts.ok) this.#setCounts(counts.value.counts);
  }

  async loadOperations(): Promise<void> {
    const reply = await this.#parts.api.ask('operations.list', { clusterId: this.clusterId });
    if (!reply.ok || this.#disposer.disposed) return;
    const operations = reply.value.operations.toReversed().map((operation) => [operation.id, operation] as const);
    this.store.setState({ operations: new Map(operations) });
  }

  /** News of an operation: from its event, or the answer to the call that started it, whichever is first. */
  setOperation(operation: Operation): void {
    const operations = new Map(this.store.getState().operations);
    const held = operations.get(operation.id);
    if (held !== undefined && !isNewer(operation, held)) return;
    operations.set(operation.id, operation);
    this.store.setState({ operations });
  }

  setAsking(asking: Asking | null): void {
    this.store.setState({ asking });
  }

  setStatus(status: ClusterStatus): void {
    const was = this.store.getState();
    const turnedBad = isBad(status) && !isBad(was.status);
    const attention = was.attention || (turnedBad && !this.#parts.isActive(this.clusterId));
    this.store.setState({ status, attention: attention && isBad(status) });
  }

  seen(): void {
    if (this.store.getState().attention) this.store.setState({ attention: false });
  }

  setFreshness(freshness: Freshness | null): void {
    if (this.store.getState().freshness !== freshness) this.store.setState({ freshness });
  }

  readonly go = (place: Place): void => {
    this.#parts.onGo(this.clusterId);
    this.#navigate(goTo(this.store.getState().nav, place));
  };
  readonly back = (): void => this.#navigate(goBack(this.store.getState().nav));
  readonly forward = (): void => this.#navigate(goForward(this.store.getState().nav));

  /** Where a cluster begins that was just opened: no step back from there. */
  begin(place: Place): void {
    this.#navigate({ ...this.store.getState().nav, place });
  }

  setPanel(panel: PanelState | null): void {
    this.#navigate(showPanel(this.store.getState().nav, panel));
  }

  setFavourites(favourites: readonly Favourite[]): void {
    this.store.setState({ favourites });
    this.#parts.storage.write('favourites', this.clusterId, favourites);
  }

  /** What was asked of a page before it was there; answered once. */
  takeWish<N extends Command['name']>(name: N): Extract<Command, { name: N }> | null {
    const wish = this.#wish;
    if (wish?.name !== name) return null;
    this.#wish = null;
    // The name was compared: it is a command of that name.
    return wish as Extract<Command, { name: N }>;
  }

  /** Shows an object beside the list of its kind. */
  openObject(kind: string, namespace: string, name: string, uid: string | null = null, tab = 'summary'): void {
    this.#parts.onGo(this.clusterId);
    this.#navigate(goToObject(this.store.getState().nav, { list: kind, kind, namespace, name, uid, tab }));
  }

  dispose(): void {
    void this.#disposer.dispose();
  }

  #command(command: Command): boolean {
    switch (command.name) {
      case 'history.back':
        this.back();
        return true;
      case 'history.forward':
        this.forward();
        return true;
      case 'namespaces.set':
        // No list is mounted that could take it: the next one finds it.
        this.#parts.storage.write('namespaces', this.clusterId, command.namespaces);
        return true;
      case 'filter.set':
        keepFilter(this.#parts.storage, this.clusterId, command.kind, command.filter);
        return true;
      case 'object.open':
        this.openObject(command.kind, command.namespace, command.objectName);
        return true;
      case 'object.edit':
        this.#wish = command;
        this.openObject(command.kind, command.namespace, command.objectName, command.uid, 'yaml');
        return true;
      case 'create.open':
      case 'diff.open':
        // The page takes the wish when it is there.
        this.#wish = command;
        this.go({ type: 'page', id: command.name === 'create.open' ? 'create' : 'diff' });
        return true;
      default:
        return false;
    }
  }

  #navigate(nav: NavState): void {
    const was = this.store.getState();
    if (nav === was.nav) return;
    this.store.setState({ nav, panel: nav.panel });
    this.#parts.storage.write('place', this.clusterId, nav.place);
    this.#parts.storage.write('panel', this.clusterId, nav.panel);
    if (nav.panel !== null && !sameRef(nav.panel, was.panel)) this.#saw(nav.panel);
  }

  #saw(panel: PanelState): void {
    const recents = seen(this.store.getState().recents, panel, this.#parts.timing.now());
    this.store.setState({ recents });
    this.#parts.storage.write('recents', this.clusterId, recents);
  }

  /** Discovery never goes back to the assumed kinds: an answer that was overtaken by its event is dropped. */
  #setCatalog(catalog: Catalog): void {
    if (this.store.getState().catalog?.source === 'discovery' && catalog.source === 'assumed') return;
    this.store.setState({ catalog });
  }

  #setCounts(changed: readonly KindCount[]): void {
    const counts = new Map(this.store.getState().counts);
    for (const count of changed) counts.set(count.kind, count);
    this.store.setState({ counts });
  }

  #receive(event: ClusterEvent): void {
    if (event.topic === 'cluster:state') this.setStatus(event.payload);
    else if (event.topic === 'catalog:changed') this.#setCatalog(event.payload);
    else if (event.topic === 'catalog:counts') this.#setCounts(event.payload.counts);
    else if (event.topic === 'operation:changed') this.setOperation(event.payload);
  }
}

const sameRef = (a: PanelState, b: PanelState | null): boolean =>
  a.kind === b?.kind && a.namespace === b.namespace && a.name === b.name;

const isBad = (status: ClusterStatus): boolean => BAD.has(status.state) || status.health === 'degraded';

/** Answers and events travel apart: what is told twice, or late, must not turn an operation back. */
function isNewer(next: Operation, held: Operation): boolean {
  if (next.attempt !== held.attempt) return next.attempt > held.attempt;
  if (held.state !== 'running') return false;
  return (
    next.state !== 'running' || next.done + next.failed + next.cancelled > held.done + held.failed + held.cancelled
  );
}
