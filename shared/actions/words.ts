import type { ActionRequest } from '../contract/actions.ts';
import { kindById } from '../kinds/index.ts';
import type { ActionId, ActionTarget } from './actions.ts';

/** `Pod`, `Gadget`; of a kind nobody declared and nobody explains, its plural. */
export type KindNamer = (kind: string) => string | undefined;

const kindOf = (kind: string, named: KindNamer): string =>
  kindById(kind)?.kind ?? named(kind) ?? kind.split('.')[0] ?? kind;

function plural(kind: string, named: KindNamer): string {
  const declared = kindById(kind)?.title;
  if (declared !== undefined) return /^[A-Z][a-z]+$/.test(declared) ? declared.toLowerCase() : declared;
  const word = named(kind);
  return word === undefined ? (kind.split('.')[0] ?? kind) : `${word}s`;
}

export const where = ({ namespace, name }: Pick<ActionTarget, 'namespace' | 'name'>): string =>
  namespace === '' ? name : `${namespace}/${name}`;

/** `Pod shop/web-0`, `3 pods`, `5 objects`. */
export function objectWords(targets: readonly ActionTarget[], named: KindNamer = () => undefined): string {
  const [first] = targets;
  if (first === undefined) return 'nothing';
  if (targets.length === 1) return `${kindOf(first.kind, named)} ${where(first)}`;
  const count = targets.length.toLocaleString('en-US');
  return targets.every(({ kind }) => kind === first.kind)
    ? `${count} ${plural(first.kind, named)}`
    : `${count} objects`;
}

const verbs: Readonly<Record<ActionId, string>> = {
  edit: 'Edit',
  delete: 'Delete',
  scale: 'Scale',
  restart: 'Restart',
  rollback: 'Roll back',
  pause: 'Pause',
  resume: 'Resume',
  unsuspend: 'Resume',
  'set-image': 'Set image',
  trigger: 'Trigger',
  suspend: 'Suspend',
  cordon: 'Cordon',
  uncordon: 'Uncordon',
  evict: 'Evict',
  label: 'Label',
  annotate: 'Annotate',
  finalizers: 'Remove finalizers',
};

/** The button, and the first word of an operation's title. */
export function verbOf(action: { readonly id: ActionId; readonly gracePeriodSeconds?: number | undefined }): string {
  return action.id === 'delete' && action.gracePeriodSeconds === 0 ? 'Force delete' : verbs[action.id];
}

/** `Delete 3 pods`, `Scale Deployment shop/web to 5`, `Remove finalizers of Namespace old`. */
export function titleOf(action: ActionRequest, targets: readonly ActionTarget[], named?: KindNamer): string {
  const objects = objectWords(targets, named);
  switch (action.id) {
    case 'scale':
      return `Scale ${objects} to ${action.replicas}`;
    case 'rollback':
      return action.revision === 0
        ? `Roll back ${objects} to the revision before`
        : `Roll back ${objects} to revision ${action.revision}`;
    case 'set-image':
      return `Set image of ${objects}`;
    case 'finalizers':
      return `Remove finalizers of ${objects}`;
    default:
      return `${verbOf(action)} ${objects}`;
  }
}

/** What comes of it, one sentence each; the first names objects and cluster. */
export function consequences(
  action: ActionRequest,
  targets: readonly ActionTarget[],
  cluster: string,
  named?: KindNamer,
): readonly string[] {
  const objects = objectWords(targets, named);
  const many = targets.length > 1;
  const their = many ? 'their' : 'its';
  const them = many ? 'them' : 'it';
  switch (action.id) {
    case 'delete':
      return [`Deletes ${objects} in ${cluster}${after(action, targets)}.`, ...deletionNotes(action, targets)];
    case 'scale':
      return [
        `Sets ${objects} in ${cluster} to ${action.replicas} ${action.replicas === 1 ? 'replica' : 'replicas'}.`,
        ...(action.replicas === 0 ? [`With 0 replicas nothing of ${them} runs.`] : []),
      ];
    case 'restart':
      return [`Restarts ${objects} in ${cluster}: ${their} pods are replaced one after the other, as in a rollout.`];
    case 'rollback':
      return [`Gives ${objects} in ${cluster} the pod template it had before; its pods are replaced by a rollout.`];
    case 'pause':
      return [`Pauses the rollout of ${objects} in ${cluster}: changes of the template wait until it is resumed.`];
    case 'resume':
      return [`Resumes the rollout of ${objects} in ${cluster}; changes made meanwhile are rolled out now.`];
    case 'set-image':
      return [`Changes the image of ${objects} in ${cluster}.`];
    case 'trigger':
      return [`Starts a Job from ${objects} in ${cluster} now, beside the schedule.`];
    case 'suspend':
      return [`Suspends ${objects} in ${cluster}: ${suspended(targets)}.`];
    case 'unsuspend':
      return [`Resumes ${objects} in ${cluster}.`];
    case 'cordon':
      return [`Cordons ${objects} in ${cluster}: no new pods are scheduled there; those running stay.`];
    case 'uncordon':
      return [`Lets pods be scheduled on ${objects} in ${cluster} again.`];
    case 'evict':
      return [`Evicts ${objects} in ${cluster}, as far as ${their} disruption budgets allow${replaced('pods', many)}.`];
    case 'label':
    case 'annotate':
      return [`Changes ${action.id === 'label' ? 'labels' : 'annotations'} of ${objects} in ${cluster}.`];
    case 'finalizers':
      return [
        `Removes every finalizer of ${objects} in ${cluster}.`,
        `Whoever set them does not clean up any more: volumes, load balancers and records elsewhere may stay behind.`,
      ];
  }
}

const suspended = (targets: readonly ActionTarget[]): string =>
  targets.every(({ kind }) => kind === 'jobs.batch') ? 'running pods are ended' : 'no new Jobs start by schedule';

const pods = new Set(['pods']);
const owners = new Set([
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'replicasets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'replicationcontrollers',
]);

type DeleteRequest = Extract<ActionRequest, { id: 'delete' }>;

function after({ propagation }: DeleteRequest, targets: readonly ActionTarget[]): string {
  const kinds = new Set(targets.map(({ kind }) => kind));
  const many = targets.length > 1;
  if ([...kinds].every((kind) => pods.has(kind))) return replaced('pods', many);
  if ([...kinds].some((kind) => owners.has(kind))) {
    if (propagation === 'orphan') return `; what ${many ? 'they own' : 'it owns'} stays and runs on`;
    return ` with everything ${many ? 'they own' : 'it owns'}, pods included`;
  }
  if (kinds.has('namespaces')) return ` with every object in ${many ? 'them' : 'it'}`;
  if (kinds.has('customresourcedefinitions.apiextensions.k8s.io'))
    return ` with every object of ${many ? 'these kinds' : 'this kind'}`;
  return '';
}

/** A controller, where there is one, makes new pods. */
const replaced = (_kind: 'pods', many: boolean): string =>
  many ? '; their controllers will replace them' : '; its controller, if it has one, will replace it';

function deletionNotes({ gracePeriodSeconds, propagation }: DeleteRequest, targets: readonly ActionTarget[]) {
  const notes: string[] = [];
  if (gracePeriodSeconds === 0)
    notes.push('Without waiting for anything to end: containers may run on where a node does not answer.');
  if (propagation === 'foreground' && targets.some(({ kind }) => owners.has(kind)))
    notes.push('It stays visible until everything it owns is gone.');
  return notes;
}
