import type { UsageProblem } from '../../shared/contract/views.ts';
import type { Cell, KubeObject, ProtoMessage } from '../../shared/kinds/spec.ts';
import { type Resource, usedOf, usesAlready, withUsed } from '../../shared/kinds/usage.ts';
import { arr, rec, str } from '../../shared/kube/read.ts';
import { codecOf } from './read/codec.ts';
import { listPages } from './reflect/list.ts';
import { AttemptFailed, type Failure, type Intake, type ReflectorDeps } from './reflect/types.ts';
import type { RowStore } from './store/rows.ts';
import type { Clock } from './time.ts';

/** Between two measurements, ms: metrics-server has new ones every 15 s. */
const EVERY_MS = 30_000;
/** Where it is not served or not allowed: it may be installed or allowed meanwhile, ms. */
const REFUSED_MS = 300_000;

export interface UsageDeps {
  readonly kindId: 'pods' | 'nodes';
  readonly reading: Omit<ReflectorDeps, 'intake' | 'onFreshness' | 'path' | 'query' | 'codec' | 'prepare'>;
  readonly clock: Clock;
  /** The namespaces that are read (`''`: all), as the kind itself is. */
  readonly scopes: () => readonly string[];
  /** A measurement is in, or it is known why there is none. */
  readonly onMeasured: () => void;
}

type Used = Readonly<Record<Resource, number | null>>;

/** What the pods or nodes of a cluster use, listed every half minute while some view on screen shows it. */
export class Usage {
  readonly #deps: UsageDeps;
  /** By namespace (empty for nodes), then name. */
  #known = new Map<string, Map<string, Used>>();
  #problem: UsageProblem | null = null;
  #wanted = false;
  #visible = true;
  #nextAt = Number.NEGATIVE_INFINITY;
  #running: AbortController | null = null;
  #cancel: (() => void) | null = null;
  readonly #ends = new Set<Promise<void>>();

  constructor(deps: UsageDeps) {
    this.#deps = deps;
  }

  /** Why there is nothing to show. */
  get problem(): UsageProblem | null {
    return this.#wanted ? this.#problem : null;
  }

  /** Does some view show it, and is it on screen? Measured at once when the last one is old. */
  want(wanted: boolean, visible: boolean): void {
    this.#wanted = wanted;
    this.#visible = visible;
    if (!wanted) this.#known = new Map();
    if (wanted && visible) this.#schedule();
    else this.#pause();
  }

  /** A cell of a usage column for an object as it comes in. */
  cell(object: KubeObject, resource: Resource, room: Cell): Cell {
    const used = this.#known.get(str(object.metadata.namespace))?.get(object.metadata.name);
    return withUsed(room, used?.[resource] ?? null);
  }

  /** Brings all rows to what was measured last; true when any changed. */
  write(store: RowStore, resources: readonly Resource[]): boolean {
    let changed = false;
    for (let row = 0; row < store.limit; row++) {
      if (!store.exists(row)) continue;
      const used = this.#known.get(store.namespace(row))?.get(store.name(row));
      for (const resource of resources) {
        const before = store.extra(resource)?.get(row) ?? null;
        const value = used?.[resource] ?? null;
        if (usesAlready(before, value)) continue;
        if (store.setExtra(row, resource, withUsed(before, value))) changed = true;
      }
    }
    return changed;
  }

  async close(): Promise<void> {
    this.#wanted = false;
    this.#pause();
    await Promise.all(this.#ends);
  }

  #pause(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#running?.abort();
    this.#running = null;
  }

  #schedule(): void {
    if (this.#running !== null || this.#cancel !== null) return;
    const delay = Math.max(0, this.#nextAt - this.#deps.clock.now());
    this.#cancel = this.#deps.clock.setTimeout(() => {
      this.#cancel = null;
      const end = this.#measure();
      this.#ends.add(end);
      void end.finally(() => this.#ends.delete(end));
    }, delay);
  }

  async #measure(): Promise<void> {
    const stop = new AbortController();
    this.#running = stop;
    const problem = await this.#read(stop.signal);
    if (stop.signal.aborted) return;
    this.#running = null;
    const { clock } = this.#deps;
    this.#nextAt = clock.now() + (problem?.lasting === true ? REFUSED_MS : EVERY_MS);
    this.#problem = problem;
    if (problem?.lasting === true) this.#known = new Map();
    this.#deps.onMeasured();
    if (this.#wanted && this.#visible) this.#schedule();
  }

  /** Replaces what is known; answers what went wrong. */
  async #read(signal: AbortSignal): Promise<UsageProblem | null> {
    const fresh = new Map<string, Map<string, Used>>();
    const { kindId, reading, scopes } = this.#deps;
    try {
      for (const namespace of scopes()) {
        const scope = namespace === '' ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
        await listPages(
          {
            ...reading,
            path: `/apis/metrics.k8s.io/v1beta1${scope}/${kindId}`,
            query: '',
            codec: codecOf(kindId === 'pods' ? POD_METRICS : NODE_METRICS),
            intake: gathering(fresh),
            onFreshness: () => {},
            // A missing metrics API says nothing about the catalog.
            onNotServed: () => {},
          },
          signal,
        );
      }
    } catch (error) {
      return wrong(error);
    }
    this.#known = fresh;
    return null;
  }
}

function wrong(error: unknown): UsageProblem {
  const failure: Failure | null = error instanceof AttemptFailed ? error.failure : null;
  if (failure?.type === 'not-served')
    return {
      reason: 'This cluster serves no metrics API (metrics.k8s.io): install metrics-server to see usage',
      lasting: true,
    };
  if (failure?.type === 'denied') return { reason: `You may not read usage: ${failure.reason}`, lasting: true };
  const reason = error instanceof Error ? error.message : String(error);
  return { reason: `Usage could not be read: ${reason}`, lasting: false };
}

/** Takes a list's items and does nothing else. */
function gathering(into: Map<string, Map<string, Used>>): Intake {
  const nothing = (): void => {};
  return {
    begin: nothing,
    batchEnd: nothing,
    commit: nothing,
    abandon: nothing,
    put: nothing,
    remove: nothing,
    clear: nothing,
    item: (item) => {
      if (!('object' in item)) return;
      const { metadata, usage, containers } = rec(item.object);
      const usages = usage === undefined ? arr(containers).map((container) => rec(container).usage) : [usage];
      const { namespace, name } = rec(metadata);
      let names = into.get(str(namespace));
      if (names === undefined) {
        names = new Map();
        into.set(str(namespace), names);
      }
      names.set(str(name), { cpu: usedOf(usages, 'cpu'), memory: usedOf(usages, 'memory') });
    },
  };
}

/** Source: `k8s.io/metrics/pkg/apis/metrics/v1beta1/generated.proto`. */
const QUANTITIES = { type: 'quantity', repeat: 'map' } as const;
const NAMED: ProtoMessage = { 1: { name: 'name', type: 'string' }, 3: { name: 'namespace', type: 'string' } };
const POD_METRICS: ProtoMessage = {
  1: { name: 'metadata', type: NAMED },
  4: { name: 'containers', repeat: 'repeated', type: { 2: { name: 'usage', ...QUANTITIES } } },
};
const NODE_METRICS: ProtoMessage = {
  1: { name: 'metadata', type: NAMED },
  4: { name: 'usage', ...QUANTITIES },
};
