import type { PortolanEvent } from '../../../shared/contract/events.ts';

type Listener = (events: readonly PortolanEvent[]) => void;

interface Window {
  readonly listeners: Set<Listener>;
  queue: PortolanEvent[];
}

/**
 * Events to windows, in order, one batch per window and turn of the event loop (no timer, so that a patch is not late).
 * A window that nobody listens to any more keeps nothing.
 */
export class Fanout {
  readonly #windows = new Map<string, Window>();
  #pending: NodeJS.Immediate | null = null;

  on(windowId: string, listener: Listener): () => void {
    const window = this.#windows.get(windowId) ?? { listeners: new Set<Listener>(), queue: [] };
    this.#windows.set(windowId, window);
    window.listeners.add(listener);
    return () => {
      window.listeners.delete(listener);
      if (window.listeners.size === 0 && this.#windows.get(windowId) === window) this.#windows.delete(windowId);
    };
  }

  toAll(event: PortolanEvent): void {
    for (const window of this.#windows.values()) window.queue.push(event);
    this.#schedule();
  }

  /** View events go to the window that owns the view, and to no other. */
  toWindow(windowId: string, event: PortolanEvent): void {
    const window = this.#windows.get(windowId);
    if (window === undefined) return;
    window.queue.push(event);
    this.#schedule();
  }

  remove(windowId: string): void {
    this.#windows.delete(windowId);
  }

  /** What waits is delivered (a last `cluster:state closed` is news too), then nothing any more. */
  close(): void {
    if (this.#pending !== null) clearImmediate(this.#pending);
    this.#flush();
    this.#windows.clear();
  }

  #schedule(): void {
    this.#pending ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#pending = null;
    for (const window of this.#windows.values()) {
      if (window.queue.length === 0) continue;
      const batch = window.queue;
      window.queue = [];
      for (const listener of [...window.listeners]) listener(batch);
    }
  }
}
