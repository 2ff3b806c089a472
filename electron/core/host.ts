import { networkInterfaces } from 'node:os';
import type { ContextInfo } from '../../shared/contract/contexts.ts';
import type { PortolanEvent } from '../../shared/contract/events.ts';
import { Disposer } from '../../shared/disposable.ts';
import { PortolanError, type Reply } from '../../shared/errors.ts';
import type { Wire } from '../../shared/streams/peer.ts';
import { ConsentBook } from './auth/consent.ts';
import { TerminalDesk } from './auth/terminal/desk.ts';
import type { Cluster } from './cluster/cluster.ts';
import { wakeAll } from './features/clusters/clusters.ts';
import { featureHandlers } from './features/index.ts';
import { Permissions } from './features/permissions/permissions.ts';
import { streamHandlers } from './features/sign-in/terminal.ts';
import { makeCluster } from './host/assemble.ts';
import type { Core } from './host/core.ts';
import { DemoFleet } from './host/demo.ts';
import { dispatch, type Handlers } from './host/dispatch.ts';
import { Fanout } from './host/fanout.ts';
import { LogBuffer } from './host/log-buffer.ts';
import { openStream, type StreamHandlers } from './host/open-stream.ts';
import { Selection } from './host/selection.ts';
import { watchSleep } from './host/sleep.ts';
import { ContextCatalog, type ContextChanges } from './kubeconfig/catalog.ts';
import type { HostPorts } from './ports.ts';
import type { CallContext, Host, HostOptions, StreamSink } from './types.ts';

/**
 * The core behind every shell. Resolves when calls can be answered: kubeconfigs are read, tabs of last time are there and
 * connect by themselves. Rejects only when it cannot be at all.
 */
