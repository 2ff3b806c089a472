import { plainError, StatusError } from '../http/status.ts';
import { fieldsAt, type KubeObject, textAt, valueAt } from '../types.ts';
import { type Exchange, sendJson } from './exchange.ts';
import { type LabelMatcher, labelSelector } from './selectors.ts';
import { body, current, erase, type Place } from './write.ts';

/** Eviction of a pod, as far as its disruption budget allows (`registry/core/pod/storage/eviction.go`). */
export async function evict(exchange: Exchange, place: Place): Promise<void> {
  const sent = await body(exchange, place.info.kind);
  const pod = current(exchange, place);
  if (!ignoresBudgets(pod)) checkBudget(exchange, pod);
  const grace = fieldsAt(sent, 'deleteOptions').gracePeriodSeconds;
  erase(exchange, place, pod, {
    grace: grace === undefined ? null : Number(grace),
    policy: '',
    preconditions: fieldsAt(sent, 'deleteOptions', 'preconditions'),
  });
  await sendJson(exchange, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

function ignoresBudgets(pod: KubeObject): boolean {
  const phase = textAt(fieldsAt(pod, 'status'), 'phase');
  return ['Succeeded', 'Failed', 'Pending'].includes(phase) || pod.metadata.deletionTimestamp !== undefined;
}

const isReady = (pod: KubeObject): boolean => {
  const conditions = valueAt(pod, 'status', 'conditions');
  return (
    Array.isArray(conditions) &&
    conditions.some((one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True')
  );
};

/** Budgets here select by labels alone. */
function labelMatcher(budget: KubeObject): LabelMatcher {
  const labels = Object.entries(fieldsAt(budget, 'spec', 'selector', 'matchLabels'));
  return labelSelector(labels.map(([key, value]) => `${key}=${String(value)}`).join(',')) ?? (() => true);
}

/** No controller keeps the budgets' status here, so the healthy pods are counted when somebody asks. */
function checkBudget(exchange: Exchange, pod: KubeObject): void {
  const { store } = exchange.server;
  const namespace = pod.metadata.namespace ?? '';
  const budgets = [...store.collection('poddisruptionbudgets.policy').scan(namespace, null)]
    .map((stored) => stored.render())
    .filter((budget) => labelMatcher(budget)(pod.metadata.labels ?? {}));
  const [budget] = budgets;
  if (budget === undefined) return;
  if (budgets.length > 1) {
    throw plainError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const covers = labelMatcher(budget);
  const healthy = [...store.collection('pods').scan(namespace, null)].filter((stored) => {
    if (!covers(stored.labels())) return false;
    const one = stored.render();
    return isReady(one) && one.metadata.deletionTimestamp === undefined;
  }).length;
  const desired = Number(fieldsAt(budget, 'status').desiredHealthy ?? 0);
  if (isReady(pod) ? healthy > desired : healthy >= desired && desired > 0) return;
  const { name } = budget.metadata;
  const message = `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`;
  throw new StatusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
  });
}
