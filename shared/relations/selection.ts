import type { KubeObject } from '../kinds/spec.ts';
import { has, rec, str } from '../kube/read.ts';
import { formatSelector, matchesSelector, type Selector, selectorOf } from '../kube/selectors.ts';

/** Plain `selector: {key: value}` of Services and ReplicationControllers; an empty one selects nothing. */
function mapSelector(selector: unknown): Selector | null {
  const labels = rec(selector);
  return Object.keys(labels).length === 0 ? null : selectorOf({ matchLabels: labels });
}

/**
 * The pods that an object of this kind selects in its own namespace; `null` when it selects none. Sources: a NetworkPolicy's
 * empty selector and a policy/v1 PodDisruptionBudget's select every pod, a Service without selector none.
 */
export function podSelectorOf(kindId: string, object: KubeObject): Selector | null {
  const spec = rec(object.spec);
  switch (kindId) {
    case 'services':
    case 'replicationcontrollers':
      return mapSelector(spec.selector);
    case 'networkpolicies.networking.k8s.io':
      return selectorOf(has(spec.podSelector) ? spec.podSelector : {});
    case 'poddisruptionbudgets.policy':
    case 'deployments.apps':
    case 'replicasets.apps':
    case 'statefulsets.apps':
    case 'daemonsets.apps':
    case 'jobs.batch':
      return has(spec.selector) ? selectorOf(spec.selector) : null;
    default:
      return null;
  }
}

/** Labels of the pods that stand behind an object: a pod's own, a workload's template's. `null` for other kinds. */
export function podLabelsOf(kindId: string, object: KubeObject): Readonly<Record<string, unknown>> | null {
  const spec = rec(object.spec);
  switch (kindId) {
    case 'pods':
      return rec(object.metadata.labels);
    case 'deployments.apps':
    case 'replicasets.apps':
    case 'statefulsets.apps':
    case 'daemonsets.apps':
    case 'replicationcontrollers':
    case 'jobs.batch':
      return rec(rec(rec(spec.template).metadata).labels);
    default:
      return null;
  }
}

/** Whether `selector` selects a pod with these labels. */
export const selects = (selector: Selector | null, labels: Readonly<Record<string, unknown>>): boolean =>
  selector !== null && matchesSelector(selector, (key) => (Object.hasOwn(labels, key) ? str(labels[key]) : undefined));

/** `by app=web`, as a part of a sentence. */
export const selectorWords = (selector: Selector): string => {
  const text = formatSelector(selector);
  return text === '' ? 'every pod of the namespace' : `by ${text}`;
};
