import type { Catalog } from '../../shared/contract/catalog.ts';
import { PortolanError } from '../../shared/errors.ts';
import { assumedCatalog } from '../../shared/kinds/assumed.ts';
import { DiscoveryRefused, discover, type Send } from './discovery.ts';
import { Backoff, type Clock, type Waits } from './time.ts';

/** Somebody who may not ask what there is is asked about again after, ms. */
const DENIED_MS = 60_000;

export interface CatalogKeeperDeps {
  readonly send: Send;
  readonly onCatalog: (catalog: Catalog) => void;
  readonly waits: Waits;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * What this server serves. Before anything is known it is what every server serves; once wanted it is asked for until there is an
 * answer, with the back-off of lists. Where it may not be asked, the declared kinds stand, and that it is so stands beside them.
 */
export class CatalogKeeper {
  readonly #deps: CatalogKeeperDeps;
  readonly #stop = new AbortController();
  readonly #backoff: Backoff;
  #catalog: Catalog = assumedCatalog();
  #running: Promise<PortolanError | null> | null = null;
  #keeping: Promise<void> | null = null;
  /** What the server told us to wait after its last refusal, ms. */
  #told: number | null = null;
  #denied = false;

  constructor(deps: CatalogKeeperDeps) {
    this.#deps = deps;
    this.#backoff = new Backoff(deps.clock, deps.random);
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  /** Asks once; single flight; answers with what went wrong, or null. */
  discover(): Promise<PortolanError | null> {
    this.#running ??= this.#ask().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Asks now, and again until it is known. */
  keep(): void {
    this.#keeping ??= this.#keepAsking().finally(() => {
      this.#keeping = null;
    });
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#running, this.#keeping]);
  }

  async #keepAsking(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const problem = await this.discover();
      if (problem === null && !this.#denied) return;
      await this.#deps.waits.for(this.#denied ? DENIED_MS : (this.#told ?? this.#backoff.next()), signal);
    }
  }

  async #ask(): Promise<PortolanError | null> {
    const { signal } = this.#stop;
    try {
      this.#found(await discover(this.#deps.send, signal), false);
      return null;
    } catch (error) {
      const refused = error instanceof DiscoveryRefused ? error : null;
      // Signed out: new credentials wake it, nothing else will help.
      this.#told = refused?.status === 401 ? DENIED_MS : (refused?.waitMs ?? null);
      if (refused?.status === 403) {
        const failedGroups = [{ group: '', reason: refused.message }];
        this.#found({ source: 'discovery', kinds: this.#catalog.kinds, failedGroups }, true);
        return null;
      }
      return error instanceof PortolanError
        ? error
        : new PortolanError(
            'unreachable',
            `Discovery failed: ${error instanceof Error ? error.message : String(error)}`,
          );
    }
  }

  #found(catalog: Catalog, denied: boolean): void {
    const again = denied && this.#denied;
    this.#denied = denied;
    this.#catalog = catalog;
    if (!this.#stop.signal.aborted && !again) this.#deps.onCatalog(catalog);
  }
}
