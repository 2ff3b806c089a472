import { findCondition } from '../kube/conditions.ts';
import { bool, int, rec } from '../kube/read.ts';
import type { KubeObject, StateOf } from './spec.ts';

/** State of workloads that keep replicas: scaled to zero is off, fewer ready than wanted is on its way or in trouble. */
export function replicaState(ready: number, wanted: number): StateOf {
  if (wanted === 0 && ready === 0) return { role: 'off', reason: 'Scaled to zero' };
  if (ready >= wanted) return { role: 'ok', reason: '' };
  return ready === 0
    ? { role: 'bad', reason: `None of ${wanted} replicas ready` }
    : { role: 'warn', reason: `${ready} of ${wanted} replicas ready` };
}

export function deploymentState(deployment: KubeObject): StateOf {
  const spec = rec(deployment.spec);
  const status = rec(deployment.status);
  const wanted = int(spec.replicas);
  const progressing = findCondition(status.conditions, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { role: 'bad', reason: 'The rollout does not progress: its deadline is exceeded' };
  }
  if (findCondition(status.conditions, 'ReplicaFailure')?.status === 'True') {
    return { role: 'bad', reason: 'Pods cannot be created' };
  }
  if (bool(spec.paused)) return { role: 'warn', reason: 'Rollout paused' };
  const updated = int(status.updatedReplicas);
  if (wanted > 0 && updated < wanted) {
    return { role: 'progress', reason: `Rolling out: ${updated} of ${wanted} replicas updated` };
  }
  return replicaState(int(status.readyReplicas), wanted);
}
