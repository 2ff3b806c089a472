import type { AppLogLine } from '../../../../shared/contract/app.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import { scrub } from '../../host/log-buffer.ts';
import { portable } from '../settings/portable.ts';

/** Everything one needs to judge a fault from afar. Nothing of what is in a cluster, and nothing that signs one in. */
export function diagnostics(core: Core): string {
  const { ports } = core;
  const memory = process.memoryUsage();
  const { contexts, skipped } = core.contexts.list();
  const report = {
    portolan: ports.version,
    host: ports.hostKind,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    at: new Date(ports.clock.now()).toISOString(),
    uptimeSeconds: Math.round(process.uptime()),
    memoryMb: { resident: mb(memory.rss), heap: mb(memory.heapUsed), external: mb(memory.external) },
    notices: ports.settings.problems,
    contexts: {
      known: contexts.length,
      invalid: contexts.filter(({ status }) => status === 'invalid').length,
      skipped,
    },
    clusters: core.selection.all.map(clusterFacts),
    settings: portable(ports.settings.get()),
    log: core.log.lines.map(line),
  };
  return scrub(`${JSON.stringify(report, null, 2)}\n`);
}

const mb = (bytes: number): number => Math.round(bytes / 2 ** 20);

function clusterFacts(cluster: Cluster): Readonly<Record<string, unknown>> {
  const { clusterId, state, since, reason, version, health, latencyMs, clockOffsetMs, guard, eventsPerSecond } =
    cluster.status();
  const problem = cluster.status().auth?.errorClass;
  return {
    clusterId,
    state,
    since: new Date(since).toISOString(),
    reason,
    problem,
    version,
    health,
    latencyMs,
    clockOffsetMs,
    guard,
    eventsPerSecond,
    engine: cluster.slot.current?.running === true,
    views: cluster.views.held,
    searches: cluster.searches.held,
  };
}

const line = ({ at, level, message, clusterId }: AppLogLine): string =>
  `${new Date(at).toISOString()} ${level} ${clusterId === undefined ? '' : `[${clusterId}] `}${message}`;
