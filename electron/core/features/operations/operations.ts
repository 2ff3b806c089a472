import { titleOf } from '../../../../shared/actions/words.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { runAction } from '../actions/actions.ts';
import { kindOf } from '../catalog/catalog.ts';

type Names =
  | 'operations.list'
  | 'operations.get'
  | 'operations.start'
  | 'operations.cancel'
  | 'operations.retry'
  | 'operations.clear';

export function operationHandlers(core: Core): HandlersOf<Names> {
  return {
    'operations.list': ({ clusterId }) => ({ operations: core.cluster(clusterId).operations.list() }),
    'operations.get': ({ clusterId, id }) => core.cluster(clusterId).operations.get(id),
    'operations.start': async ({ clusterId, action, targets, dryRun }, from) => {
      const cluster = core.cluster(clusterId);
      if (!dryRun && cluster.status().guard === 'read-only') {
        throw new PortolanError('read-only', `${cluster.clusterName} is read-only: nothing was asked of its server.`);
      }
      const seen = new Set<string>();
      for (const { kind, namespace, name } of targets) {
        const key = JSON.stringify([kind, namespace, name]);
        if (seen.has(key)) throw new PortolanError('invalid', `${kind} ${namespace}/${name} is named twice.`);
        seen.add(key);
      }
      const words = [...new Set(targets.map(({ kind }) => kind))];
      const kinds = await Promise.all(words.map((word) => kindOf(cluster, word, core.signal(from))));
      const byWord = new Map(words.map((word, at) => [word, kinds[at]]));
      // Whatever word a caller used for the kind: an operation tells its id.
      const exact = targets.map((target) => ({ ...target, kind: byWord.get(target.kind)?.id ?? target.kind }));
      const named = (id: string): string | undefined => kinds.find((kind) => kind.id === id)?.kind;
      return cluster.operations.start({
        action,
        dryRun,
        targets: exact,
        title: titleOf(action, exact, named),
        // It outlives the call and its window, and ends with the cluster.
        run: (target, signal) =>
          runAction(core, cluster, { action, target, dryRun }, AbortSignal.any([signal, cluster.signal])),
      });
    },
    'operations.cancel': ({ clusterId, id }) => core.cluster(clusterId).operations.cancel(id),
    'operations.retry': ({ clusterId, id }) => core.cluster(clusterId).operations.retry(id),
    'operations.clear': ({ clusterId }) => {
      core.cluster(clusterId).operations.clear();
      return null;
    },
  };
}
