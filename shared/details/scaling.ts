import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { hpaTargets } from '../kube/hpa.ts';
import { groupOf } from '../kube/owners.ts';
import { has, int, rec, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, link, mono, muted, section, state, time } from './model.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Status', items), ...conditionsSection(object.status), ...metadataSection(object)],
  containers: [],
});

/** `describe.go` describeHorizontalPodAutoscalerV2. */
export function autoscalerDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const target = rec(spec.scaleTargetRef);
  const namespace = str(object.metadata.namespace);
  return details(object, [
    ...field('Scales', [
      muted(`${str(target.kind)} `),
      ...link(str(target.kind), namespace, str(target.name), groupOf(str(target.apiVersion))),
    ]),
    ...field('Replicas', `${int(status.currentReplicas)} now, ${int(status.desiredReplicas)} desired`),
    ...field('Bounds', `${has(spec.minReplicas) ? int(spec.minReplicas) : 1} to ${int(spec.maxReplicas)}`),
    ...field('Metrics', hpaTargets(object)),
    ...field('Last scaled', time(parseTime(status.lastScaleTime))),
  ]);
}

/** `describe.go` describePodDisruptionBudgetV1. */
export function disruptionBudgetDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const amount = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));
  const allowed = int(status.disruptionsAllowed);
  return details(object, [
    ...field('Min available', amount(spec.minAvailable)),
    ...field('Max unavailable', amount(spec.maxUnavailable)),
    ...field('Selects', mono(formatLabelSelector(spec.selector))),
    ...field(
      'Healthy',
      `${int(status.currentHealthy)} of ${int(status.expectedPods)}, ${int(status.desiredHealthy)} wanted`,
    ),
    ...field('Disruptions allowed', state(String(allowed), allowed === 0 ? 'warn' : 'ok')),
  ]);
}
