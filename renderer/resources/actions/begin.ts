import { type ActionId, type ActionTarget, actionById } from '../../../shared/actions/actions.ts';
import type { ActionRequest } from '../../../shared/contract/actions.ts';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { Data } from '../../data/data.ts';
import { displayName } from '../../data/tabs.ts';
import { toast } from '../../ui/toast.tsx';

/** Why nothing can be done on this cluster at all, in one sentence; `null` when something can. */
export function blockedBy(status: ClusterStatus | undefined): string | null {
  if (status === undefined) return 'The cluster is not open';
  if (status.guard === 'read-only') return `${status.clusterName} is read-only`;
  switch (status.state) {
    case 'unreachable':
      return `${status.clusterName} is unreachable`;
    case 'auth_failed':
    case 'consent_required':
    case 'signing_in':
      return `Not signed in to ${status.clusterName}`;
    case 'closed':
      return `${status.clusterName} is closed`;
    default:
      return null;
  }
}

/** Requests that need no choice. */
export function plainRequest(id: ActionId): ActionRequest | null {
  switch (id) {
    case 'restart':
    case 'pause':
    case 'resume':
    case 'suspend':
    case 'unsuspend':
    case 'cordon':
    case 'uncordon':
    case 'finalizers':
      return { id };
    default:
      return null;
  }
}

export interface Beginning {
  readonly id: ActionId;
  readonly targets: readonly ActionTarget[];
  readonly step?: 1 | -1;
}

/** As many as the contract takes in one operation. */
const mostAtOnce = 10_000;

/** Opens the action's dialog, or does it at once where nobody needs to be asked. */
export function beginAction(data: Data, clusterId: string, { id, targets, step }: Beginning): void {
  const handle = data.clusters.get(clusterId);
  const [first] = targets;
  if (handle === undefined || first === undefined) return;
  if (id === 'edit') {
    const { kind, namespace, name: objectName, uid } = first;
    data.commands.run(clusterId, { name: 'object.edit', kind, namespace, objectName, uid });
    return;
  }
  if (targets.length > mostAtOnce) {
    const title = displayName(clusterId, data.app.getState().settings);
    toast({ level: 'warn', title, message: 'At most 10,000 objects at once. Select fewer, or filter the list.' });
    return;
  }
  const { confirm } = actionById(id);
  const guarded = handle.store.getState().status.guard !== 'none';
  const request = plainRequest(id);
  if (request !== null && confirm === 'guarded' && !guarded && targets.length === 1) {
    void startOperation(data, clusterId, request, targets);
    return;
  }
  handle.setAsking({ action: id, targets, ...(step === undefined ? {} : { step }) });
}

/** Starts it in the host. False: it was refused, and the person was told. */
export async function startOperation(
  data: Data,
  clusterId: string,
  action: ActionRequest,
  targets: readonly ActionTarget[],
): Promise<boolean> {
  const reply = await data.api.ask('operations.start', { clusterId, action, targets: [...targets] });
  if (reply.ok) {
    data.clusters.get(clusterId)?.setOperation(reply.value);
    return true;
  }
  const title = displayName(clusterId, data.app.getState().settings);
  toast({ level: 'bad', title, message: reply.error.message });
  return false;
}

/** From a key: asks first whether it can be done, and says why not. */
export async function beginByKey(data: Data, clusterId: string, beginning: Beginning): Promise<void> {
  const { id, targets } = beginning;
  const blocked = blockedBy(data.clusters.get(clusterId)?.store.getState().status);
  const title = displayName(clusterId, data.app.getState().settings);
  if (blocked !== null) return toast({ level: 'warn', title, message: `${blocked}.` });
  const reply = await data.api.ask('actions.available', { clusterId, targets: [...targets] });
  if (!reply.ok) return toast({ level: 'bad', title, message: reply.error.message });
  const found = reply.value.actions.find((action) => action.id === id);
  if (found === undefined) return;
  if (found.disabled === null) beginAction(data, clusterId, beginning);
  else toast({ level: 'warn', title, message: `${actionById(id).label.replace('…', '')}: ${found.disabled}.` });
}
