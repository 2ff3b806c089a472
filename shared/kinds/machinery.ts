import { findCondition } from '../kube/conditions.ts';
import { containerImages, containerNames } from '../kube/containers.ts';
import { formatLabels } from '../kube/labels.ts';
import { listWithMore } from '../kube/more.ts';
import { controllerOf, ownerText } from '../kube/owners.ts';
import { arr, has, int, rec, str } from '../kube/read.ts';
import { AGE, builtIn, CREATED_AT, FINE, NAME, number, orElse, protoObject, protoString, text } from './common.ts';
import type { Cell, KubeObject, StateOf } from './spec.ts';

/** Kinds that keep the cluster itself running. */

export const leases = builtIn({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  title: 'Leases',
  section: 'cluster',
  icon: 'timer',
  columns: [NAME, text('HOLDER', (object) => str(rec(object.spec).holderIdentity)), AGE],
  // k8s.io/api/coordination/v1/generated.proto: Lease, LeaseSpec
  proto: protoObject({ 2: { name: 'spec', type: { 1: protoString('holderIdentity') } } }),
});

export const leasecandidates = builtIn({
  group: 'coordination.k8s.io',
  version: 'v1beta1',
  kind: 'LeaseCandidate',
  plural: 'leasecandidates',
  title: 'LeaseCandidates',
  section: 'cluster',
  icon: 'timer-reset',
  columns: [
    NAME,
    text('LEASENAME', (object) => str(rec(object.spec).leaseName)),
    text('BINARYVERSION', (object) => str(rec(object.spec).binaryVersion)),
    text('EMULATIONVERSION', (object) => str(rec(object.spec).emulationVersion)),
    AGE,
  ],
});

export const controllerrevisions = builtIn({
  group: 'apps',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  title: 'ControllerRevisions',
  section: 'workloads',
  icon: 'history',
  columns: [
    NAME,
    text('CONTROLLER', (object) => {
      const controller = controllerOf(object);
      return controller === null ? '<none>' : ownerText(controller);
    }),
    number('REVISION', (object) => int(object.revision)),
    AGE,
  ],
});

export const podtemplates = builtIn({
  kind: 'PodTemplate',
  plural: 'podtemplates',
  title: 'PodTemplates',
  section: 'workloads',
  icon: 'layout-template',
  columns: [
    NAME,
    text('CONTAINERS', (object) => containerNames(rec(rec(object.template).spec).containers)),
    text('IMAGES', (object) => containerImages(rec(rec(object.template).spec).containers)),
    text('POD LABELS', (object) => formatLabels(rec(rec(object.template).metadata).labels)),
  ],
});

function healthy(component: KubeObject): string {
  const condition = findCondition(component.conditions, 'Healthy');
  if (condition === null) return 'Unknown';
  return condition.status === 'True' ? 'Healthy' : 'Unhealthy';
}

const healthField = (field: string) => (component: KubeObject) =>
  str(findCondition(component.conditions, 'Healthy')?.[field]);

export const componentstatuses = builtIn({
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  shortNames: ['cs'],
  namespaced: false,
  title: 'ComponentStatuses',
  section: 'cluster',
  icon: 'activity',
  columns: [
    NAME,
    text('STATUS', healthy),
    text('MESSAGE', healthField('message')),
    text('ERROR', healthField('error')),
  ],
  state: (component) => {
    const status = healthy(component);
    if (status === 'Healthy') return FINE;
    return status === 'Unknown' ? { role: 'unknown', reason: status } : { role: 'bad', reason: status };
  },
});

/** AVAILABLE: the condition's status, with the reason where it is not True. Source: `kube-aggregator/pkg/registry/apiservice/etcd`. */
function available(service: KubeObject): string {
  const condition = findCondition(rec(service.status).conditions, 'Available');
  if (condition === null) return 'Unknown';
  const status = str(condition.status);
  const reason = str(condition.reason);
  return status !== 'True' && reason !== '' ? `${status} (${reason})` : status;
}

export const apiservices = builtIn({
  group: 'apiregistration.k8s.io',
  kind: 'APIService',
  plural: 'apiservices',
  namespaced: false,
  title: 'APIServices',
  section: 'cluster',
  icon: 'plug',
  columns: [
    NAME,
    text('SERVICE', (object) => {
      const service = rec(object.spec).service;
      return has(service) ? `${str(rec(service).namespace)}/${str(rec(service).name)}` : 'Local';
    }),
    text('AVAILABLE', available),
    AGE,
  ],
  state: (object) => {
    const text = available(object);
    return text === 'True' ? FINE : { role: text === 'Unknown' ? 'unknown' : 'bad', reason: text };
  },
});

