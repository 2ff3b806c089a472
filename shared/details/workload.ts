import type { KubeObject } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { jobStatus } from '../kube/job-status.ts';
import { arr, bool, has, int, type Rec, rec, str } from '../kube/read.ts';
import { formatLabelSelector } from '../kube/selectors.ts';
import { conditionsSection } from './conditions.ts';
import { containersOf } from './containers.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, link, mono, pairs, section, table, text, time } from './model.ts';
import { schedulingItems } from './scheduling.ts';
import { volumesTable } from './volumes.ts';

/** A kind with a pod template: its own status, then the template as a pod would be shown. */
function templated(object: KubeObject, items: readonly Item[], template: Rec): Details {
  const namespace = str(object.metadata.namespace);
  const podSpec = rec(template.spec);
  const account = str(podSpec.serviceAccountName);
  return {
    sections: [
      ...section('status', 'Status', items),
      ...conditionsSection(object.status),
      ...metadataSection(object),
      ...section('template', 'Pod template', [
        ...templateLabels(template),
        ...field('Service account', account === '' ? '' : link('ServiceAccount', namespace, account)),
        ...volumesTable(podSpec, namespace),
        ...schedulingItems(podSpec),
      ]),
    ],
    containers: containersOf(podSpec, null, namespace),
  };
}

function templateLabels(template: Rec): readonly Item[] {
  const labels = Object.entries(rec(rec(template.metadata).labels)).map(([key, value]) => ({
    key,
    value: String(value),
  }));
  return labels.length === 0 ? [] : [{ type: 'pairs', label: 'Labels', pairs: labels }];
}

const templateOf = (object: KubeObject): Rec => rec(rec(object.spec).template);
function selectorItem(spec: Rec): readonly Item[] {
  const { matchLabels, matchExpressions } = rec(spec.selector);
  if (arr(matchExpressions).length === 0) return pairs('Selector', rec(matchLabels));
  return field('Selector', mono(formatLabelSelector(spec.selector)));
}
const limitText = (value: unknown): string => (typeof value === 'number' ? String(value) : str(value));

/** A template by itself: what its pods would be. */
export const podTemplateDetails = (object: KubeObject): Details => templated(object, [], rec(object.template));

/** `describe.go` describeDeployment. */
export function deploymentDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const rolling = rec(rec(spec.strategy).rollingUpdate);
  const strategy = str(rec(spec.strategy).type);
  const bounds = has(rec(spec.strategy).rollingUpdate)
    ? `, at most ${limitText(rolling.maxUnavailable)} unavailable, ${limitText(rolling.maxSurge)} more`
    : '';
  const items = [
    ...field('Replicas', [
      ...text(`${int(status.readyReplicas)} ready`),
      {
        type: 'text' as const,
        text: ` of ${int(spec.replicas)} desired, ${int(status.updatedReplicas)} up to date, ${int(status.availableReplicas)} available, ${int(status.unavailableReplicas)} unavailable`,
        muted: true as const,
      },
    ]),
    ...(bool(spec.paused) ? field('Rollout', [{ type: 'text' as const, text: 'paused', role: 'warn' as const }]) : []),
    ...field('Strategy', `${strategy}${bounds}`),
    ...field('Min ready', int(spec.minReadySeconds) === 0 ? '' : `${int(spec.minReadySeconds)} s`),
    ...field('Progress deadline', has(spec.progressDeadlineSeconds) ? `${int(spec.progressDeadlineSeconds)} s` : ''),
    ...field('Revision', str(rec(object.metadata.annotations)['deployment.kubernetes.io/revision'])),
    ...field('History limit', has(spec.revisionHistoryLimit) ? int(spec.revisionHistoryLimit) : null),
    ...selectorItem(spec),
    ...observed(object, status),
  ];
  return templated(object, items, templateOf(object));
}

/** Said only while the controller is behind what was asked. */
function observed(object: KubeObject, status: Rec): readonly Item[] {
  const asked = int(object.metadata.generation);
  const seen = int(status.observedGeneration);
  if (!has(status.observedGeneration) || seen >= asked) return [];
  return field('Controller', [{ type: 'text', text: `has seen generation ${seen} of ${asked}`, role: 'progress' }]);
}

/** `describe.go` describeReplicaSet and describeReplicationController. */
export function replicaSetDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  return templated(
    object,
    [
      ...field(
        'Replicas',
        `${int(status.readyReplicas)} ready, ${int(status.replicas)} current of ${int(spec.replicas)} desired`,
      ),
      ...selectorItem(spec),
      ...observed(object, status),
    ],
    templateOf(object),
  );
}

const revisionLink = (namespace: string, name: string) =>
  name === '' ? '' : link('ControllerRevision', namespace, name, 'apps');

