import { findCondition } from '../kube/conditions.ts';
import { kernelVersion, nodeAddress, nodeRoles, nodeStatus, readyCondition } from '../kube/node-status.ts';
import { arr, bool, rec, str } from '../kube/read.ts';
import { AGE, builtIn, NAME, protoObject, protoString, text, wide } from './common.ts';
import type { KubeObject, StateOf } from './spec.ts';

const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'] as const;

function nodeState(node: KubeObject): StateOf {
  const ready = readyCondition(node);
  if (ready === null) return { role: 'unknown', reason: 'No Ready condition' };
  if (ready.status !== 'True') {
    return ready.status === 'Unknown'
      ? { role: 'bad', reason: 'Not ready: the node does not report' }
      : { role: 'bad', reason: 'Not ready' };
  }
  const pressure = PRESSURES.find((type) => findCondition(rec(node.status).conditions, type)?.status === 'True');
  if (pressure !== undefined) return { role: 'warn', reason: pressure };
  return bool(rec(node.spec).unschedulable)
    ? { role: 'warn', reason: 'Scheduling disabled' }
    : { role: 'ok', reason: '' };
}

const info = (field: string) => (node: KubeObject) => str(rec(rec(node.status).nodeInfo)[field]);
const infoOrUnknown = (field: string) => {
  const read = info(field);
  return (node: KubeObject) => read(node) || '<unknown>';
};

export const nodes = {
  ...builtIn({
    kind: 'Node',
    plural: 'nodes',
    shortNames: ['no'],
    namespaced: false,
    title: 'Nodes',
    section: 'cluster',
    icon: 'server',
    columns: [
      NAME,
      text('STATUS', nodeStatus),
      text('ROLES', (node) => nodeRoles(node.metadata.labels).join(',') || '<none>'),
      AGE,
      text('VERSION', info('kubeletVersion')),
      wide(text('INTERNAL-IP', (node) => nodeAddress(node, 'InternalIP'))),
      wide(text('EXTERNAL-IP', (node) => nodeAddress(node, 'ExternalIP'))),
      wide(text('OS-IMAGE', infoOrUnknown('osImage'))),
      wide(text('KERNEL-VERSION', kernelVersion)),
      wide(text('CONTAINER-RUNTIME', infoOrUnknown('containerRuntimeVersion'))),
    ],
    search: (node) => arr(rec(node.status).addresses).map((address) => str(rec(address).address)),
    // k8s.io/api/core/v1/generated.proto: Node, NodeSpec, NodeStatus, NodeSystemInfo
    proto: protoObject({
      2: { name: 'spec', type: { 4: { name: 'unschedulable', type: 'bool' } } },
      3: {
        name: 'status',
        type: {
          4: {
            name: 'conditions',
            repeat: 'repeated',
            type: { 1: protoString('type'), 2: protoString('status'), 5: protoString('reason') },
          },
          5: { name: 'addresses', repeat: 'repeated', type: { 1: protoString('type'), 2: protoString('address') } },
          7: {
            name: 'nodeInfo',
            type: {
              4: protoString('kernelVersion'),
              5: protoString('osImage'),
              6: protoString('containerRuntimeVersion'),
              7: protoString('kubeletVersion'),
              10: protoString('architecture'),
            },
          },
        },
      },
    }),
  }),
  state: nodeState,
};
