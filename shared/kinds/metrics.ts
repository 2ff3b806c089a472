import { arr, rec } from '../kube/read.ts';
import { builtIn, NAME } from './common.ts';
import type { Cell, ColumnSpec, KubeObject } from './spec.ts';
import { type Resource, usedOf } from './usage.ts';

/**
 * What pods and nodes use now, as `kubectl top` prints it: CPU in whole millicores (rounded up), memory in whole Mi (cut).
 * Source: `kubectl/pkg/metricsutil/metrics_printer.go` printSingleResourceUsage; `resource.Quantity` MilliValue and Value round up.
 */
const MEBI = 2 ** 20;

/** The sum over `usages`; what no quantity can be made of is `<unknown>`. */
function used(usages: readonly unknown[], resource: Resource): Cell {
  const value = usedOf(usages, resource);
  if (value === null) return '<unknown>';
  return resource === 'cpu' ? `${value}m` : `${Math.floor(value / MEBI)}Mi`;
}

const columnsOf = (usages: (object: KubeObject) => readonly unknown[]): readonly ColumnSpec[] => [
  NAME,
  { title: 'CPU(cores)', format: 'quantity', value: (object) => used(usages(object), 'cpu') },
  { title: 'MEMORY(bytes)', format: 'quantity', value: (object) => used(usages(object), 'memory') },
];

export const podmetrics = builtIn({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  kind: 'PodMetrics',
  plural: 'pods',
  title: 'Pod usage',
  section: 'cluster',
  icon: 'gauge',
  // A pod's usage is the sum of its containers' (`metrics_printer.go` getPodMetrics).
  columns: columnsOf((pod) => arr(pod.containers).map((container) => rec(container).usage)),
});

export const nodemetrics = builtIn({
  group: 'metrics.k8s.io',
  version: 'v1beta1',
  kind: 'NodeMetrics',
  plural: 'nodes',
  namespaced: false,
  title: 'Node usage',
  section: 'cluster',
  icon: 'gauge',
  columns: columnsOf((node) => [node.usage]),
});
