import type { FleetProblem, FleetWarning } from '../../../../shared/contract/fleet.ts';
import { kindById } from '../../../../shared/kinds/index.ts';
import type { StateOf } from '../../../../shared/kinds/spec.ts';
import { parseTime } from '../../../../shared/kube/age.ts';
import { eventCount, eventFirstSeen, eventLastSeen } from '../../../../shared/kube/event.ts';
import { parseQuantity, quantityToNumber } from '../../../../shared/kube/quantity.ts';
import { arr, int, type Rec, rec, str } from '../../../../shared/kube/read.ts';

/** A pod that is not running yet is no trouble for this long, ms. */
const startingMs = 60_000;
/** A back-off event older than this says nothing about now, ms. */
const backOffMs = 10 * 60_000;

/** One list as the server answered it. */
export interface Listed {
  readonly items: readonly Rec[];
  /** All there are, these included; `null` when the server does not say (it never does for a selection). */
  readonly total: number | null;
  readonly more: boolean;
}

export function listed(text: string): Listed {
  const body = rec(JSON.parse(text));
  const metadata = rec(body.metadata);
  const items = (Array.isArray(body.items) ? body.items : arr(body.rows)).map(rec);
  const more = str(metadata.continue) !== '';
  const remaining = metadata.remainingItemCount;
  const total = typeof remaining === 'number' ? items.length + remaining : more ? null : items.length;
  return { items, total, more };
}

const stateOf = (kind: string, object: Rec): StateOf | undefined =>
  kindById(kind)?.state(object as Parameters<NonNullable<ReturnType<typeof kindById>>['state']>[0]);

/** Pods of a list that are in trouble, by the same rules that colour their rows. */
export function podProblems(clusterId: string, pods: readonly Rec[], now: number): readonly FleetProblem[] {
  return pods.flatMap((pod): readonly FleetProblem[] => {
    const metadata = rec(pod.metadata);
    const since = parseTime(rec(pod.status).startTime) ?? parseTime(metadata.creationTimestamp);
    const state = stateOf('pods', pod);
    const starting = since !== null && now - since < startingMs;
    if (state === undefined || state.role === 'ok' || state.role === 'off') return [];
    // On its way for long: nobody colours it, and somebody should look.
    const role = state.role === 'bad' ? 'bad' : 'warn';
    if (role === 'warn' && starting) return [];
    const reason = state.reason === '' ? 'Pending' : state.reason;
    const { namespace, name } = metadata;
    return [{ clusterId, kind: 'pods', namespace: str(namespace), name: str(name), state: role, reason, since }];
  });
}

/** Pods that run and are restarted again and again: their phase says Running, the kubelet's back-off events tell. */
export function backOffProblems(
  clusterId: string,
  warnings: readonly FleetWarning[],
  now: number,
): readonly FleetProblem[] {
  return warnings
    .filter(
      ({ reason, object, lastSeen }) =>
        reason === 'BackOff' && object.kind === 'Pod' && lastSeen !== null && now - lastSeen < backOffMs,
    )
    .map(({ object, message, firstSeen }) => ({
      clusterId,
      kind: 'pods',
      namespace: object.namespace,
      name: object.name,
      state: 'bad',
      reason: message.startsWith('Back-off pulling') ? 'ImagePullBackOff' : 'CrashLoopBackOff',
      since: firstSeen,
    }));
}

/** From a Table of nodes (`printNode`): STATUS is `Ready`, `NotReady`, `Ready,SchedulingDisabled`. */
export function nodeProblems(clusterId: string, table: string): readonly FleetProblem[] {
  const body = rec(JSON.parse(table));
  const columns = arr(body.columnDefinitions).map((column) => str(rec(column).name));
  const [name, status] = [columns.indexOf('Name'), columns.indexOf('Status')];
  return arr(body.rows).flatMap((row): readonly FleetProblem[] => {
    const cells = arr(rec(row).cells);
    const words = str(cells[status]);
    if (words === '' || words === 'Ready') return [];
    const state = words.split(',')[0] === 'Ready' ? 'warn' : 'bad';
    return [{ clusterId, kind: 'nodes', namespace: '', name: str(cells[name]), state, reason: words, since: null }];
  });
}

/** Where the server prints no status: from the nodes themselves. */
export function nodeObjectProblems(clusterId: string, nodes: readonly Rec[]): readonly FleetProblem[] {
  return nodes.flatMap((node): readonly FleetProblem[] => {
    const state = stateOf('nodes', node);
    if (state === undefined || (state.role !== 'bad' && state.role !== 'warn')) return [];
    const name = str(rec(node.metadata).name);
    return [{ clusterId, kind: 'nodes', namespace: '', name, state: state.role, reason: state.reason, since: null }];
  });
}

export function warningsOf(clusterId: string, events: readonly Rec[]): readonly FleetWarning[] {
  return events
    .map((event): FleetWarning => {
      const about = rec(event.involvedObject);
      return {
        clusterId,
        uid: str(rec(event.metadata).uid),
        namespace: str(rec(event.metadata).namespace),
        reason: str(event.reason),
        message: str(event.message).trim(),
        object: { kind: str(about.kind), namespace: str(about.namespace), name: str(about.name) },
        count: Math.max(1, int(eventCount(event))),
        firstSeen: eventFirstSeen(event),
        lastSeen: eventLastSeen(event),
      };
    })
    .toSorted((a, b) => (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
}

export interface Resources {
  readonly cpu: number;
  readonly memory: number;
}

/** Sum over objects of a map of quantities: `usage` of node metrics, `status.allocatable` of nodes. */
export function sumResources(items: readonly Rec[], of: (item: Rec) => unknown): Resources {
  let [cpu, memory] = [0, 0];
  for (const item of items) {
    const map = rec(of(item));
    cpu += amount(map.cpu);
    memory += amount(map.memory);
  }
  return { cpu, memory };
}

function amount(value: unknown): number {
  const quantity = parseQuantity(String(value ?? ''));
  return quantity === null ? 0 : quantityToNumber(quantity);
}

/** Each pod or node once, worst first; the pod's own state says more than its events. */
export function mergeProblems(...lists: readonly (readonly FleetProblem[])[]): readonly FleetProblem[] {
  const found = new Map<string, FleetProblem>();
  for (const problem of lists.flat()) {
    const key = JSON.stringify([problem.kind, problem.namespace, problem.name]);
    if (!found.has(key)) found.set(key, problem);
  }
  const rank = (problem: FleetProblem): number =>
    (problem.kind === 'nodes' ? 0 : 2) + (problem.state === 'bad' ? 0 : 1);
  return [...found.values()].toSorted((a, b) => rank(a) - rank(b) || (b.since ?? 0) - (a.since ?? 0));
}
