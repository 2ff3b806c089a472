import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt, root } from '../../build/setup.mjs';
import { createEngineHandle } from '../../electron/core/engine/handle.ts';
import type { EngineEvents, EngineHandle, ViewSink } from '../../electron/core/engine/types.ts';
import type { Clock } from '../../electron/core/ports.ts';
import { createPki } from '../../electron/demo/pki.ts';
import type { ViewQuery } from '../../electron/engine/protocol.ts';
import type { ViewSnapshot } from '../../shared/contract/views.ts';
import type { FromServer, ToServer } from './server.ts';

export type Snapshot = Omit<ViewSnapshot, 'clusterId'>;

/** The bench's server in its process, and a folder with its CA. */
export interface Rig {
  readonly port: number;
  readonly ca: string;
  readonly caFile: string;
  readonly folder: string;
  /** Bytes of the whole list in pages of 500, by number of pods. */
  readonly bytes: Readonly<Record<number, number>>;
  ask<T extends FromServer['type']>(message: ToServer, answer: T): Promise<Extract<FromServer, { type: T }>>;
  close(): void;
}

export async function startRig(sizes: readonly number[]): Promise<Rig> {
  const pki = await createPki('bench');
  const folder = mkdtempSync(join(tmpdir(), 'portolan-bench-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, pki.ca.cert);
  const child = fork(new URL('./server.ts', import.meta.url), [], { execArgv: ['--max-old-space-size=8192'] });
  const ask: Rig['ask'] = (message, answer) => request(child, message, answer);
  const { port, bytes } = await ask({ type: 'init', cert: pki.server.cert, key: pki.server.key, sizes }, 'ready');
  const close = (): void => {
    child.disconnect();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, ca: pki.ca.cert, caFile, folder, bytes, ask, close };
}

function request<T extends FromServer['type']>(
  child: ChildProcess,
  message: ToServer,
  answer: T,
): Promise<Extract<FromServer, { type: T }>> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the bench server ended'));
    const listen = (reply: unknown): void => {
      const said = reply as FromServer;
      if (said.type !== answer) return;
      child.off('message', listen).off('exit', onExit);
      resolve(said as Extract<FromServer, { type: T }>);
    };
    child.on('message', listen).once('exit', onExit);
    child.send(message);
  });
}

export const clock: Clock = {
  now: Date.now,
  setTimeout: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  setInterval: (run, ms) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
};

const quiet: EngineEvents = {
  onCatalog: () => {},
  onCounts: () => {},
  onUnauthorized: () => {},
  onTransport: () => {},
  onClock: () => {},
  onStats: () => {},
  onRestart: (reason) => console.error(reason),
};

/** The engine as it ships: bundled. From its sources every thread would load and strip sixty files, and hold the stripper. */
export const engineEntry: URL = shippedEngine();

function shippedEngine(): URL {
  ensureBuilt();
  return pathToFileURL(join(root, 'dist/engine.js'));
}

export function openEngine(rig: Rig, size: number, events: Partial<EngineEvents> = {}): EngineHandle {
  return createEngineHandle({
    clusterId: `bench:${size}`,
    connection: {
      server: `https://localhost:${rig.port}/${size}`,
      tls: { ca: rig.ca, insecureSkipVerify: false },
      disableCompression: false,
    },
    credentials: { generation: 1, headers: {} },
    engineEntry,
    memoryLimitBytes: 1 << 30,
    userAgent: 'portolan-bench/0.1',
    events: { ...quiet, ...events },
    clock,
  });
}

export const pods: ViewQuery = {
  kind: 'pods',
  namespaces: null,
  filter: '',
  sort: null,
  window: { offset: 0, limit: 200 },
};

/** Opens a view, acknowledges everything; answers when the whole list is there, with the times since `from` (performance.now). */
export async function openWhole(
  handle: EngineHandle,
  viewId: string,
  query: ViewQuery,
  sink: Partial<ViewSink> = {},
  from = performance.now(),
): Promise<{ firstMs: number; wholeMs: number; last: Snapshot }> {
  let firstMs = Number.NaN;
  return new Promise((resolve, reject) => {
    const see = (snapshot: Snapshot): void => {
      if (snapshot.rows.length > 0 && Number.isNaN(firstMs)) firstMs = performance.now() - from;
      if (snapshot.loading !== null || snapshot.freshness.state !== 'live') return;
      resolve({ firstMs, wholeMs: performance.now() - from, last: snapshot });
    };
    handle
      .openView(viewId, query, {
        rows: (snapshot) => {
          handle.ackView(viewId, snapshot.seq);
          see(snapshot);
          sink.rows?.(snapshot);
        },
        patch: (patch) => {
          handle.ackView(viewId, patch.seq);
          sink.patch?.(patch);
        },
        freshness: (freshness) => sink.freshness?.(freshness),
      })
      .then(see, reject);
  });
}