function definitionState(definition: KubeObject): StateOf {
  const conditions = rec(definition.status).conditions;
  const established = findCondition(conditions, 'Established');
  if (established?.status === 'True') return FINE;
  const refused = findCondition(conditions, 'NamesAccepted');
  if (refused?.status === 'False') return { role: 'bad', reason: str(refused.message) || 'Names not accepted' };
  return { role: 'progress', reason: 'Not established yet' };
}

export const customresourcedefinitions = builtIn({
  group: 'apiextensions.k8s.io',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  shortNames: ['crd', 'crds'],
  namespaced: false,
  title: 'CustomResourceDefinitions',
  section: 'cluster',
  icon: 'puzzle',
  columns: [NAME, CREATED_AT],
  state: definitionState,
});

/** MISSINGPL: whether the priority level it names is missing. Source: printers.go printFlowSchema. */
const missingPriorityLevel = (schema: KubeObject): string => {
  const dangling = findCondition(rec(schema.status).conditions, 'Dangling');
  return dangling === null ? '?' : str(dangling.status);
};

export const flowschemas = builtIn({
  group: 'flowcontrol.apiserver.k8s.io',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  namespaced: false,
  title: 'FlowSchemas',
  section: 'cluster',
  icon: 'workflow',
  columns: [
    NAME,
    text('PRIORITYLEVEL', (object) => str(rec(rec(object.spec).priorityLevelConfiguration).name)),
    number('MATCHINGPRECEDENCE', (object) => int(rec(object.spec).matchingPrecedence)),
    text('DISTINGUISHERMETHOD', (object) => {
      const method = rec(object.spec).distinguisherMethod;
      return has(method) ? str(rec(method).type) : '<none>';
    }),
    AGE,
    text('MISSINGPL', missingPriorityLevel),
  ],
  state: (object) =>
    missingPriorityLevel(object) === 'True' ? { role: 'bad', reason: 'Its priority level does not exist' } : FINE,
});

const limited = (level: KubeObject): unknown => rec(level.spec).limited;

function queuing(field: string): (level: KubeObject) => Cell {
  return (level) => {
    const queues = rec(rec(limited(level)).limitResponse).queuing;
    return has(queues) ? int(rec(queues)[field]) : '<none>';
  };
}

export const prioritylevelconfigurations = builtIn({
  group: 'flowcontrol.apiserver.k8s.io',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  namespaced: false,
  title: 'Priority Levels',
  section: 'cluster',
  icon: 'layers-2',
  columns: [
    NAME,
    text('TYPE', (object) => str(rec(object.spec).type)),
    number('NOMINALCONCURRENCYSHARES', (level) =>
      has(limited(level)) ? int(rec(limited(level)).nominalConcurrencyShares) : '<none>',
    ),
    number('QUEUES', queuing('queues')),
    number('HANDSIZE', queuing('handSize')),
    number('QUEUELENGTHLIMIT', queuing('queueLengthLimit')),
    AGE,
  ],
});

export const storageversions = builtIn({
  group: 'internal.apiserver.k8s.io',
  version: 'v1alpha1',
  kind: 'StorageVersion',
  plural: 'storageversions',
  namespaced: false,
  title: 'StorageVersions',
  section: 'cluster',
  icon: 'archive',
  columns: [
    NAME,
    text('COMMONENCODINGVERSION', (object) => orElse(rec(object.status).commonEncodingVersion, '<unset>')),
    text('STORAGEVERSIONS', (object) =>
      listWithMore(
        arr(rec(object.status).storageVersions).map((item) => {
          const version = rec(item);
          return `${str(version.apiServerID)}=${str(version.encodingVersion)}`;
        }),
      ),
    ),
    AGE,
  ],
});

/** STATUS: the last true one of its three conditions. Source: printers.go printStorageVersionMigration. */
function migrationStatus(migration: KubeObject): string {
  let status = 'Unknown';
  for (const item of arr(rec(migration.status).conditions)) {
    const { type, status: verdict } = rec(item);
    if (verdict === 'True' && (type === 'Running' || type === 'Failed' || type === 'Succeeded')) status = type;
  }
  return status;
}

export const storageversionmigrations = builtIn({
  group: 'storagemigration.k8s.io',
  version: 'v1beta1',
  kind: 'StorageVersionMigration',
  plural: 'storageversionmigrations',
  namespaced: false,
  title: 'StorageVersionMigrations',
  section: 'cluster',
  icon: 'archive-restore',
  columns: [
    NAME,
    text('RESOURCE', (object) => {
      const { group, resource } = rec(rec(object.spec).resource);
      return str(group) === '' ? str(resource) : `${str(resource)}.${str(group)}`;
    }),
    text('STATUS', migrationStatus),
  ],
  state: (object) => {
    const status = migrationStatus(object);
    if (status === 'Succeeded') return { role: 'off', reason: status };
    return status === 'Failed' ? { role: 'bad', reason: status } : { role: 'progress', reason: status };
  },
});
