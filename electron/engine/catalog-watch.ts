import type { Send } from './discovery.ts';
import type { Clock } from './time.ts';

/** While the cluster is on screen it is asked so often whether it still serves the same: an answer of no bytes (304), ms. */
const EVERY_MS = 10_000;
/** Where the server's answers have no ETag everything is asked for anew, ms. */
const WITHOUT_TAG_MS = 120_000;
const PATH = '/apis';

export interface CatalogWatchDeps {
  readonly send: Send;
  readonly clock: Clock;
  /** The server serves other kinds now. */
  readonly changed: () => void;
}

/** Follows definitions of custom resources and aggregated APIs as they come and go, also for users who may not list them. */
export class CatalogWatch {
  readonly #deps: CatalogWatchDeps;
  readonly #stop = new AbortController();
  #visible = true;
  #cancel: (() => void) | null = null;
  /** What the last discovery asked for, and the tag it was answered with. */
  #accept = '';
  #tag: string | null = null;
  #running: Promise<void> | null = null;

  constructor(deps: CatalogWatchDeps) {
    this.#deps = deps;
  }

  /** A `Send` for discovery: what it answers is what is compared with from then on. */
  readonly send: Send = async (request, signal) => {
    const response = await this.#deps.send(request, signal);
    if (request.path === PATH && response.status === 200) {
      this.#accept = request.headers?.accept ?? '';
      this.#tag = response.headers.etag ?? null;
      this.#schedule();
    }
    return response;
  };

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (visible) this.#schedule(0);
    else this.#pause();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#pause();
    await this.#running;
  }

  #pause(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #schedule(ms = this.#tag === null ? WITHOUT_TAG_MS : EVERY_MS): void {
    this.#pause();
    // Before the first discovery there is nothing to compare with.
    if (!this.#visible || this.#stop.signal.aborted || this.#accept === '') return;
    this.#cancel = this.#deps.clock.setTimeout(() => {
      this.#cancel = null;
      this.#running = this.#ask();
    }, ms);
  }

  async #ask(): Promise<void> {
    const tag = this.#tag;
    if (tag === null) {
      this.#deps.changed();
      this.#schedule();
      return;
    }
    try {
      const headers = { accept: this.#accept, 'if-none-match': tag };
      const { status } = await this.#deps.send({ method: 'GET', path: PATH, headers }, this.#stop.signal);
      if (status === 200) this.#deps.changed();
    } catch {
      // The reflectors tell what is wrong with the connection.
    }
    this.#schedule();
  }
}
