import type { FleetFigures, FleetSample } from '../../../../shared/contract/fleet.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isConnected } from '../../cluster/lifecycle.ts';
import type { Clock } from '../../ports.ts';
import { type Capacity, gather } from './gather.ts';

/** Figures as young as this are taken for all who ask: several windows are no reason to ask a server more often, ms. */
const freshMs = 15_000;
/** A cluster that has not answered by then is said not to, ms. */
const limitMs = 10_000;
const capacityMs = 10 * 60_000;
const mostSamples = 60;

/** What the fleet keeps of one cluster: the last figures, its usage over time, and the one reading under way. */
export class FleetState {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #namespaces: () => readonly string[];
  #figures: FleetFigures | null = null;
  #history: readonly FleetSample[] = [];
  #capacity: { readonly value: Capacity; readonly at: number } = { value: null, at: Number.NEGATIVE_INFINITY };
  #reading: Promise<FleetFigures> | null = null;

  constructor(cluster: Cluster, clock: Clock, namespaces: () => readonly string[]) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#namespaces = namespaces;
  }

  /** Throws at once, with the cluster's reason, while it is not connected: nobody waits for a sign-in here. */
  get(): Promise<FleetFigures> {
    const status = this.#cluster.status();
    if (!isConnected(status.state)) {
      const code = status.error?.code ?? 'unreachable';
      throw new PortolanError(code, status.reason ?? `${this.#cluster.clusterName} is not connected.`, {
        clusterId: this.#cluster.clusterId,
      });
    }
    const known = this.#figures;
    if (known !== null && this.#clock.now() - known.at < freshMs) return Promise.resolve(known);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<FleetFigures> {
    const limit = new AbortController();
    const stop = this.#clock.setTimeout(() => limit.abort(), limitMs);
    const { signal } = this.#cluster;
    try {
      const now = this.#clock.now();
      const { figures, capacity } = await gather(
        { cluster: this.#cluster, namespaces: this.#namespaces(), signal: AbortSignal.any([signal, limit.signal]) },
        { known: this.#capacity.value, wanted: now - this.#capacity.at >= capacityMs },
        () => this.#clock.now(),
      );
      if (capacity !== this.#capacity.value) this.#capacity = { value: capacity, at: now };
      if (figures.cpu !== null && figures.memory !== null) {
        const sample = { at: figures.at, cpu: figures.cpu.used, memory: figures.memory.used };
        this.#history = [...this.#history, sample].slice(-mostSamples);
      }
      this.#figures = { ...figures, history: this.#history };
      return this.#figures;
    } catch (error) {
      if (!limit.signal.aborted || signal.aborted) throw error;
      throw new PortolanError('timeout', `${this.#cluster.clusterName} did not answer within ${limitMs / 1000} s.`);
    } finally {
      stop();
    }
  }
}
