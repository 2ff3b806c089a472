import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { add, list, podResources, type ResourceList } from '../kube/pod-resources.ts';
import { formatQuantity, type Quantity, scaledValue } from '../kube/quantity.ts';
import { rec, str } from '../kube/read.ts';

/** An amount and its share of what the node can give: `{ text: '850m', percent: 21 }`; no share where none is defined. */
export interface Share {
  readonly text: string;
  readonly percent: number | null;
}

export interface NodePod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly cpuRequests: Share;
  readonly cpuLimits: Share;
  readonly memoryRequests: Share;
  readonly memoryLimits: Share;
  /** Epoch ms. */
  readonly createdAt: number | null;
}

export interface AllocatedResource {
  readonly resource: string;
  readonly requests: Share;
  readonly limits: Share;
  /** What the node can give, as it writes it. */
  readonly allocatable: string;
}

export interface NodeAllocation {
  /** Pods that have not ended, in the server's order (namespace, name). */
  readonly pods: readonly NodePod[];
  readonly resources: readonly AllocatedResource[];
  /** Pods beyond those that were read; the sums then hold only for `pods`. */
  readonly more: number;
  /** Of the node's Lease: when its kubelet last said that it lives, epoch ms. `null` when there is none or it may not be read. */
  readonly renewedAt: number | null;
  /** How many pods the node takes at most. */
  readonly podCapacity: string;
}

const ZERO: Quantity = { unscaled: 0n, exponent: 0, format: 'DecimalSI' };
const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

/** The tables of `describe.go` describeNodeResource. Pods that have ended must have been left out. */
export function allocationOf(
  node: KubeObject,
  pods: readonly KubeObject[],
): Pick<NodeAllocation, 'pods' | 'resources'> {
  const status = rec(node.status);
  const given = Object.keys(rec(status.allocatable)).length > 0 ? status.allocatable : status.capacity;
  const allocatable = list(given);
  let requests: ResourceList = new Map();
  let limits: ResourceList = new Map();
  for (const pod of pods) {
    // kubectl sums up what was asked, and shows per pod what a resize has reached.
    const asked = podResources(pod, { useStatus: false });
    requests = add(requests, asked.requests);
    limits = add(limits, asked.limits);
  }
  const names = [...allocatable.keys()].sort();
  const huge = names.filter((name) => name.startsWith('hugepages-'));
  const extended = names.filter((name) => !STANDARD.has(name) && !name.startsWith('hugepages-'));
  const row = (resource: string, shared: boolean): AllocatedResource => {
    const whole = allocatable.get(resource);
    return {
      resource,
      requests: shareOf(resource, requests, shared ? whole : undefined, shared),
      limits: shareOf(resource, limits, shared ? whole : undefined, shared),
      allocatable: whole === undefined ? '' : formatQuantity(whole),
    };
  };
  return {
    pods: pods.map((pod) => podRow(pod, allocatable)),
    resources: [
      ...['cpu', 'memory', 'ephemeral-storage', ...huge].map((name) => row(name, true)),
      ...extended.map((name) => row(name, false)),
    ],
  };
}

function podRow(pod: KubeObject, allocatable: ResourceList): NodePod {
  const { requests, limits } = podResources(pod, { useStatus: true });
  const share = (name: string, amounts: ResourceList): Share => shareOf(name, amounts, allocatable.get(name), true);
  return {
    namespace: str(pod.metadata.namespace),
    name: pod.metadata.name,
    uid: pod.metadata.uid,
    cpuRequests: share('cpu', requests),
    cpuLimits: share('cpu', limits),
    memoryRequests: share('memory', requests),
    memoryLimits: share('memory', limits),
    createdAt: parseTime(pod.metadata.creationTimestamp),
  };
}

/** CPU is compared in thousandths, everything else in whole units; percentages are cut, never rounded. */
function shareOf(name: string, amounts: ResourceList, whole: Quantity | undefined, shared: boolean): Share {
  const amount = amounts.get(name) ?? ZERO;
  const text = formatQuantity(amount);
  if (!shared) return { text, percent: null };
  const scale = name === 'cpu' ? -3 : 0;
  const all = whole === undefined ? 0 : scaledValue(whole, scale);
  return { text, percent: all === 0 ? 0 : Math.trunc((scaledValue(amount, scale) / all) * 100) };
}
