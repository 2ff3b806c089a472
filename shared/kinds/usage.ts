import { parseQuantity, type Quantity } from '../kube/quantity.ts';
import { arr, rec, str } from '../kube/read.ts';
import { protoString } from './common.ts';
import type { Cell, KubeObject, ProtoMessage } from './spec.ts';

/**
 * What pods and nodes use, against what they asked for and may use: cells of the formats `cpu` and `memory`, `[used, request, limit]`.
 * Used comes from the metrics API, by the rules of `kubectl top` (`metrics.ts`); the rest stands in the object.
 */
export type Resource = 'cpu' | 'memory';

const BILLION = 1_000_000_000n;
/** Billionths, exactly: a quantity has no finer digits. */
const nanos = ({ unscaled, exponent }: Quantity): bigint => unscaled * 10n ** BigInt(exponent + 9);
const dividedUp = (value: bigint, by: bigint): bigint => (value <= 0n ? value / by : (value + by - 1n) / by);

/** Billionths of a text; null for what is no quantity, and for one so large that it is none. */
function nanosOf(text: unknown): bigint | null {
  const quantity = typeof text === 'string' ? parseQuantity(text) : null;
  return quantity === null || quantity.exponent > 30 ? null : nanos(quantity);
}

const inUnits = (value: bigint, resource: Resource): number =>
  Number(dividedUp(value, resource === 'cpu' ? 1_000_000n : BILLION));

/** Sum over `usages` in the cell's unit (millicores, bytes), rounded up as Quantity does; null when one is no quantity. */
export function usedOf(usages: readonly unknown[], resource: Resource): number | null {
  let sum = 0n;
  for (const usage of usages) {
    const value = rec(usage)[resource];
    if (value === undefined) continue;
    const one = nanosOf(value);
    if (one === null) return null;
    sum += one;
  }
  return inUnits(sum, resource);
}

/** Plain whole numbers of cores, millicores, Mi and Gi are nearly all there are: read without big numbers. */
function fast(text: string, resource: Resource): number | null {
  const match = /^(\d{1,7})(m|Ki|Mi|Gi)?$/.exec(text);
  if (match === null) return null;
  const number = Number(match[1]);
  const unit = match[2];
  if (resource === 'cpu') return unit === 'm' ? number : unit === undefined ? number * 1_000 : null;
  if (unit === undefined) return number;
  return unit === 'Ki' ? number * 2 ** 10 : unit === 'Mi' ? number * 2 ** 20 : unit === 'Gi' ? number * 2 ** 30 : null;
}

function amount(list: unknown, resource: Resource): number | null {
  const value = str(rec(list)[resource]);
  if (value === '') return null;
  const simple = fast(value, resource);
  if (simple !== null) return simple;
  const exact = nanosOf(value);
  return exact === null ? null : inUnits(exact, resource);
}

/**
 * Request and limit of a pod: the sum over the containers that run side by side (sidecars included); what is set for the pod as a whole
 * comes first. A limit is one only where every container has one.
 */
export function podRoom(pod: KubeObject, resource: Resource): Cell {
  const spec = rec(pod.spec);
  const whole = rec(spec.resources);
  let request: number | null = null;
  let limit: number | null = 0;
  let containers = 0;
  const add = (container: unknown): void => {
    const { requests, limits } = rec(rec(container).resources);
    const asked = amount(requests, resource) ?? amount(limits, resource);
    const most = amount(limits, resource);
    if (asked !== null) request = (request ?? 0) + asked;
    limit = limit === null || most === null ? null : limit + most;
    containers++;
  };
  for (const container of arr(spec.containers)) add(container);
  for (const container of arr(spec.initContainers)) if (rec(container).restartPolicy === 'Always') add(container);
  return [
    null,
    amount(whole.requests, resource) ?? request,
    amount(whole.limits, resource) ?? (containers === 0 ? null : limit),
  ];
}

/** A node's room is what pods may use of it. */
export const nodeRoom = (node: KubeObject, resource: Resource): Cell => [
  null,
  null,
  amount(rec(node.status).allocatable, resource),
];

/** The same cell with another measurement. */
export function withUsed(cell: Cell, used: number | null): Cell {
  const room = Array.isArray(cell) ? cell : [];
  return [used, room[1] ?? null, room[2] ?? null];
}

const LIST = { type: 'quantity', repeat: 'map' } as const;
const REQUIREMENTS: ProtoMessage = { 1: { name: 'limits', ...LIST }, 2: { name: 'requests', ...LIST } };
const CONTAINER: ProtoMessage = { 8: { name: 'resources', type: REQUIREMENTS } };

/** Fields to read for the room, by kind. Source: `k8s.io/api/core/v1/generated.proto`. */
export const ROOM_FIELDS: Readonly<Partial<Record<string, ProtoMessage>>> = {
  pods: {
    2: {
      name: 'spec',
      type: {
        2: { name: 'containers', repeat: 'repeated', type: CONTAINER },
        20: {
          name: 'initContainers',
          repeat: 'repeated',
          type: { ...CONTAINER, 24: protoString('restartPolicy') },
        },
        40: { name: 'resources', type: REQUIREMENTS },
      },
    },
  },
  nodes: { 3: { name: 'status', type: { 2: { name: 'allocatable', ...LIST } } } },
};

/** Does the cell say so already? */
export const usesAlready = (cell: Cell, used: number | null): boolean => Array.isArray(cell) && cell[0] === used;
