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
  POD_TEMPLATE,
  protoObject,
  SELECTOR,
  text,
  wide,
} from './common.ts';
import type { ColumnSpec, KubeObject, StateOf } from './spec.ts';
import { replicaState } from './workload-state.ts';

const COUNTS: readonly ColumnSpec[] = [
  number('DESIRED', (object) => int(rec(object.spec).replicas)),
  number('CURRENT', (object) => int(rec(object.status).replicas)),
  number('READY', (object) => int(rec(object.status).readyReplicas)),
];

const state = (object: KubeObject): StateOf =>
  replicaState(int(rec(object.status).readyReplicas), int(rec(object.spec).replicas));

const search = (object: KubeObject): readonly string[] => podSpecImages(rec(rec(rec(object.spec).template).spec));

export const replicasets = builtIn({
  group: 'apps',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  title: 'ReplicaSets',
  section: 'workloads',
  icon: 'copy',
  columns: [NAME, ...COUNTS, AGE, CONTAINERS, IMAGES, SELECTOR],
  state,
  search,
  // k8s.io/api/apps/v1/generated.proto: ReplicaSet, ReplicaSetSpec, ReplicaSetStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: { name: 'replicas', type: 'int' },
        2: { name: 'selector', type: LABEL_SELECTOR },
        3: { name: 'template', type: POD_TEMPLATE },
      },
    },
    3: {
      name: 'status',
      type: { 1: { name: 'replicas', type: 'int' }, 4: { name: 'readyReplicas', type: 'int' } },
    },
  }),
});

export const replicationcontrollers = builtIn({
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  shortNames: ['rc'],
  title: 'ReplicationControllers',
  section: 'workloads',
  icon: 'copy-check',
  columns: [
    NAME,
    ...COUNTS,
    AGE,
    CONTAINERS,
    IMAGES,
    // Its selector is a plain map of labels.
    wide(text('SELECTOR', (object) => formatLabels(rec(object.spec).selector))),
  ],
  state,
  search,
});
