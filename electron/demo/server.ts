/** A simulated Kubernetes API server: real protocol, simulated contents. Tests import this file and nothing else of the room. */
import { DemoServer } from './http/server.ts';
import type { DemoOptions } from './options.ts';

/** Listens on 127.0.0.1 and resolves when connections are accepted. The caller closes it. */
export async function startDemoServer(options: DemoOptions = {}): Promise<DemoServer> {
  return DemoServer.start(options);
}

export { type Clock, type ManualClock, manualClock, systemClock } from './clock.ts';
export type { FaultEffect, FaultHandle, FaultScope, Faults } from './faults.ts';
export type { DemoServer } from './http/server.ts';
export type { DemoOptions, DemoUser, Rule, SignIn } from './options.ts';
export { createPki, type KeyPair, type Pki, type ServerCertificate } from './pki.ts';
export type { RequestFilter, RequestRecord, Stats, StatsSnapshot } from './stats.ts';
export type { KubeObject } from './types.ts';
