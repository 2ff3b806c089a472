import type { KubeObject } from '../kinds/spec.ts';
import { bool, has, int, rec, str } from '../kube/read.ts';
import { amounts } from './containers.ts';
import { type Details, field, mono, pairs } from './model.ts';
import { schedulingItems } from './scheduling.ts';
import { shown } from './shown.ts';

/** `describe.go` describePriorityClass. */
export function priorityClassDetails(object: KubeObject): Details {
  return shown(object, [
    ...field('Value', int(object.value)),
    ...field('Default', bool(object.globalDefault) ? 'yes' : 'no'),
    ...field('Preempts', str(object.preemptionPolicy) === 'Never' ? 'never: waits' : 'lower ones'),
    ...field('Description', str(object.description)),
  ]);
}

export function runtimeClassDetails(object: KubeObject): Details {
  const scheduling = rec(object.scheduling);
  return shown(object, [
    ...field('Handler', mono(str(object.handler))),
    ...field('Overhead', amounts(rec(rec(object.overhead).podFixed))),
    ...pairs('Nodes with', rec(scheduling.nodeSelector)),
    ...schedulingItems({ tolerations: scheduling.tolerations }),
  ]);
}

/** What a pod or node uses now, as the metrics server measured it. */
export function metricsDetails(object: KubeObject): Details {
  const containers = Array.isArray(object.containers) ? object.containers.map(rec) : [];
  return shown(
    object,
    [
      ...(has(object.usage) ? field('Usage', amounts(rec(object.usage))) : []),
      ...containers.flatMap((one) => field(str(one.name), amounts(rec(one.usage)))),
      ...field('Measured', str(object.timestamp)),
      ...field('Window', str(object.window)),
    ],
    { title: 'Usage' },
  );
}
