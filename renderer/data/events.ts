import type { Bridge } from '../../shared/contract/bridge.ts';
import type { ClusterEvent, PortolanEvent, Topic } from '../../shared/contract/events.ts';
import { Emitter } from '../../shared/disposable.ts';

type EventOf<T extends Topic> = Extract<PortolanEvent, { readonly topic: T }>;

/** Routes the one event channel: by topic for the application, by clusterId for everything about a cluster. */
export class EventHub {
  readonly #all = new Emitter<PortolanEvent>();
  readonly #connection = new Emitter<boolean>();
  readonly #clusters = new Map<string, Emitter<ClusterEvent>>();
  readonly #end: () => void;

  constructor(bridge: Bridge, report: (error: unknown) => void) {
    this.#end = bridge.onEvents((batch) => {
      if (batch.type === 'connection') return this.#connection.emit(batch.connected);
      for (const event of batch.events) this.#route(event, report);
    });
  }

  /** One listener that throws must not cost the others, or the events behind it. */
  #route(event: PortolanEvent, report: (error: unknown) => void): void {
    try {
      this.#all.emit(event);
      if (event.clusterId !== null) this.#clusters.get(event.clusterId)?.emit(event);
    } catch (error) {
      report(error);
    }
  }

  on<T extends Topic>(topic: T, listener: (event: EventOf<T>) => void): () => void {
    return this.#all.on((event) => {
      if (event.topic === topic) listener(event as EventOf<T>);
    });
  }

  /** Every event of one cluster, in order. */
  onCluster(clusterId: string, listener: (event: ClusterEvent) => void): () => void {
    let emitter = this.#clusters.get(clusterId);
    if (emitter === undefined) {
      emitter = new Emitter();
      this.#clusters.set(clusterId, emitter);
    }
    const here = emitter;
    const end = here.on(listener);
    return () => {
      end();
      if (here.size === 0 && this.#clusters.get(clusterId) === here) this.#clusters.delete(clusterId);
    };
  }

  /** False: events may have been lost; true after that: read everything anew. */
  onConnection(listener: (connected: boolean) => void): () => void {
    return this.#connection.on(listener);
  }

  dispose(): void {
    this.#end();
    this.#all.clear();
    this.#connection.clear();
    this.#clusters.clear();
  }
}
