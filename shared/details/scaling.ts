import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { groupOf } from '../kube/owners.ts';
import { canonicalQuantity } from '../kube/quantity.ts';
import { arr, has, int, type Rec, rec, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import {
  type Details,
  field,
  type Item,
  lines,
  link,
  mono,
  muted,
  type Section,
  section,
  state,
  table,
  text,
  time,
  type Value,
} from './model.ts';
import { shown } from './shown.ts';

/** `describe.go` describeHorizontalPodAutoscalerV2. */
export function autoscalerDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const target = rec(spec.scaleTargetRef);
  const namespace = str(object.metadata.namespace);
  const now = arr(status.currentMetrics).map(rec);
  const metrics = arr(spec.metrics)
    .map(rec)
    .map((metric, at) => metricRow(metric, now[at] ?? rec(undefined)));
  const items: readonly Item[] = [
    ...field('Scales', [
      muted(`${str(target.kind)} `),
      ...link(str(target.kind), namespace, str(target.name), groupOf(str(target.apiVersion))),
    ]),
    ...field('Replicas', `${int(status.currentReplicas)} now, ${int(status.desiredReplicas)} desired`),
    ...field('Bounds', `${has(spec.minReplicas) ? int(spec.minReplicas) : 1} to ${int(spec.maxReplicas)}`),
    ...table('Metrics', ['Metric', 'Current', 'Target'], metrics),
    ...field('Last scaled', time(parseTime(status.lastScaleTime))),
  ];
  return shown(object, items, { more: behaviour(rec(spec.behavior)) });
}

const SOURCES: Readonly<Record<string, string>> = {
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

function metricRow(metric: Rec, status: Rec): readonly Value[] {
  const field = SOURCES[str(metric.type)] ?? '';
  const source = rec(metric[field]);
  const current = rec(rec(status[field]).current);
  const target = rec(source.target);
  return [text(metricName(str(metric.type), source)), text(amount(current, target)), text(wanted(target))];
}

function metricName(type: string, source: Rec): string {
  const name = str(rec(source.metric).name);
  const on = rec(source.describedObject);
  switch (type) {
    case 'Resource':
      return `${str(source.name)} of the pods`;
    case 'ContainerResource':
      return `${str(source.name)} of container ${str(source.container)}`;
    case 'Pods':
      return `${name} of the pods`;
    case 'Object':
      return `${name} of ${str(on.kind)} ${str(on.name)}`;
    default:
      return `${name} (external)`;
  }
}

/** `40% (200m)`: utilization with the amount behind it, where both are known. */
function amount(current: Rec, target: Rec): string {
  const average = has(current.averageValue) ? canonicalQuantity(current.averageValue) : '';
  if (has(current.averageUtilization))
    return `${int(current.averageUtilization)}%${average === '' ? '' : ` (${average})`}`;
  if (average !== '' && !has(target.value)) return average;
  return has(current.value) ? canonicalQuantity(current.value) : average === '' ? 'unknown' : average;
}

function wanted(target: Rec): string {
  if (has(target.averageUtilization)) return `${int(target.averageUtilization)}%`;
  if (has(target.averageValue)) return `${canonicalQuantity(target.averageValue)} each`;
  return has(target.value) ? canonicalQuantity(target.value) : '';
}

/** How quickly it may scale, each way. */
function behaviour(behavior: Rec): readonly Section[] {
  return section('behaviour', 'Behaviour', [
    ...direction('Up', rec(behavior.scaleUp)),
    ...direction('Down', rec(behavior.scaleDown)),
  ]);
}

function direction(label: string, rules: Rec): readonly Item[] {
  const window = int(rules.stabilizationWindowSeconds);
  const select = str(rules.selectPolicy);
  const policies = arr(rules.policies)
    .map(rec)
    .map((one) => `${int(one.value)}${str(one.type) === 'Percent' ? ' %' : ' pods'} in ${int(one.periodSeconds)} s`);
  const words = [
    ...(select === 'Disabled' ? ['never'] : policies),
    ...(policies.length > 1 && select !== 'Disabled'
      ? [select === 'Min' ? 'the least of these' : 'the most of these']
      : []),
    ...(has(rules.stabilizationWindowSeconds) ? [`by what was wanted in the last ${window} s`] : []),
  ];
  return lines(
    label,
    words.map((word) => text(word)),
  );
}

/** `describe.go` describePodDisruptionBudgetV1. */
export function disruptionBudgetDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const size = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));
  const allowed = int(status.disruptionsAllowed);
  return shown(object, [
    ...field('Min available', size(spec.minAvailable)),
    ...field('Max unavailable', size(spec.maxUnavailable)),
    ...field('Selects', mono(formatLabelSelector(spec.selector))),
    ...field(
      'Healthy',
      `${int(status.currentHealthy)} of ${int(status.expectedPods)}, ${int(status.desiredHealthy)} wanted`,
    ),
    ...field('Disruptions allowed', state(String(allowed), allowed === 0 ? 'warn' : 'ok')),
    ...field('Unhealthy pods', str(spec.unhealthyPodEvictionPolicy)),
  ]);
}
