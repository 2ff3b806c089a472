import type { ActionRequest, Deed } from '../../../../shared/contract/actions.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { audited } from '../objects/audit.ts';
import { textOf } from '../objects/lossless.ts';
import { availableActions } from './available.ts';
import { doAction } from './deeds.ts';
import { findRevision, readHistory, sameTemplate, withoutHash } from './history.ts';
import { revisionsOf } from './rollback.ts';
import { scaleInfo } from './scale-info.ts';

type Names = 'actions.run' | 'actions.available' | 'actions.scaleInfo' | 'actions.revisions' | 'actions.revision';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

interface ActionTargetInput {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
}

export function actionHandlers(core: Core): HandlersOf<Names> {
  return {
    'actions.run': ({ clusterId, action, target, dryRun }, from) =>
      runAction(core, core.cluster(clusterId), { action, target, dryRun }, core.signal(from)),
    'actions.available': async ({ clusterId, targets, count }, from) => {
      const cluster = core.cluster(clusterId);
      const permissions = core.permissions(cluster);
      return {
        actions: await availableActions(
          { cluster, permissions, targets, count: Math.max(count ?? 0, targets.length) },
          core.signal(from),
        ),
      };
    },
    'actions.scaleInfo': ({ clusterId, ...ref }, from) => scaleInfo(core.cluster(clusterId), ref, core.signal(from)),
    'actions.revisions': async ({ clusterId, ...ref }, from) => {
      const history = await readHistory({ cluster: core.cluster(clusterId), ref }, core.signal(from));
      return { revisions: revisionsOf(history) };
    },
    'actions.revision': async ({ clusterId, revision, ...ref }, from) => {
      const history = await readHistory({ cluster: core.cluster(clusterId), ref }, core.signal(from));
      const to = findRevision(history, revision);
      const { toYaml } = await import('../objects/yaml.ts');
      return {
        revision: to.revision,
        current: toYaml(history.template),
        wanted: toYaml(withoutHash(to.template)),
        same: sameTemplate(history.template, to.template),
        applied: textOf(history.node, 'metadata', 'annotations', lastApplied) !== '',
      };
    },
  };
}

interface ActionCall {
  readonly action: ActionRequest;
  readonly target: ActionTargetInput;
  readonly dryRun: boolean;
}

/** One action with one object, and its one line in the log. */
export function runAction(core: Core, cluster: Cluster, call: ActionCall, signal: AbortSignal): Promise<Deed> {
  const { action, dryRun } = call;
  const { uid, ...ref } = call.target;
  return audited(core, cluster, { verb: action.id, ref, dryRun }, async () => {
    const { random, clock } = core.ports;
    const suffix = (): string =>
      Math.floor(random() * 36 ** 5)
        .toString(36)
        .padStart(5, '0');
    const task = { cluster, ref, uid, dryRun, now: new Date(clock.now()), suffix };
    const value = await doAction(task, action, signal);
    return { value, result: value.said };
  });
}
