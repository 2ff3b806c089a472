import { byBytes } from './labels.ts';
import { arr, bool, type Rec, rec, str } from './read.ts';

/** STATUS of a node: `Ready`, `NotReady` or `Unknown`, then `SchedulingDisabled`. Source: printers.go printNode. */
export function nodeStatus(node: Rec): string {
  const ready = readyCondition(node);
  const state = ready === null ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return bool(rec(node.spec).unschedulable) ? `${state},SchedulingDisabled` : state;
}

/** The last Ready condition, as a Go map built from the list has it. */
export function readyCondition(node: Rec): Rec | null {
  let found: Rec | null = null;
  for (const item of arr(rec(node.status).conditions)) {
    const condition = rec(item);
    if (condition.type === 'Ready') found = condition;
  }
  return found;
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';

/** Roles from labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role=<role>`, each once, sorted. */
export function nodeRoles(labels: unknown): readonly string[] {
  const fields = rec(labels);
  const roles = new Set<string>();
  for (const key of Object.keys(fields)) {
    if (key.startsWith(ROLE_PREFIX)) roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL) roles.add(str(fields[key]));
  }
  roles.delete('');
  return [...roles].sort(byBytes);
}

/** The first address of a type (`InternalIP`, `ExternalIP`), else `<none>`. */
export function nodeAddress(node: Rec, type: string): string {
  for (const item of arr(rec(node.status).addresses)) {
    const address = rec(item);
    if (address.type === type) return str(address.address);
  }
  return '<none>';
}

/** KERNEL-VERSION: with the architecture behind it. */
export function kernelVersion(node: Rec): string {
  const info = rec(rec(node.status).nodeInfo);
  const kernel = str(info.kernelVersion) || '<unknown>';
  const architecture = str(info.architecture);
  return architecture === '' ? kernel : `${kernel} (${architecture})`;
}
