import type { FromEngine, ToEngine } from '../../engine/protocol.ts';
import type { Clock } from '../ports.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';

/** A successor that is not complete by then takes over all the same: the old engine is near its limit, ms. */
const PATIENCE_MS = 60_000;

/**
 * A fresh engine that grows up beside the one it will replace. It is asked for the same views, and nothing it says reaches a window
 * before every view is complete there.
 */
export class Successor {
  readonly carrier: Carrier;
  readonly #pending = new Set<string>();
  readonly #shown = new Map<string, number>();
  readonly #onReady: () => void;
  readonly #cancel: () => void;
  #events: CarrierEvents | null = null;

  constructor(start: (events: CarrierEvents) => Carrier, clock: Clock, onReady: () => void, onEnd: () => void) {
    this.#onReady = onReady;
    this.#cancel = clock.setTimeout(onReady, PATIENCE_MS);
    this.carrier = start({
      onMessage: (message) => (this.#events === null ? this.#listen(message) : this.#events.onMessage(message)),
      onEnd: (reason) => (this.#events === null ? onEnd() : this.#events.onEnd(reason)),
    });
  }

  /** `shown`: rows of a first list that its window knows of; as many are enough then. Null: it must be complete. */
  open(message: Extract<ToEngine, { type: 'view.open' }>, shown: number | null = null): void {
    this.#pending.add(message.viewId);
    if (shown !== null) this.#shown.set(message.viewId, shown);
    this.carrier.post(message);
  }

  close(viewId: string): void {
    this.carrier.post({ type: 'view.close', viewId });
    this.#done(viewId);
  }

  /** No view at all is complete at once. */
  check(): void {
    if (this.#pending.size === 0) this.#onReady();
  }

  /** From now on it is the engine. */
  adopt(events: CarrierEvents): void {
    this.#cancel();
    this.#events = events;
  }

  async stop(): Promise<void> {
    this.#cancel();
    await this.carrier.stop();
  }

  #listen(message: FromEngine): void {
    if (message.type === 'view.freshness') {
      const { state } = message.freshness;
      if (state === 'live' || state === 'denied' || state === 'closed') this.#done(message.viewId);
    }
    if (message.type === 'view.rows') this.#grown(message.snapshot);
    if (message.type === 'view.failed') this.#done(message.viewId);
  }

  #grown({ viewId, loading, seq }: Extract<FromEngine, { type: 'view.rows' }>['snapshot']): void {
    const shown = this.#shown.get(viewId);
    if (shown === undefined || !this.#pending.has(viewId)) return;
    if (loading === null || (loading.loaded > 0 && loading.loaded >= shown)) this.#done(viewId);
    else this.carrier.post({ type: 'view.ack', viewId, seq });
  }

  #done(viewId: string): void {
    if (this.#pending.delete(viewId) && this.#pending.size === 0) this.#onReady();
  }
}
