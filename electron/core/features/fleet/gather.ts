import type { FleetFigures, FleetProblem, FleetUsage } from '../../../../shared/contract/fleet.ts';
import { rec } from '../../../../shared/kube/read.ts';
import {
  backOffProblems,
  listed,
  mergeProblems,
  nodeObjectProblems,
  nodeProblems,
  podProblems,
  type Resources,
  sumResources,
  warningsOf,
} from './parse.ts';
import { type Read, type Reader, readList, readText } from './reads.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
/** Most objects of one list. A selection has no count, so these are also what can be said of it. */
const mostPods = 100;
const mostNodes = 500;
const mostEvents = 200;
/** What more nodes can allocate is not read: the objects are large, and the sum is decoration. */
const mostCapacityNodes = 100;
const NOT_WELL = 'status.phase!=Running,status.phase!=Succeeded';

/** What the nodes can allocate; it hardly changes, and is read seldom. */
export type Capacity = Resources | null;

export interface Gathered {
  readonly figures: Omit<FleetFigures, 'history'>;
  readonly capacity: Capacity;
}

/**
 * A handful of bounded reads, side by side: counts by `limit=1` and `remainingItemCount`, pods that are not well by field selector,
 * nodes as a Table without objects, warnings, node metrics.
 */
export async function gather(
  reader: Reader,
  capacity: { readonly known: Capacity; readonly wanted: boolean },
  now: () => number,
): Promise<Gathered> {
  const { clusterId, clusterName } = reader.cluster;
  const [count, unwell, nodes, events, metrics] = await Promise.all([
    readList(reader, 'pods', 'limit=1'),
    readList(reader, 'pods', `limit=${mostPods}&fieldSelector=${encodeURIComponent(NOT_WELL)}`),
    readNodes(reader),
    readList(reader, 'events', `limit=${mostEvents}&fieldSelector=${encodeURIComponent('type=Warning')}`),
    readText(reader, '/apis/metrics.k8s.io/v1beta1/nodes', 'application/json'),
  ]);
  const at = now();
  const few = nodes.type === 'ok' && nodes.value.total !== null && nodes.value.total <= mostCapacityNodes;
  const allocatable = capacity.wanted && few && metrics.type === 'ok' ? await readCapacity(reader) : capacity.known;
  const used = metrics.type === 'ok' ? sumResources(listed(metrics.value).items, (node) => node.usage) : null;
  const warnings = events.type === 'ok' ? warningsOf(clusterId, events.value.items) : [];
  const problems = mergeProblems(
    nodes.type === 'ok' ? nodes.value.problems : [],
    unwell.type === 'ok' ? podProblems(clusterId, unwell.value.items, at) : [],
    backOffProblems(clusterId, warnings, at),
  );
  const figures = {
    clusterId,
    clusterName,
    at,
    nodes: nodes.type === 'ok' ? nodes.value.total : null,
    pods: count.type === 'ok' ? count.value.total : null,
    cpu: usage(used, allocatable, 'cpu'),
    memory: usage(used, allocatable, 'memory'),
    problems,
    moreProblems: unwell.type === 'ok' && unwell.value.more,
    warnings,
    moreWarnings: events.type === 'ok' && events.value.more,
    denied: deniedOf({ pods: count, nodes, events }),
  };
  return { figures, capacity: allocatable };
}

function usage(used: Resources | null, capacity: Capacity, what: keyof Resources): FleetUsage | null {
  return used === null ? null : { used: used[what], capacity: capacity?.[what] ?? null };
}

function deniedOf(reads: Readonly<Record<string, Read<unknown>>>): readonly string[] {
  return Object.entries(reads).flatMap(([what, read]) => (read.type === 'denied' ? [what] : []));
}

interface Nodes {
  readonly total: number | null;
  readonly problems: readonly FleetProblem[];
}

async function readNodes(reader: Reader): Promise<Read<Nodes>> {
  const { clusterId } = reader.cluster;
  const answer = await readText(reader, `/api/v1/nodes?limit=${mostNodes}&includeObject=None`, TABLE);
  if (answer.type !== 'ok') return answer;
  const { items, total } = listed(answer.value);
  const printed = items.some((row) => Array.isArray(row.cells));
  const problems = printed ? nodeProblems(clusterId, answer.value) : nodeObjectProblems(clusterId, items);
  return { type: 'ok', value: { total, problems } };
}

async function readCapacity(reader: Reader): Promise<Capacity> {
  const answer = await readText(reader, `/api/v1/nodes?limit=${mostCapacityNodes}`, 'application/json');
  if (answer.type !== 'ok') return null;
  return sumResources(listed(answer.value).items, (node) => rec(node.status).allocatable);
}
