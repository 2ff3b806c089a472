import { parseQuantity, type Quantity } from '../kube/quantity.ts';
import { arr, rec } from '../kube/read.ts';
import { builtIn, NAME } from './common.ts';
import type { Cell, ColumnSpec, KubeObject } from './spec.ts';

/**
 * What pods and nodes use now, as `kubectl top` prints it: CPU in whole millicores (rounded up), memory in whole Mi (cut).
 * Source: `kubectl/pkg/metricsutil/metrics_printer.go` printSingleResourceUsage; `resource.Quantity` MilliValue and Value round up.
 */
const MEBI = 2n ** 20n;

type Resource = 'cpu' | 'memory';

/** Billionths, exactly: a quantity has no finer digits. */
const nanos = ({ unscaled, exponent }: Quantity): bigint => unscaled * 10n ** BigInt(exponent + 9);
const dividedUp = (value: bigint, by: bigint): bigint => (value <= 0n ? value / by : (value + by - 1n) / by);

/** The sum over `usages`; what no quantity can be made of is `<unknown>`. */
function used(usages: readonly unknown[], resource: Resource): Cell {
  let sum = 0n;
  for (const usage of usages) {
    const value = rec(usage)[resource];
    if (value === undefined) continue;
    const quantity = typeof value === 'string' ? parseQuantity(value) : null;
    // An exponent below −9 does not come out of the parser; one so large is no measurement.
    if (quantity === null || quantity.exponent > 30) return '<unknown>';
    sum += nanos(quantity);
  }
  return resource === 'cpu' ? `${dividedUp(sum, 1_000_000n)}m` : `${dividedUp(sum, 1_000_000_000n) / MEBI}Mi`;
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
