import { podSpecImages } from '../kube/containers.ts';
import { int, rec } from '../kube/read.ts';
import { formatSelector, selectorOf } from '../kube/selectors.ts';
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
  protoString,
  text,
  wide,
} from './common.ts';
import type { KubeObject } from './spec.ts';
import { deploymentState } from './workload-state.ts';

/** Unlike elsewhere, an empty selector prints empty here, and a wrong one `<invalid>`. Source: printers.go printDeployment. */
function selectorText(deployment: KubeObject): string {
  const selector = selectorOf(rec(deployment.spec).selector);
  return selector === null ? '<invalid>' : formatSelector(selector);
}

export const deployments = builtIn({
  group: 'apps',
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  title: 'Deployments',
  section: 'workloads',
  icon: 'layers',
  columns: [
    NAME,
    {
      title: 'READY',
      format: 'ratio',
      value: (object) => [int(rec(object.status).readyReplicas), int(rec(object.spec).replicas)],
    },
    number('UP-TO-DATE', (object) => int(rec(object.status).updatedReplicas)),
    number('AVAILABLE', (object) => int(rec(object.status).availableReplicas)),
    AGE,
    CONTAINERS,
    IMAGES,
    wide(text('SELECTOR', selectorText)),
  ],
  state: deploymentState,
  search: (object) => podSpecImages(rec(rec(rec(object.spec).template).spec)),
  // k8s.io/api/apps/v1/generated.proto: Deployment, DeploymentSpec, DeploymentStatus
  proto: protoObject({
    2: {
      name: 'spec',
      type: {
        1: { name: 'replicas', type: 'int' },
        2: { name: 'selector', type: LABEL_SELECTOR },
        3: { name: 'template', type: POD_TEMPLATE },
        7: { name: 'paused', type: 'bool' },
      },
    },
    3: {
      name: 'status',
      type: {
        1: { name: 'observedGeneration', type: 'int' },
        2: { name: 'replicas', type: 'int' },
        3: { name: 'updatedReplicas', type: 'int' },
        4: { name: 'availableReplicas', type: 'int' },
        5: { name: 'unavailableReplicas', type: 'int' },
        6: {
          name: 'conditions',
          repeat: 'repeated',
          type: { 1: protoString('type'), 2: protoString('status'), 4: protoString('reason') },
        },
        7: { name: 'readyReplicas', type: 'int' },
      },
    },
  }),
});
