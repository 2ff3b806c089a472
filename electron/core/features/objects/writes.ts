import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { audited } from './audit.ts';
import { cordonNode } from './cordon.ts';
import { deleteObject } from './delete.ts';
import type { Ref } from './fetch.ts';
import { restartObject } from './restart.ts';
import { scaleObject } from './scale.ts';
import { updateObject } from './update.ts';

export type WriteNames = 'objects.update' | 'objects.delete' | 'objects.scale' | 'objects.restart' | 'nodes.cordon';

/** Every write: through the cluster's one door (which refuses on a read-only one), with one line in the log. */
export function writeHandlers(core: Core): HandlersOf<WriteNames> {
  return {
    'objects.update': ({ clusterId, text, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'update', ref, dryRun }, async () => {
        const value = await updateObject(cluster, { ref, text, dryRun }, core.signal(from));
        return { value, result: `done, resourceVersion ${value.resourceVersion}` };
      });
    },
    'objects.delete': ({ clusterId, ...input }, from) => {
      const cluster = core.cluster(clusterId);
      const ref: Ref = { kind: input.kind, namespace: input.namespace, name: input.name };
      return audited(core, cluster, { verb: 'delete', ref, dryRun: input.dryRun }, async () => {
        const value = await deleteObject(cluster, ref, input, core.signal(from));
        const held = value.finalizers.length === 0 ? '' : ` by ${value.finalizers.join(', ')}`;
        return { value, result: `${value.gone ? 'gone' : `going, held${held}`} (${input.propagation})` };
      });
    },
    'objects.scale': ({ clusterId, replicas, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'scale', ref, dryRun }, async () => {
        const set = await scaleObject(cluster, ref, { uid: null, replicas, dryRun }, core.signal(from));
        return { value: { replicas: set }, result: `done, ${set} replicas` };
      });
    },
    'objects.restart': ({ clusterId, dryRun, ...ref }, from) => {
      const cluster = core.cluster(clusterId);
      return audited(core, cluster, { verb: 'restart', ref, dryRun }, async () => {
        const now = new Date(core.ports.clock.now());
        const restartedAt = await restartObject(cluster, ref, { uid: null, now, dryRun }, core.signal(from));
        return { value: { restartedAt }, result: `done, restartedAt ${restartedAt}` };
      });
    },
    'nodes.cordon': ({ clusterId, name, unschedulable, dryRun }, from) => {
      const cluster = core.cluster(clusterId);
      const ref: Ref = { kind: 'nodes', namespace: '', name };
      return audited(core, cluster, { verb: unschedulable ? 'cordon' : 'uncordon', ref, dryRun }, async () => {
        const value = await cordonNode(cluster, ref, { uid: null, unschedulable, dryRun }, core.signal(from));
        return { value: { unschedulable: value }, result: `done, ${value ? 'unschedulable' : 'schedulable'}` };
      });
    },
  };
}
