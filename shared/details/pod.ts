import { pods } from '../kinds/pod.ts';
import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { summarizePod } from '../kube/pod-status.ts';
import { arr, has, int, type Rec, rec, str } from '../kube/read.ts';
import { conditionsSection } from './conditions.ts';
import { amounts, containersOf } from './containers.ts';
import { metadataSection } from './metadata.ts';
import {
  type Details,
  field,
  type Item,
  lines,
  link,
  mono,
  muted,
  section,
  state,
  table,
  text,
  time,
  type Value,
} from './model.ts';
import { schedulingItems } from './scheduling.ts';
import { volumesTable } from './volumes.ts';

/** Sections and order of `kubectl describe pod` (`describe.go` describePod), the state first. */
export function podDetails(pod: KubeObject): Details {
  const spec = rec(pod.spec);
  const status = rec(pod.status);
  const namespace = str(pod.metadata.namespace);
  return {
    sections: [
      ...section('status', 'Status', statusItems(pod, spec, status, namespace)),
      ...conditionsSection(status),
      ...metadataSection(pod),
      ...section('volumes', 'Volumes', volumesTable(spec, namespace)),
      ...section('scheduling', 'Scheduling', [...gates(spec), ...schedulingItems(spec)]),
    ],
    containers: containersOf(spec, status, namespace),
  };
}

function statusItems(pod: KubeObject, spec: Rec, status: Rec, namespace: string): readonly Item[] {
  const node = str(spec.nodeName);
  const addresses = arr(status.podIPs)
    .map((address) => str(rec(address).ip))
    .filter((ip) => ip !== '');
  const first = str(status.podIP);
  return [
    ...field('Phase', phase(pod, status)),
    ...field('Reason', str(status.reason)),
    ...field('Message', str(status.message)),
    ...field('Node', node === '' ? '' : nodeValue(node, str(status.hostIP))),
    ...field(
      'Nominated node',
      str(status.nominatedNodeName) === '' ? '' : link('Node', '', str(status.nominatedNodeName)),
    ),
    ...field('Pod IP', first === '' ? '' : mono(first)),
    ...lines('More addresses', addresses.filter((ip) => ip !== first).map(mono)),
    ...field('QoS class', str(status.qosClass)),
    ...field(
      'Service account',
      str(spec.serviceAccountName) === '' ? '' : link('ServiceAccount', namespace, str(spec.serviceAccountName)),
    ),
    ...field('Started', time(parseTime(status.startTime))),
    ...field('Priority', has(spec.priority) ? int(spec.priority) : null),
    ...field(
      'Runtime class',
      str(spec.runtimeClassName) === '' ? '' : link('RuntimeClass', '', str(spec.runtimeClassName), 'node.k8s.io'),
    ),
    ...field('Restart policy', str(spec.restartPolicy)),
    ...field(
      'Grace period',
      has(spec.terminationGracePeriodSeconds) ? `${int(spec.terminationGracePeriodSeconds)} s` : null,
    ),
    ...field('Pod requests', amounts(rec(rec(spec.resources).requests))),
    ...field('Pod limits', amounts(rec(rec(spec.resources).limits))),
    ...field('Host network', spec.hostNetwork === true ? 'yes' : null),
  ];
}

const nodeValue = (node: string, ip: string): Value => [
  ...link('Node', '', node),
  ...(ip === '' ? [] : [muted(` ${ip}`)]),
];

/** `Running, CrashLoopBackOff`: the phase, and what kubectl's STATUS says beyond it. */
function phase(pod: KubeObject, status: Rec): Value {
  const { role } = pods.state(pod);
  const words = str(status.phase) || 'Unknown';
  const shown = summarizePod(pod).status;
  if (shown === words || shown === '') return state(words, role);
  return [...text(`${words}, `), ...state(shown, role)];
}

function gates(spec: Rec): readonly Item[] {
  const readiness = arr(spec.readinessGates).map((gate) => [text(str(rec(gate).conditionType))]);
  return [
    ...lines(
      'Scheduling gates',
      arr(spec.schedulingGates).map((gate) => text(str(rec(gate).name))),
    ),
    ...table('Readiness gates', ['Condition'], readiness),
  ];
}
