import { arr, bool, has, int, type Rec, rec, str } from '../kube/read.ts';
import { AGE, builtIn, flag, NAME, number, text } from './common.ts';
import type { KubeObject, StateOf } from './spec.ts';

const GROUP = 'scheduling.k8s.io';

export const priorityclasses = builtIn({
  group: GROUP,
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  shortNames: ['pc'],
  namespaced: false,
  title: 'PriorityClasses',
  section: 'cluster',
  icon: 'arrow-up-narrow-wide',
  columns: [
    NAME,
    number('VALUE', (object) => int(object.value)),
    flag('GLOBAL-DEFAULT', (object) => bool(object.globalDefault)),
    AGE,
    text('PREEMPTIONPOLICY', (object) => str(object.preemptionPolicy)),
  ],
});

export const runtimeclasses = builtIn({
  group: 'node.k8s.io',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  title: 'RuntimeClasses',
  section: 'cluster',
  icon: 'container',
  columns: [NAME, text('HANDLER', (object) => str(object.handler)), AGE],
});

export const workloads = builtIn({
  group: GROUP,
  version: 'v1alpha2',
  kind: 'Workload',
  plural: 'workloads',
  title: 'Workloads',
  section: 'workloads',
  icon: 'boxes',
  columns: [NAME, AGE],
});

/** STATUS of a pod group. Source: printers.go printPodGroup; of several conditions of a type the last counts. */
function podGroupStatus(group: KubeObject): string {
  const byType = new Map<unknown, Rec>();
  for (const item of arr(rec(group.status).conditions)) {
    const condition = rec(item);
    byType.set(condition.type, condition);
  }
  const disrupted = byType.get('DisruptionTarget');
  if (disrupted !== undefined) return str(disrupted.reason);
  const scheduled = byType.get('PodGroupScheduled');
  if (scheduled === undefined) return 'Pending';
  return scheduled.status === 'True' ? 'Scheduled' : 'Unschedulable';
}

function podGroupState(group: KubeObject): StateOf {
  const status = podGroupStatus(group);
  if (status === 'Scheduled') return { role: 'ok', reason: '' };
  return status === 'Pending' ? { role: 'progress', reason: 'Pending' } : { role: 'bad', reason: status };
}

export const podgroups = builtIn({
  group: GROUP,
  version: 'v1alpha2',
  kind: 'PodGroup',
  plural: 'podgroups',
  title: 'PodGroups',
  section: 'workloads',
  icon: 'group',
  columns: [
    NAME,
    text('POLICY', (group) => (has(rec(rec(group.spec).schedulingPolicy).gang) ? 'Gang' : 'Basic')),
    text('WORKLOAD', (group) => {
      const template = rec(group.spec).podGroupTemplateRef;
      return has(template) ? str(rec(rec(template).workload).workloadName) : '<none>';
    }),
    text('STATUS', podGroupStatus),
    AGE,
  ],
  state: podGroupState,
});
