import type { ActionRequest, Deed } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { cordonNode } from '../objects/cordon.ts';
import { deleteObject } from '../objects/delete.ts';
import { fetchRaw, type Ref, targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, textOf } from '../objects/lossless.ts';
import { mergePatch, onlyThis, patch, patchError, replaced } from '../objects/patch.ts';
import { restartObject } from '../objects/restart.ts';
import { scaleObject } from '../objects/scale.ts';
import { evictPod } from './evict.ts';
import { removeFinalizers } from './finalizers.ts';
import { rollBack } from './rollback.ts';
import { setImage } from './set-image.ts';
import { triggerCronJob } from './trigger.ts';

/** One object of one cluster, and how it is to be changed. */
export interface Task {
  readonly cluster: Cluster;
  readonly ref: Ref;
  /** Only this very object; `null` is whatever has the name. */
  readonly uid: string | null;
  readonly dryRun: boolean;
  readonly now: Date;
  /** A few letters that differ each time. */
  readonly suffix: () => string;
}

/** Does it. Every request goes through the cluster's one door, which refuses on a read-only one. */
export function doAction(task: Task, action: ActionRequest, signal: AbortSignal): Promise<Deed> {
  switch (action.id) {
    case 'delete':
      return deletion(task, action, signal);
    case 'scale':
      return scaling(task, action.replicas, signal);
    case 'restart':
      return restart(task, signal);
    case 'rollback':
      return rollBack(task, action.revision, signal);
    case 'pause':
    case 'resume':
      return pause(task, action.id === 'pause', signal);
    case 'set-image':
      return setImage(task, action.images, signal);
    case 'trigger':
      return triggerCronJob(task, action.jobName ?? null, signal);
    case 'suspend':
    case 'unsuspend':
      return suspend(task, action.id === 'suspend', signal);
    case 'cordon':
    case 'uncordon':
      return cordon(task, action.id === 'cordon', signal);
    case 'evict':
      return evictPod(task, action.gracePeriodSeconds, signal);
    case 'label':
    case 'annotate':
      return changeTexts(task, action, signal);
    case 'finalizers':
      return removeFinalizers(task, signal);
  }
}

async function deletion(
  { cluster, ref, uid, dryRun }: Task,
  { propagation, gracePeriodSeconds }: Extract<ActionRequest, { id: 'delete' }>,
  signal: AbortSignal,
): Promise<Deed> {
  const answer = await deleteObject(cluster, ref, { uid, propagation, gracePeriodSeconds, dryRun }, signal);
  if (answer.gone) return { said: 'deleted' };
  if (answer.finalizers.length === 0) return { said: 'asked to end, gone when it has ended' };
  return { said: `marked for deletion, held by ${answer.finalizers.join(', ')}` };
}

async function scaling({ cluster, ref, uid, dryRun }: Task, replicas: number, signal: AbortSignal): Promise<Deed> {
  const set = await scaleObject(cluster, ref, { uid, replicas, dryRun }, signal);
  return { said: `scaled to ${set}` };
}

async function restart({ cluster, ref, uid, dryRun, now }: Task, signal: AbortSignal): Promise<Deed> {
  const restartedAt = await restartObject(cluster, ref, { uid, now, dryRun }, signal);
  return { said: `restarted, ${restartedAt}` };
}

async function cordon({ cluster, ref, uid, dryRun }: Task, unschedulable: boolean, signal: AbortSignal): Promise<Deed> {
  const { kind, words } = await targetOf(cluster, ref, signal);
  if (kind.id !== 'nodes') throw new PortolanError('unsupported', `${words} cannot be cordoned: it is no node.`);
  const set = await cordonNode(cluster, ref, { uid, unschedulable, dryRun }, signal);
  return { said: set ? 'cordoned' : 'uncordoned' };
}

/** `kubectl rollout pause` and `resume` (`polymorphichelpers/objectpauser.go`, `objectresumer.go`). */
async function pause({ cluster, ref, uid, dryRun }: Task, paused: boolean, signal: AbortSignal): Promise<Deed> {
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  if (kind.id !== 'deployments.apps') throw new PortolanError('unsupported', `${words} cannot be paused.`);
  const { node } = await fetchRaw(cluster, ref, signal);
  if (isTrue(field(field(node, 'spec'), 'paused')) === paused) {
    throw new PortolanError('invalid', `${words} is ${paused ? 'already' : 'not'} paused.`);
  }
  const change = { ...onlyThis(uid), spec: { paused: paused ? true : null } };
  const response = await patch(cluster, path, change, { type: mergePatch, dryRun }, signal);
  if (response.status >= 300)
    throw patchError(response, uid, words, `${words} was not ${paused ? 'paused' : 'resumed'}`);
  return { said: paused ? 'paused' : 'resumed' };
}

const suspendable = new Set(['cronjobs.batch', 'jobs.batch']);

async function suspend({ cluster, ref, uid, dryRun }: Task, suspended: boolean, signal: AbortSignal): Promise<Deed> {
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  if (!suspendable.has(kind.id)) throw new PortolanError('unsupported', `${words} cannot be suspended.`);
  const change = { ...onlyThis(uid), spec: { suspend: suspended } };
  const response = await patch(cluster, path, change, { type: mergePatch, dryRun }, signal);
  if (response.status >= 300)
    throw patchError(response, uid, words, `${words} was not ${suspended ? 'suspended' : 'resumed'}`);
  return { said: suspended ? 'suspended' : 'resumed' };
}

/** Labels or annotations; only what is named changes (`kubectl label --overwrite`, `key-` removes). */
async function changeTexts(
  { cluster, ref, uid, dryRun }: Task,
  action: Extract<ActionRequest, { id: 'label' | 'annotate' }>,
  signal: AbortSignal,
): Promise<Deed> {
  const { path, words } = await targetOf(cluster, ref, signal);
  const what = action.id === 'label' ? 'labels' : 'annotations';
  // Keys come from outside: `__proto__` is a key like any other.
  const texts = Object.fromEntries([
    ...Object.entries(action.set),
    ...action.remove.map((key) => [key, null] as const),
  ]);
  if (Object.keys(texts).length === 0) throw new PortolanError('invalid', `No ${what} were named.`);
  const change = { metadata: { ...onlyThis(uid).metadata, [what]: texts } };
  const response = await patch(cluster, path, change, { type: mergePatch, dryRun }, signal);
  if (response.status >= 300) throw patchError(response, uid, words, `The ${what} of ${words} were not changed`);
  const set = Object.keys(action.set).length;
  const said = [
    ...(set === 0 ? [] : [`${set} ${set === 1 ? what.slice(0, -1) : what} set`]),
    ...(action.remove.length === 0 ? [] : [`${action.remove.length} removed`]),
  ];
  return { said: said.join(', ') };
}

export const isTrue = (node: JsonNode | undefined): boolean => node?.type === 'literal' && node.value === true;

/** Throws `conflict` when what was read is another object than the one that was meant. */
export function checkUid(node: JsonNode, uid: string | null, words: string): void {
  const found = textOf(node, 'metadata', 'uid');
  if (uid === null || uid === found) return;
  throw replaced(words);
}
