import { podSpecImages } from '../kube/containers.ts';
import { int, rec } from '../kube/read.ts';
import { AGE, builtIn, CONTAINERS, IMAGES, NAME, POD_TEMPLATE, protoObject } from './common.ts';
import { replicaState } from './workload-state.ts';

export const statefulsets = builtIn({
  group: 'apps',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  title: 'StatefulSets',
  section: 'workloads',
  icon: 'database',
  columns: [
    NAME,
    {
      title: 'READY',
      format: 'ratio',
      value: (object) => [int(rec(object.status).readyReplicas), int(rec(object.spec).replicas)],
    },
    AGE,
    CONTAINERS,
    IMAGES,
  ],
  state: (object) => replicaState(int(rec(object.status).readyReplicas), int(rec(object.spec).replicas)),
  search: (object) => podSpecImages(rec(rec(rec(object.spec).template).spec)),
  // k8s.io/api/apps/v1/generated.proto: StatefulSet, StatefulSetSpec, StatefulSetStatus
  proto: protoObject({
    2: { name: 'spec', type: { 1: { name: 'replicas', type: 'int' }, 3: { name: 'template', type: POD_TEMPLATE } } },
    3: { name: 'status', type: { 3: { name: 'readyReplicas', type: 'int' } } },
  }),
});
