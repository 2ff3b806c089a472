import type { ClusterStatus } from '../../../../shared/contract/clusters.ts';
import type { ContextInfo } from '../../../../shared/contract/contexts.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';

/** Clusters are not probed all in one instant after a wake-up, ms. */
const wakeSpreadMs = 1_000;

type Names =
  | 'clusters.list'
  | 'clusters.open'
  | 'clusters.close'
  | 'clusters.status'
  | 'clusters.reorder'
  | 'clusters.retry'
  | 'clusters.consent'
  | 'clusters.visible'
  | 'clusters.refresh'
  | 'clusters.wake';

export function clusterHandlers(core: Core): HandlersOf<Names> {
  return {
    'clusters.list': () => ({ clusters: core.selection.statuses() }),
    'clusters.open': ({ clusterId, onDuplicate }) => open(core, clusterId, onDuplicate),
    'clusters.close': async ({ clusterId }) => {
      if (core.contexts.find(clusterId) === null) core.cluster(clusterId);
      await core.selection.close(clusterId);
      return null;
    },
    'clusters.status': ({ clusterId }) => core.cluster(clusterId).status(),
    'clusters.reorder': ({ order }) => {
      core.selection.reorder(order);
      return null;
    },
    'clusters.retry': ({ clusterId }) => {
      // Answers at once: a sign-in may take minutes, and how it goes is the cluster's state.
      void core.cluster(clusterId).connection.retry(true);
      return null;
    },
    'clusters.consent': async ({ clusterId, key, allow }) => {
      core.cluster(clusterId);
      await core.consent(key, allow);
      return null;
    },
    'clusters.visible': ({ clusterId }, from) => {
      core.selection.show(from.windowId, clusterId);
      return null;
    },
    'clusters.refresh': async ({ clusterId }) => {
      await core.cluster(clusterId).connection.refresh();
      return null;
    },
    'clusters.wake': () => {
      wakeAll(core);
      return null;
    },
  };
}

/** Probes every open cluster, each a little later than the other; every one on its own. */
export function wakeAll(core: Core): void {
  for (const cluster of core.selection.all) {
    const cancel = core.ports.clock.setTimeout(() => {
      void end();
      void cluster.connection.wake();
    }, core.ports.random() * wakeSpreadMs);
    const end = cluster.ends.add(cancel);
  }
}

async function open(
  core: Core,
  clusterId: string,
  onDuplicate: 'ask' | 'both' | 'replace',
): Promise<{ readonly status: ClusterStatus | null; readonly duplicateOf: string | null }> {
  const context = usable(core, clusterId);
  if (core.selection.get(clusterId) === undefined) {
    const twins = core.selection.all.filter((cluster) => cluster.clusterName === context.clusterName);
    const both = onDuplicate === 'both' || core.ports.settings.get().duplicateContexts === 'both';
    const twin = twins[0];
    if (twin !== undefined && onDuplicate === 'ask' && !both) return { status: null, duplicateOf: twin.clusterId };
    const cluster = core.selection.open(clusterId, true);
    if (onDuplicate === 'replace') await Promise.all(twins.map((one) => core.selection.close(one.clusterId)));
    return { status: cluster.status(), duplicateOf: null };
  }
  return { status: core.selection.open(clusterId, true).status(), duplicateOf: null };
}

function usable(core: Core, clusterId: string): ContextInfo {
  const context = core.contexts.find(clusterId);
  if (context === null) {
    throw new PortolanError('not-found', `No known kubeconfig has the context ${JSON.stringify(clusterId)}.`);
  }
  if (context.status === 'invalid') {
    throw new PortolanError('invalid', context.problem ?? `The context ${context.clusterName} cannot be used.`);
  }
  return context;
}
