import type { ClusterEvent } from '../../../shared/contract/events.ts';
import { PortolanError } from '../../../shared/errors.ts';
import { openSession } from '../../transport/session.ts';
import { CredentialCache } from '../auth/cache.ts';
import type { ConsentBook } from '../auth/consent.ts';
import { explainRejection } from '../auth/explain.ts';
import { AuthManager } from '../auth/manager.ts';
import { createCredentialSource } from '../auth/source.ts';
import type { TerminalDesk } from '../auth/terminal/desk.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { ClusterDeps } from '../cluster/deps.ts';
import { createEngineHandle } from '../engine/handle.ts';
import type { ContextCatalog } from '../kubeconfig/catalog.ts';
import type { HostPorts, Log } from '../ports.ts';
import type { HostOptions } from '../types.ts';
import { guardOf } from './guard.ts';

/** Heap and external bytes that one cluster's engine may use; at 70 % it hands over to a fresh one. */
const engineMemoryBytes = 512 << 20;
/** The same where engines stay in their threads whatever they hold. */
const stayingMemoryBytes = 1 << 30;

export interface Parts {
  readonly ports: HostPorts;
  readonly options: HostOptions;
  readonly log: Log;
  readonly contexts: ContextCatalog;
  readonly consent: ConsentBook;
  /** Of the cluster that is made. */
  readonly desk: TerminalDesk;
  readonly newViewId: () => string;
  readonly send: (event: ClusterEvent, windowId?: string) => void;
}

/** One cluster with everything real: its own credential cache, auth manager, sessions and engine. */
export function makeCluster(parts: Parts, clusterId: string): Cluster {
  const { ports } = parts;
  const context = parts.contexts.find(clusterId);
  if (context === null) throw new PortolanError('not-found', `No known kubeconfig has the context ${clusterId}.`);
  return new Cluster({
    clusterId,
    clusterName: context.clusterName,
    file: context.file,
    server: context.server ?? '',
    deps: clusterDeps(parts, clusterId),
    newViewId: parts.newViewId,
    guard: () => guardOf(clusterId, ports.settings.get()),
    backgroundRefresh: () => ports.settings.get().backgroundRefresh,
    permittedNamespaces: () => permitted(parts, clusterId),
  });
}

function clusterDeps(parts: Parts, clusterId: string): ClusterDeps {
  const { ports, log } = parts;
  // Lives as long as the cluster: tokens and running plugins outlive every single probe.
  const cache = new CredentialCache();
  const userAgent = `portolan/${ports.version} (${process.platform})`;
  return {
    clock: ports.clock,
    random: ports.random,
    log: withCluster(log, clusterId),
    readContext: () => parts.contexts.resolve(clusterId),
    openSource: (context) =>
      createCredentialSource(context, {
        cache,
        consent: parts.consent,
        persistTokens: (file, userName, tokens) => parts.contexts.saveTokens(file, userName, tokens),
        env: ports.env,
        home: ports.home,
        ...(parts.options.terminalCommand === undefined
          ? {}
          : { terminal: { desk: parts.desk, runner: parts.options.terminalCommand } }),
        clock: ports.clock,
        log,
      }),
    explainRejection: (context, credentials) => explainRejection(context, credentials, ports.clock.now()),
    openSession: (connection, credentials) => openSession(connection, credentials, { userAgent }),
    createAuth: (probe, events, automatic) => new AuthManager({ probe, automatic, clock: ports.clock, events }),
    createEngine: (connection, credentials, events) =>
      createEngineHandle({
        clusterId,
        connection,
        credentials,
        engineEntry: parts.options.engineEntry,
        memoryLimitBytes: parts.options.enginesStay === true ? stayingMemoryBytes : engineMemoryBytes,
        userAgent,
        events,
        clock: ports.clock,
        ...(parts.options.startEngineProcess === undefined ? {} : { startProcess: parts.options.startEngineProcess }),
        ...(parts.options.startEngineThread === undefined ? {} : { startThread: parts.options.startEngineThread }),
        ...(parts.options.enginesStay === true ? { rowsInThread: Number.POSITIVE_INFINITY } : {}),
      }),
    send: parts.send,
  };
}

/** Where a user without rights on the whole cluster may look: what they typed, and what their context names. */
function permitted({ ports, contexts }: Parts, clusterId: string): readonly string[] {
  const typed = ports.settings.get().clusters[clusterId]?.namespaces ?? [];
  const own = contexts.find(clusterId)?.namespace ?? null;
  return [...new Set(own === null ? typed : [...typed, own])];
}

function withCluster(log: Log, clusterId: string): Log {
  const where = { clusterId };
  return {
    debug: (message) => log.debug(message, where),
    info: (message) => log.info(message, where),
    warn: (message) => log.warn(message, where),
    error: (message) => log.error(message, where),
  };
}