export async function createHost(ports: HostPorts, options: HostOptions): Promise<Host> {
  const log = new LogBuffer(ports.log, ports.clock);
  const contexts = await ContextCatalog.open({
    discovery: options.discovery,
    env: ports.env,
    home: ports.home,
    settings: ports.settings,
    clock: ports.clock,
    log,
    watch: options.watch ?? true,
  });
  const host = new CoreHost(ports, options, log, contexts);
  try {
    await host.start();
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

class CoreHost implements Host, Core {
  readonly ports: HostPorts;
  readonly options: HostOptions;
  readonly log: LogBuffer;
  readonly contexts: ContextCatalog;
  readonly selection: Selection;
  readonly demo: DemoFleet;
  readonly #ends = new Disposer();
  readonly #fanout = new Fanout();
  readonly #handlers: Handlers;
  readonly #streams: StreamHandlers;
  readonly #desks = new Map<string, TerminalDesk>();
  readonly #consent: ConsentBook;
  readonly #permissions = new Map<string, Permissions>();
  readonly #never = new AbortController().signal;
  readonly #inFlight = new AbortController();
  #views = 0;

  constructor(ports: HostPorts, options: HostOptions, log: LogBuffer, contexts: ContextCatalog) {
    this.ports = ports;
    this.options = options;
    this.log = log;
    this.contexts = contexts;
    this.#ends.add(() => contexts.close());
    this.demo = new DemoFleet({
      command: options.demoCommand,
      log,
      env: ports.env,
      addFile: (file) => contexts.addSources([file], 'run'),
    });
    this.#ends.add(() => this.demo.close());
    this.#consent = new ConsentBook({
      settings: ports.settings,
      env: ports.env,
      home: ports.home,
      allowAll: options.allowExec,
      trusted: (file) => this.demo.owns(file),
      standardPlugins: () => contexts.standardPlugins(),
    });
    this.selection = new Selection({
      clock: ports.clock,
      make: (clusterId) => this.#make(clusterId),
      keep: (open) => this.#keep(open),
      emit: (topic, payload) => this.emit(topic, payload),
      onError: (message) => log.error(message),
    });
    this.#ends.add(() => this.selection.dispose());
    this.#handlers = featureHandlers(this);
    this.#streams = streamHandlers(this);
  }

  async start(): Promise<void> {
    const { settings } = this.ports;
    this.#ends.add(this.contexts.onAvailable((list) => this.emit('kubeconfig:available-changed', list)));
    this.#ends.add(this.contexts.onChanges((changes) => this.#contextsChanged(changes)));
    this.#ends.add(
      settings.onChange((values) => {
        this.emit('settings:changed', values);
        for (const cluster of this.selection.all) cluster.settingsChanged();
      }),
    );
    for (const problem of settings.problems) this.log.warn(problem);
    if (this.options.discovery.type === 'demo') await this.demo.start(this.#inFlight.signal);
    if (!this.options.restore) return;
    this.#ends.add(watchSleep({ clock: this.ports.clock, interfaces: networkInterfaces, wake: () => wakeAll(this) }));
    // One that cannot be used any more gets its tab too: it says why, and connects when its file is right again.
    this.selection.restore(settings.get().openClusters.filter((id) => this.contexts.find(id) !== null));
  }

  call(method: string, input: unknown, from: CallContext): Promise<Reply<unknown>> {
    return dispatch(this.#handlers, method, input, from, (name, error, clusterId) => {
      const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.log.error(`${name} failed: ${words}`, clusterId === undefined ? {} : { clusterId });
    });
  }

  openStream(request: { readonly name: string; readonly input: unknown }, from: CallContext, wire: Wire): StreamSink {
    return openStream(this.#streams, request, from, wire);
  }

  onEvents(windowId: string, listener: (events: readonly PortolanEvent[]) => void): () => void {
    return this.#fanout.on(windowId, listener);
  }

  closeWindow(windowId: string): void {
    this.selection.closeWindow(windowId);
    this.#fanout.remove(windowId);
  }

  report(error: unknown): void {
    this.log.error(`Nobody caught: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const message = 'Something in Portolan itself went wrong; the application log tells what. Clusters go on.';
    this.emit('app:notice', { level: 'bad', message });
  }

  async close(): Promise<void> {
    this.#inFlight.abort();
    await this.#ends.dispose();
    this.#fanout.close();
  }

  emit: Core['emit'] = (topic, payload) => {
    // Topic and payload were checked as a pair by the signature; the union is only too wide for the compiler.
    this.#fanout.toAll({ topic, clusterId: null, clusterName: null, payload } as PortolanEvent);
  };

  cluster(clusterId: string): Cluster {
    const cluster = this.selection.get(clusterId);
    if (cluster !== undefined) return cluster;
    const known = this.contexts.find(clusterId);
    if (known === null) {
      throw new PortolanError('not-found', `No known kubeconfig has the context ${JSON.stringify(clusterId)}.`);
    }
    throw new PortolanError('cluster-closed', `${known.clusterName} is not open.`);
  }

  permissions(cluster: Cluster): Permissions {
    const known = this.#permissions.get(cluster.clusterId) ?? new Permissions(cluster, this.ports.clock);
    this.#permissions.set(cluster.clusterId, known);
    return known;
  }

  terminals(cluster: Cluster): TerminalDesk {
    const desk = this.#desks.get(cluster.clusterId);
    if (desk !== undefined) return desk;
    throw new PortolanError('cluster-closed', `${cluster.clusterName} is not open.`);
  }

  signal(from: CallContext): AbortSignal {
    return from.signal ?? this.#never;
  }

  async consent(key: string, allow: boolean): Promise<void> {
    if (!allow) {
      this.#consent.deny(key);
      return;
    }
    if (!(await this.#consent.allow(key))) throw new PortolanError('invalid', 'Nobody asked for this consent.');
    // One answer may cover several clusters: all that wait for one try again.
    for (const cluster of this.selection.all) if (cluster.consent !== null) void cluster.connection.retry(true);
  }

  #make(clusterId: string): Cluster {
    const desk = new TerminalDesk();
    this.#desks.set(clusterId, desk);
    const cluster = makeCluster(
      {
        ports: this.ports,
        options: this.options,
        log: this.log,
        contexts: this.contexts,
        consent: this.#consent,
        desk,
        newViewId: () => {
          this.#views += 1;
          return `v${this.#views}`;
        },
        send: (event, windowId) =>
          windowId === undefined ? this.#fanout.toAll(event) : this.#fanout.toWindow(windowId, event),
      },
      clusterId,
    );
    cluster.ends.add(() => void this.#permissions.delete(clusterId));
    cluster.ends.add(() => {
      // A cluster closed and opened again has another desk by now.
      if (this.#desks.get(clusterId) === desk) this.#desks.delete(clusterId);
    });
    return cluster;
  }

  /** Only a host that restores keeps what is open: the command line opens what it is told and leaves no trace. */
  async #keep(open: readonly string[]): Promise<void> {
    if (!this.options.restore) return;
    const lasting = open.filter((id) => {
      const file = this.contexts.find(id)?.file;
      return file === undefined || this.options.discovery.type === 'demo' || !this.demo.owns(file);
    });
    await this.ports.settings.set({ openClusters: lasting });
  }

  #contextsChanged({ changed, tokens, gone }: ContextChanges): void {
    for (const info of gone) this.#gone(info);
    for (const id of changed) {
      const cluster = this.selection.get(id);
      if (cluster === undefined) continue;
      this.log.info('Its kubeconfig entry changed: connecting anew.', { clusterId: id });
      void cluster.connection.retry(false);
    }
    for (const id of tokens) {
      const cluster = this.selection.get(id);
      if (cluster !== undefined && cluster.connection.auth.state !== 'valid')
        cluster.connection.auth.kubeconfigChanged();
    }
  }

  #gone(info: ContextInfo): void {
    if (this.selection.get(info.clusterId) === undefined) return;
    const message = `${info.clusterName} was closed: its context is no longer in ${info.file}.`;
    this.log.warn(message, { clusterId: info.clusterId });
    this.emit('app:notice', { level: 'warn', message });
    void this.selection.close(info.clusterId);
  }
}
