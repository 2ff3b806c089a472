import { podSpecImages } from '../kube/containers.ts';
import { podIp, readinessGates, summarizePod } from '../kube/pod-status.ts';
import { rec, str } from '../kube/read.ts';
import { AGE, builtIn, forLast, NAME, protoObject, protoString, text, wide } from './common.ts';
import type { KubeObject, ProtoMessage, StateOf, StateRole } from './spec.ts';

/** READY, STATUS, RESTARTS and the state come from one walk over the pod. */
const summaryOf = forLast(summarizePod);

const TERMINATED: ProtoMessage = {
  1: { name: 'exitCode', type: 'int' },
  2: { name: 'signal', type: 'int' },
  3: protoString('reason'),
  6: { name: 'finishedAt', type: 'time' },
};
const CONTAINER_STATE: ProtoMessage = {
  1: { name: 'waiting', type: { 1: protoString('reason') } },
  2: { name: 'running', type: {} },
  3: { name: 'terminated', type: TERMINATED },
};
const CONTAINER_STATUS: ProtoMessage = {
  1: protoString('name'),
  2: { name: 'state', type: CONTAINER_STATE },
  3: { name: 'lastState', type: { 3: { name: 'terminated', type: { 6: { name: 'finishedAt', type: 'time' } } } } },
  4: { name: 'ready', type: 'bool' },
  5: { name: 'restartCount', type: 'int' },
  9: { name: 'started', type: 'bool' },
};

/** Source: `k8s.io/api/core/v1/generated.proto`, messages Pod, PodSpec, PodStatus. */
const PROTO = protoObject({
  2: {
    name: 'spec',
    type: {
      2: { name: 'containers', repeat: 'repeated', type: { 1: protoString('name'), 2: protoString('image') } },
      10: protoString('nodeName'),
      20: {
        name: 'initContainers',
        repeat: 'repeated',
        type: { 1: protoString('name'), 2: protoString('image'), 24: protoString('restartPolicy') },
      },
      28: { name: 'readinessGates', repeat: 'repeated', type: { 1: protoString('conditionType') } },
    },
  },
  3: {
    name: 'status',
    type: {
      1: protoString('phase'),
      2: {
        name: 'conditions',
        repeat: 'repeated',
        type: { 1: protoString('type'), 2: protoString('status'), 5: protoString('reason') },
      },
      4: protoString('reason'),
      6: protoString('podIP'),
      8: { name: 'containerStatuses', repeat: 'repeated', type: CONTAINER_STATUS },
      10: { name: 'initContainerStatuses', repeat: 'repeated', type: CONTAINER_STATUS },
      11: protoString('nominatedNodeName'),
      12: { name: 'podIPs', repeat: 'repeated', type: { 1: protoString('ip') } },
    },
  },
});

const ROLE_OF_STATUS: Readonly<Record<string, StateRole>> = {
  Completed: 'off',
  Succeeded: 'off',
  Pending: 'progress',
  ContainerCreating: 'progress',
  PodInitializing: 'progress',
  Terminating: 'progress',
  SchedulingGated: 'progress',
  NotReady: 'warn',
  Unknown: 'unknown',
  '': 'unknown',
};

function podState(pod: KubeObject): StateOf {
  const { status, ready, total } = summaryOf(pod);
  if (status === 'Running') {
    return ready >= total
      ? { role: 'ok', reason: '' }
      : { role: 'warn', reason: `${ready} of ${total} containers ready` };
  }
  const role = Object.hasOwn(ROLE_OF_STATUS, status) ? ROLE_OF_STATUS[status] : undefined;
  if (role !== undefined) return { role, reason: status === '' ? 'No status yet' : status };
  // `Init:1/3` is on its way; everything else (CrashLoopBackOff, Error, ImagePullBackOff, Evicted …) is a failure.
  return /^Init:\d+\/\d+$/.test(status) ? { role: 'progress', reason: status } : { role: 'bad', reason: status };
}

export const pods = {
  ...builtIn({
    kind: 'Pod',
    plural: 'pods',
    shortNames: ['po'],
    title: 'Pods',
    section: 'workloads',
    icon: 'box',
    columns: [
      NAME,
      {
        title: 'READY',
        format: 'ratio',
        value: (pod) => {
          const { ready, total } = summaryOf(pod);
          return [ready, total];
        },
      },
      text('STATUS', (pod) => summaryOf(pod).status),
      {
        title: 'RESTARTS',
        format: 'restarts',
        value: (pod) => {
          const { restarts, lastRestart } = summaryOf(pod);
          return [restarts, lastRestart];
        },
      },
      AGE,
      wide(text('IP', (pod) => podIp(rec(pod.status)) || '<none>')),
      wide(text('NODE', (pod) => str(rec(pod.spec).nodeName) || '<none>')),
      wide(text('NOMINATED NODE', (pod) => str(rec(pod.status).nominatedNodeName) || '<none>')),
      wide({ title: 'READINESS GATES', format: 'ratio', value: (pod) => readinessGates(pod) ?? '<none>' }),
    ],
    search: (pod) => podSpecImages(rec(pod.spec)),
    proto: PROTO,
  }),
  // A pod's own status tells more than "being deleted".
  state: podState,
};
