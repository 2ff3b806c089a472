import type { KubeObject } from '../kinds/spec.ts';
import { bindingDetails, roleDetails, serviceAccountDetails } from './access.ts';
import {
  configMapDetails,
  limitRangeDetails,
  namespaceDetails,
  resourceQuotaDetails,
  secretDetails,
} from './config.ts';
import { eventDetails } from './event.ts';
import { genericDetails } from './generic.ts';
import type { Details } from './model.ts';
import { endpointSliceDetails, ingressDetails, networkPolicyDetails, serviceDetails } from './network.ts';
import { nodeDetails } from './node.ts';
import { podDetails } from './pod.ts';
import { autoscalerDetails, disruptionBudgetDetails } from './scaling.ts';
import { persistentVolumeClaimDetails, persistentVolumeDetails, storageClassDetails } from './storage.ts';
import {
  cronJobDetails,
  daemonSetDetails,
  deploymentDetails,
  jobDetails,
  replicaSetDetails,
  statefulSetDetails,
} from './workload.ts';

/** By KindInfo id. Every other kind is shown by its fields. */
const byKind: ReadonlyMap<string, (object: KubeObject) => Details> = new Map([
  ['pods', podDetails],
  ['deployments.apps', deploymentDetails],
  ['replicasets.apps', replicaSetDetails],
  ['replicationcontrollers', replicaSetDetails],
  ['statefulsets.apps', statefulSetDetails],
  ['daemonsets.apps', daemonSetDetails],
  ['jobs.batch', jobDetails],
  ['cronjobs.batch', cronJobDetails],
  ['services', serviceDetails],
  ['ingresses.networking.k8s.io', ingressDetails],
  ['endpointslices.discovery.k8s.io', endpointSliceDetails],
  ['networkpolicies.networking.k8s.io', networkPolicyDetails],
  ['nodes', nodeDetails],
  ['namespaces', namespaceDetails],
  ['events', eventDetails],
  ['events.events.k8s.io', eventDetails],
  ['configmaps', configMapDetails],
  ['secrets', secretDetails],
  ['resourcequotas', resourceQuotaDetails],
  ['limitranges', limitRangeDetails],
  ['persistentvolumes', persistentVolumeDetails],
  ['persistentvolumeclaims', persistentVolumeClaimDetails],
  ['storageclasses.storage.k8s.io', storageClassDetails],
  ['serviceaccounts', serviceAccountDetails],
  ['roles.rbac.authorization.k8s.io', roleDetails],
  ['clusterroles.rbac.authorization.k8s.io', roleDetails],
  ['rolebindings.rbac.authorization.k8s.io', bindingDetails],
  ['clusterrolebindings.rbac.authorization.k8s.io', bindingDetails],
  ['horizontalpodautoscalers.autoscaling', autoscalerDetails],
  ['poddisruptionbudgets.policy', disruptionBudgetDetails],
]);

/** What a panel shows of an object of this kind. Never throws on a malformed object. */
export const detailsOf = (kind: string, object: KubeObject): Details => (byKind.get(kind) ?? genericDetails)(object);
