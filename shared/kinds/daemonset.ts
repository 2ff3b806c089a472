import { podSpecImages } from '../kube/containers.ts';
import { formatLabels } from '../kube/labels.ts';
import { int, rec } from '../kube/read.ts';
import {
  AGE,
  builtIn,
  CONTAINERS,
  IMAGES,
  LABEL_SELECTOR,
  NAME,
  number,
  protoObject,
  protoString,
  SELECTOR,
  text,
} from './common.ts';
import type { KubeObject, StateOf } from './spec.ts';
import { replicaState } from './workload-state.ts';

const count = (title: string, field: string) => number(title, (object) => int(rec(object.status)[field]));

function daemonSetState(object: KubeObject): StateOf {
  const status = rec(object.status);
  const wanted = int(status.desiredNumberScheduled);
  const updated = int(status.updatedNumberScheduled);
  if (wanted === 0) return { role: 'off', reason: 'No node is selected' };
  if (updated < wanted) return { role: 'progress', reason: `Rolling out: ${updated} of ${wanted} pods updated` };
  return replicaState(int(status.numberReady), wanted);
}

const NAMED = { 1: protoString('name'), 2: protoString('image') };

export const daemonsets = builtIn({
  group: 'apps',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  title: 'DaemonSets',
  section: 'workloads',
  icon: 'grid-2x2',
  columns: [
    NAME,
    count('DESIRED', 'desiredNumberScheduled'),
    count('CURRENT', 'currentNumberScheduled'),
    count('READY', 'numberReady'),
    count('UP-TO-DATE', 'updatedNumberScheduled'),
    count('AVAILABLE', 'numberAvailable'),
    text('NODE SELECTOR', (object) => formatLabels(rec(rec(rec(object.spec).template).spec).nodeSelector)),
    AGE,
    CONTAINERS,
    IMAGES,
    SELECTOR,
  ],
  state: daemonSetState,
  search: (object) => podSpecImages(rec(rec(rec(object.spec).template).spec)),
  // k8s.io/api/apps/v1/generated.proto: DaemonSet, DaemonSetSpec, DaemonSetStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: { name: 'selector', type: LABEL_SELECTOR },
        2: {
          name: 'template',
          type: {
            2: {
              name: 'spec',
              type: {
                2: { name: 'containers', repeat: 'repeated', type: NAMED },
                7: { name: 'nodeSelector', type: 'string', repeat: 'map' },
                20: { name: 'initContainers', repeat: 'repeated', type: NAMED },
              },
            },
          },
        },
      },
    },
    3: {
      name: 'status',
      type: {
        1: { name: 'currentNumberScheduled', type: 'int' },
        3: { name: 'desiredNumberScheduled', type: 'int' },
        4: { name: 'numberReady', type: 'int' },
        6: { name: 'updatedNumberScheduled', type: 'int' },
        7: { name: 'numberAvailable', type: 'int' },
      },
    },
  }),
});
