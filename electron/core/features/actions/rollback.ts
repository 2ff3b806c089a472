import type { Deed, Revision } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { field, type JsonEntry, type JsonNode, textOf, toJson } from '../objects/lossless.ts';
import { jsonPatch, patch, strategicPatch } from '../objects/patch.ts';
import { httpError } from '../objects/status.ts';
import { checkUid, isTrue, type Task } from './deeds.ts';
import { findRevision, type History, type Kept, readHistory, sameTemplate, withoutHash } from './history.ts';

/** Annotations that stay the Deployment's own (`rollback.go`, annotationsToSkip). */
const ownAnnotations = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
]);

/** `kubectl rollout undo` (`polymorphichelpers/rollback.go`). Revision 0 is the one before. */
export async function rollBack(task: Task, revision: number, signal: AbortSignal): Promise<Deed> {
  const { cluster, uid, dryRun } = task;
  const history = await readHistory(task, signal);
  const { target, node, template } = history;
  checkUid(node, uid, target.words);
  const to = findRevision(history, revision);
  const deployment = target.kind.id === 'deployments.apps';
  if (deployment && isTrue(field(field(node, 'spec'), 'paused'))) {
    throw new PortolanError('invalid', `${target.words} is paused and cannot be rolled back; resume it first.`);
  }
  if (sameTemplate(to.template, template)) {
    return { said: `skipped rollback (current template already matches revision ${to.revision})` };
  }
  const response = deployment
    ? await patch(cluster, target.path, deploymentPatch(history, to), { type: jsonPatch, dryRun }, signal)
    : await patch(cluster, target.path, dataOf(to), { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300) throw httpError(response, `${target.words} was not rolled back`);
  return { said: `rolled back to revision ${to.revision}` };
}

const dataOf = ({ node }: Kept): string => toJson(field(node, 'data') ?? { type: 'object', entries: [] });

/** `add` where kubectl says `replace`: the same for a map that is there, and right for one that is not. */
function deploymentPatch({ node }: History, to: Kept): string {
  const own = entriesOf(node).filter(({ key }) => ownAnnotations.has(key));
  const theirs = entriesOf(to.node).filter(({ key }) => !ownAnnotations.has(key));
  const annotations = toJson({ type: 'object', entries: [...own, ...theirs] });
  const template = toJson(withoutHash(to.template));
  const uid = JSON.stringify(textOf(node, 'metadata', 'uid'));
  return `[{"op":"test","path":"/metadata/uid","value":${uid}},{"op":"replace","path":"/spec/template","value":${template}},{"op":"add","path":"/metadata/annotations","value":${annotations}}]`;
}

function entriesOf(node: JsonNode): readonly JsonEntry[] {
  const annotations = field(field(node, 'metadata'), 'annotations');
  return annotations?.type === 'object' ? annotations.entries : [];
}

/** `kubectl rollout history`, newest first. */
export function revisionsOf({ kept, template }: History): readonly Revision[] {
  const current = kept.findLast((one) => sameTemplate(one.template, template));
  return kept.toReversed().map((one) => {
    const made = Date.parse(textOf(one.node, 'metadata', 'creationTimestamp'));
    return {
      revision: one.revision,
      name: textOf(one.node, 'metadata', 'name'),
      createdAt: Number.isNaN(made) ? null : made,
      changeCause: textOf(one.node, 'metadata', 'annotations', 'kubernetes.io/change-cause'),
      images: imagesOf(one.template),
      current: one === current,
    };
  });
}

function imagesOf(template: JsonNode): readonly string[] {
  const containers = field(field(template, 'spec'), 'containers');
  return containers?.type === 'array' ? containers.items.map((container) => textOf(container, 'image')) : [];
}
