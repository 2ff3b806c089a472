import { addQuantities, compareQuantities, parseQuantity, type Quantity } from './quantity.ts';
import { arr, has, type Rec, rec, str } from './read.ts';

/**
 * What a pod asks of its node. Source: `component-helpers/resource/helpers.go` PodRequests and PodLimits: containers and
 * sidecars are added up, init containers count where one needs more than all of those, amounts of the whole pod replace the sum,
 * overhead comes on top.
 */
export type ResourceList = ReadonlyMap<string, Quantity>;

export interface PodResources {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** `useStatus`: also what the kubelet has actuated and allocated during a resize, as `kubectl describe node` does per pod. */
export function podResources(pod: Rec, { useStatus }: { readonly useStatus: boolean }): PodResources {
  const spec = rec(pod.spec);
  const status = useStatus ? rec(pod.status) : null;
  const overhead = list(spec.overhead);
  const own = rec(spec.resources);
  const requests = replaced(aggregate(spec, status, 'requests'), own.requests);
  const limits = replaced(aggregate(spec, status, 'limits'), own.limits);
  return {
    requests: add(requests, overhead),
    // Where there is no limit, overhead makes none.
    limits: add(limits, new Map([...overhead].filter(([name]) => (limits.get(name)?.unscaled ?? 0n) !== 0n))),
  };
}

export const add = (a: ResourceList, b: ResourceList): ResourceList => merged(a, b, addQuantities);
const max = (a: ResourceList, b: ResourceList): ResourceList =>
  merged(a, b, (left, right) => (compareQuantities(right, left) > 0 ? right : left));

function merged(a: ResourceList, b: ResourceList, both: (a: Quantity, b: Quantity) => Quantity): ResourceList {
  const result = new Map(a);
  for (const [name, amount] of b) {
    const held = result.get(name);
    result.set(name, held === undefined ? amount : both(held, amount));
  }
  return result;
}

/** A ResourceList of an object; texts that are no quantity are left out. */
export function list(value: unknown): ResourceList {
  const amounts = new Map<string, Quantity>();
  for (const [name, text] of Object.entries(rec(value))) {
    const quantity = parseQuantity(typeof text === 'number' ? String(text) : str(text));
    if (quantity !== null) amounts.set(name, quantity);
  }
  return amounts;
}

const podLevel = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

function replaced(amounts: ResourceList, own: unknown): ResourceList {
  return new Map([...amounts, ...[...list(own)].filter(([name]) => podLevel(name))]);
}

const NONE: ResourceList = new Map();

function aggregate(spec: Rec, status: Rec | null, what: 'requests' | 'limits'): ResourceList {
  let sum = NONE;
  for (const container of arr(spec.containers).map(rec)) sum = add(sum, effective(container, status, what));
  let sidecars = NONE;
  let initial = NONE;
  for (const container of arr(spec.initContainers).map(rec)) {
    if (container.restartPolicy === 'Always') {
      const amounts = effective(container, status, what);
      sum = add(sum, amounts);
      sidecars = add(sidecars, amounts);
      initial = max(initial, sidecars);
    } else {
      initial = max(initial, add(list(rec(container.resources)[what]), sidecars));
    }
  }
  return max(sum, initial);
}

/** Source: determineEffectiveRequests, determineEffectiveLimits. */
function effective(container: Rec, status: Rec | null, what: 'requests' | 'limits'): ResourceList {
  const asked = list(rec(container.resources)[what]);
  const own = status === null ? undefined : statusOf(status, str(container.name));
  if (status === null || own === undefined || !has(own.resources)) return asked;
  const actuated = list(rec(own.resources)[what]);
  const allocated = what === 'requests' ? list(own.allocatedResources) : NONE;
  const known = max(actuated, allocated);
  return infeasible(status) ? known : max(asked, known);
}

const statusOf = (status: Rec, name: string): Rec | undefined =>
  [...arr(status.containerStatuses), ...arr(status.initContainerStatuses)].map(rec).find((one) => one.name === name);

const infeasible = (status: Rec): boolean =>
  arr(status.conditions)
    .map(rec)
    .find((condition) => condition.type === 'PodResizePending')?.reason === 'Infeasible';
