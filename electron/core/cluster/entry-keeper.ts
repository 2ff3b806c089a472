import type { Credentials, HttpSession } from '../../transport/types.ts';
import type { Clock } from '../ports.ts';
import type { EngineSlot } from './engine-slot.ts';
import type { Entry, Gate } from './gate.ts';

/** A refreshed credential that is refused within this time is refused for good, ms. */
const refusedAgainMs = 10_000;
/** Renewal is never asked more often than this, ms. */
const renewPauseMs = 5_000;
/** Longer waits are cut in pieces: timers overflow after 24.8 days. */
const longestWaitMs = 86_400_000;

export interface EntryKeeperOptions {
  readonly clock: Clock;
  readonly gate: Gate;
  readonly slot: EngineSlot;
  readonly signal: AbortSignal;
}

/** The way in that works now: its session, and credentials that are renewed ahead of their end and once on a 401. */
export class EntryKeeper {
  readonly #options: EntryKeeperOptions;
  #entry: Entry | null = null;
  #cancelRenewal: () => void = () => {};
  #refreshed = { generation: -1, at: Number.NEGATIVE_INFINITY };

  constructor(options: EntryKeeperOptions) {
    this.#options = options;
  }

  get session(): HttpSession | null {
    return this.#entry?.session ?? null;
  }

  /** As the session sends them now. */
  get generation(): number {
    return this.#entry?.credentials.generation ?? 0;
  }

  /** A new way in replaces the old one, for the engine too. */
  async take(entry: Entry): Promise<void> {
    const old = this.#entry;
    this.#entry = entry;
    this.#options.slot.offer(entry.connection, entry.credentials);
    this.#schedule();
    await old?.session.close();
  }

  /**
   * Credentials of `generation` were answered with 401. Answers `true` when those who wait have newer ones now, `false` when
   * there are none to be had, or when the newer ones were just refused as well.
   */
  async renew(generation: number): Promise<boolean> {
    const entry = this.#entry;
    if (entry !== null && entry.credentials.generation > generation) {
      this.#options.slot.renew(entry.credentials);
      return true;
    }
    const now = this.#options.clock.now();
    if (this.#refreshed.generation === generation && now - this.#refreshed.at < refusedAgainMs) return false;
    const result = await this.#options.gate.refresh(generation);
    if (this.#options.signal.aborted) return true;
    if (result?.type !== 'ok' || result.credentials.generation <= generation) return false;
    this.#refreshed = { generation: result.credentials.generation, at: now };
    this.#adopt(result.credentials);
    return true;
  }

  async dispose(): Promise<void> {
    this.#cancelRenewal();
    const entry = this.#entry;
    this.#entry = null;
    await entry?.session.close();
  }

  /** Newer credentials for the session and the engine that are there. */
  #adopt(credentials: Credentials): void {
    if (this.#entry !== null && credentials.generation <= this.#entry.credentials.generation) return;
    this.#entry?.session.setCredentials(credentials);
    if (this.#entry !== null) this.#entry = { ...this.#entry, credentials };
    this.#options.slot.renew(credentials);
  }

  /** Credentials with an end are renewed ahead of it, so that no watch is ever cut for it. */
  #schedule(): void {
    this.#cancelRenewal();
    const { gate, clock } = this.#options;
    const at = gate.renewAt;
    if (at === null) return;
    const wait = Math.min(Math.max(at - clock.now(), renewPauseMs), longestWaitMs);
    this.#cancelRenewal = clock.setTimeout(() => void this.#ahead(), wait);
  }

  async #ahead(): Promise<void> {
    // A failure here is none yet: the present credentials still hold, and a 401 will say when they do not.
    const result = await this.#options.gate.renewed().catch(() => null);
    if (this.#options.signal.aborted) return;
    if (result?.type === 'ok') this.#adopt(result.credentials);
    this.#schedule();
  }
}
