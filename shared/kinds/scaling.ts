import { findCondition } from '../kube/conditions.ts';
import { hpaTargets } from '../kube/hpa.ts';
import { has, int, rec, str } from '../kube/read.ts';
import { AGE, builtIn, NAME, number, text } from './common.ts';
import type { Cell, KubeObject, StateOf } from './spec.ts';

function autoscalerState(hpa: KubeObject): StateOf {
  const conditions = rec(hpa.status).conditions;
  const able = findCondition(conditions, 'AbleToScale');
  const active = findCondition(conditions, 'ScalingActive');
  if (able?.status === 'False') return { role: 'bad', reason: str(able.reason) || 'Not able to scale' };
  if (active?.status === 'False') {
    return active.reason === 'ScalingDisabled'
      ? { role: 'off', reason: 'Scaling is disabled: its target has no replicas' }
      : { role: 'bad', reason: str(active.reason) || 'Scaling is not active' };
  }
  const limited = findCondition(conditions, 'ScalingLimited');
  return limited?.status === 'True'
    ? { role: 'warn', reason: `Limited: ${str(limited.reason)}` }
    : { role: 'ok', reason: '' };
}

export const horizontalpodautoscalers = builtIn({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  title: 'HorizontalPodAutoscalers',
  section: 'workloads',
  icon: 'scaling',
  columns: [
    NAME,
    text('REFERENCE', (hpa) => {
      const target = rec(rec(hpa.spec).scaleTargetRef);
      return `${str(target.kind)}/${str(target.name)}`;
    }),
    text('TARGETS', hpaTargets),
    number('MINPODS', (hpa) => {
      const min = rec(hpa.spec).minReplicas;
      return has(min) ? int(min) : '<unset>';
    }),
    number('MAXPODS', (hpa) => int(rec(hpa.spec).maxReplicas)),
    number('REPLICAS', (hpa) => int(rec(hpa.status).currentReplicas)),
    AGE,
  ],
  state: autoscalerState,
});

/** An IntOrString: `2` or `50%`; `N/A` when not set. */
const limit = (field: string) => (budget: KubeObject) => {
  const value = rec(budget.spec)[field];
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value : 'N/A';
};

export const poddisruptionbudgets = builtIn({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  title: 'PodDisruptionBudgets',
  section: 'workloads',
  icon: 'shield-half',
  columns: [
    NAME,
    text('MIN AVAILABLE', limit('minAvailable')),
    text('MAX UNAVAILABLE', limit('maxUnavailable')),
    number('ALLOWED DISRUPTIONS', (budget): Cell => int(rec(budget.status).disruptionsAllowed)),
    AGE,
  ],
  state: (budget) => {
    const status = rec(budget.status);
    const expected = int(status.expectedPods);
    if (expected === 0) return { role: 'off', reason: 'Selects no pods' };
    const healthy = int(status.currentHealthy);
    const desired = int(status.desiredHealthy);
    if (healthy < desired) return { role: 'bad', reason: `${healthy} of ${desired} needed pods are healthy` };
    return int(status.disruptionsAllowed) > 0
      ? { role: 'ok', reason: '' }
      : { role: 'warn', reason: 'No disruption allowed now' };
  },
});
