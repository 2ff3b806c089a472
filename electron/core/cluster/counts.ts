import type { Catalog, KindCount } from '../../../shared/contract/catalog.ts';
import type { EngineHandle } from '../engine/types.ts';

export const countsEveryMs = 30_000;
/** More custom kinds than this are not counted: a count each would be a steady load on their API server. */
const customLimit = 40;

/** The sidebar's counts of one cluster: polled by the engine while a window shows the cluster, never otherwise. */
export class Counts {
  readonly #engine: () => EngineHandle | null;
  readonly #known = new Map<string, KindCount>();
  #kinds: readonly string[] = [];
  #visible = false;

  constructor(engine: () => EngineHandle | null) {
    this.#engine = engine;
  }

  /** What is known now. */
  get all(): readonly KindCount[] {
    return [...this.#known.values()];
  }

  took(counts: readonly KindCount[]): void {
    for (const count of counts) this.#known.set(count.kind, count);
  }

  catalogChanged(catalog: Catalog): void {
    const kinds = countedKinds(catalog);
    if (kinds.length === this.#kinds.length && kinds.every((kind, at) => kind === this.#kinds[at])) return;
    this.#kinds = kinds;
    for (const kind of [...this.#known.keys()]) if (!kinds.includes(kind)) this.#known.delete(kind);
    if (this.#visible) this.#apply();
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#apply();
  }

  engineStarted(engine: EngineHandle): void {
    if (this.#visible) engine.setCounts(this.#kinds, countsEveryMs);
  }

  #apply(): void {
    this.#engine()?.setCounts(this.#visible ? this.#kinds : [], countsEveryMs);
  }
}

/** Kinds that are counted, once discovery has said what there is: the declared ones, and custom ones while they are few. */
function countedKinds(catalog: Catalog): readonly string[] {
  if (catalog.source !== 'discovery') return [];
  // A kind that cannot be watched (metrics) is computed anew with every list, `limit` or not.
  const listable = catalog.kinds.filter((kind) => kind.verbs.includes('list') && kind.verbs.includes('watch'));
  const custom = listable.filter((kind) => kind.custom && !kind.declared);
  return [...listable.filter((kind) => kind.declared), ...custom.slice(0, customLimit)].map((kind) => kind.id);
}
