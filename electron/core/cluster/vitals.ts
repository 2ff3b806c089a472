import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { ProbeVerdict } from '../auth/types.ts';
import { type Beat, Latency } from './heartbeat.ts';

/** What a change of health is worth saying: the event of its own, besides the status. */
export type HealthNews =
  | { readonly topic: 'cluster:health:healthy'; readonly payload: { readonly latencyMs: number } }
  | { readonly topic: 'cluster:health:degraded'; readonly payload: { readonly reason: string } };

/** What is measured of one cluster: version, health, latency, its clock, its pace. Answers what of it is news. */
export class Vitals {
  readonly #latency = new Latency();
  #version = '';
  #health: ClusterStatus['health'] = 'unknown';
  #eventsPerSecond: number | undefined;
  clockOffsetMs = 0;

  connected(verdict: Extract<ProbeVerdict, { type: 'ok' }>): HealthNews | null {
    this.#version = verdict.version;
    this.clockOffsetMs = verdict.clockOffsetMs;
    this.#latency.add(verdict.latencyMs);
    return this.#healthy(verdict.latencyMs);
  }

  beat(beat: Beat): HealthNews | null {
    if (beat.type === 'unauthorized') return null;
    if (beat.type === 'healthy') {
      this.#latency.add(beat.latencyMs);
      return this.#healthy(beat.latencyMs);
    }
    if (this.#health === 'degraded') return null;
    this.#health = 'degraded';
    return { topic: 'cluster:health:degraded', payload: { reason: beat.reason } };
  }

  /** Answers whether the rate, rounded, is another one. */
  pace(eventsPerSecond: number): boolean {
    const rate = Math.round(eventsPerSecond);
    if (rate === (this.#eventsPerSecond ?? 0)) return false;
    this.#eventsPerSecond = rate;
    return true;
  }

  status(): Pick<ClusterStatus, 'health' | 'clockOffsetMs' | 'version' | 'latencyMs' | 'eventsPerSecond'> {
    const latencyMs = this.#latency.median;
    return {
      health: this.#health,
      clockOffsetMs: this.clockOffsetMs,
      ...(this.#version === '' ? {} : { version: this.#version }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(this.#eventsPerSecond === undefined ? {} : { eventsPerSecond: this.#eventsPerSecond }),
    };
  }

  #healthy(latencyMs: number): HealthNews | null {
    if (this.#health === 'healthy') return null;
    this.#health = 'healthy';
    return { topic: 'cluster:health:healthy', payload: { latencyMs } };
  }
}