/** `describe.go` describeStatefulSet. */
export function statefulSetDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const strategy = rec(spec.updateStrategy);
  const partition = rec(strategy.rollingUpdate).partition;
  const claims = arr(spec.volumeClaimTemplates)
    .map(rec)
    .map((claim) => {
      const claimSpec = rec(claim.spec);
      return [
        text(str(rec(claim.metadata).name)),
        text(str(rec(rec(claimSpec.resources).requests).storage)),
        str(claimSpec.storageClassName) === ''
          ? []
          : link('StorageClass', '', str(claimSpec.storageClassName), 'storage.k8s.io'),
      ];
    });
  const namespace = str(object.metadata.namespace);
  const service = str(spec.serviceName);
  return templated(
    object,
    [
      ...field(
        'Replicas',
        `${int(status.readyReplicas)} ready, ${int(status.replicas)} current of ${int(spec.replicas)} desired`,
      ),
      ...field('Update strategy', `${str(strategy.type)}${has(partition) ? `, partition ${int(partition)}` : ''}`),
      ...field('Pod management', str(spec.podManagementPolicy)),
      ...field('Service', service === '' ? '' : link('Service', namespace, service)),
      ...selectorItem(spec),
      ...table('Claims', ['Name', 'Size', 'Class'], claims),
      ...field('Revision', revisionLink(namespace, str(status.currentRevision))),
      ...field(
        'Next revision',
        str(status.updateRevision) === str(status.currentRevision)
          ? ''
          : revisionLink(namespace, str(status.updateRevision)),
      ),
      ...observed(object, status),
    ],
    templateOf(object),
  );
}

/** `describe.go` describeDaemonSet. */
export function daemonSetDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const misplaced = int(status.numberMisscheduled);
  return templated(
    object,
    [
      ...field(
        'Nodes',
        `${int(status.numberReady)} ready of ${int(status.desiredNumberScheduled)} desired, ${int(status.updatedNumberScheduled)} up to date, ${int(status.numberAvailable)} available`,
      ),
      ...field('On wrong nodes', misplaced === 0 ? '' : [{ type: 'text', text: String(misplaced), role: 'warn' }]),
      ...field('Update strategy', str(rec(spec.updateStrategy).type)),
      ...selectorItem(spec),
      ...observed(object, status),
    ],
    templateOf(object),
  );
}

/** `describe.go` describeJob. */
export function jobDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  return templated(
    object,
    [
      ...field('Status', jobStatus(object)),
      ...field(
        'Pods',
        `${int(status.active)} active (${int(status.ready)} ready), ${int(status.succeeded)} succeeded, ${int(status.failed)} failed`,
      ),
      ...field('Completions', has(spec.completions) ? int(spec.completions) : 'any one'),
      ...field('Parallelism', has(spec.parallelism) ? int(spec.parallelism) : null),
      ...field('Mode', str(spec.completionMode)),
      ...field('Completed indexes', str(status.completedIndexes)),
      ...field('Failed indexes', str(status.failedIndexes)),
      ...field('Started', time(parseTime(status.startTime))),
      ...field('Completed', time(parseTime(status.completionTime))),
      ...field('Back-off limit', has(spec.backoffLimit) ? int(spec.backoffLimit) : null),
      ...field('Deadline', has(spec.activeDeadlineSeconds) ? `${int(spec.activeDeadlineSeconds)} s` : ''),
      ...field('Removed after', has(spec.ttlSecondsAfterFinished) ? `${int(spec.ttlSecondsAfterFinished)} s` : ''),
      ...(bool(spec.suspend) ? field('Suspended', 'yes') : []),
      ...selectorItem(spec),
    ],
    templateOf(object),
  );
}

/** `describe.go` describeCronJob. */
export function cronJobDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const namespace = str(object.metadata.namespace);
  const active = arr(status.active).map((job) => link('Job', namespace, str(rec(job).name), 'batch'));
  return templated(
    object,
    [
      ...field('Schedule', [...mono(str(spec.schedule)), ...zone(str(spec.timeZone))]),
      ...(bool(spec.suspend)
        ? field('Suspended', [{ type: 'text' as const, text: 'yes', role: 'warn' as const }])
        : []),
      ...field('Last run', time(parseTime(status.lastScheduleTime))),
      ...field('Last success', time(parseTime(status.lastSuccessfulTime))),
      ...lines('Active jobs', active),
      ...field('Concurrency', str(spec.concurrencyPolicy)),
      ...field('Start deadline', has(spec.startingDeadlineSeconds) ? `${int(spec.startingDeadlineSeconds)} s` : ''),
      ...field(
        'Kept',
        `${int(spec.successfulJobsHistoryLimit)} successful, ${int(spec.failedJobsHistoryLimit)} failed`,
      ),
    ],
    rec(rec(rec(spec.jobTemplate).spec).template),
  );
}

const zone = (name: string) => (name === '' ? [] : [{ type: 'text' as const, text: ` ${name}`, muted: true as const }]);
