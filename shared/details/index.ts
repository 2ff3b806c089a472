import type { KubeObject } from '../kinds/spec.ts';
import { bindingDetails, roleDetails, serviceAccountDetails } from './access.ts';
import { policyBindingDetails, policyDetails, webhooksDetails } from './admission.ts';
import {
  apiServiceDetails,
  componentStatusDetails,
  definitionDetails,
  flowSchemaDetails,
  leaseCandidateDetails,
  leaseDetails,
  migrationDetails,
  priorityLevelDetails,
  revisionDetails,
  storageVersionDetails,
} from './api-machinery.ts';
import { podCertificateRequestDetails, signingRequestDetails, trustBundleDetails } from './certificates.ts';
import { metricsDetails, priorityClassDetails, runtimeClassDetails } from './classes.ts';
import {
  configMapDetails,
  limitRangeDetails,
  namespaceDetails,
  resourceQuotaDetails,
  secretDetails,
} from './config.ts';
import { customDetails } from './custom.ts';
import { claimDetails, claimTemplateDetails, deviceClassDetails, sliceDetails, taintRuleDetails } from './devices.ts';
import { eventDetails } from './event.ts';
import { gatewayClassDetails, gatewayDetails, routeDetails } from './gateway.ts';
import type { Details } from './model.ts';
import { endpointSliceDetails, ingressDetails, networkPolicyDetails, serviceDetails } from './network.ts';
import { endpointsDetails, ingressClassDetails, ipAddressDetails, serviceCidrDetails } from './network-more.ts';
import { nodeDetails } from './node.ts';
import { podDetails } from './pod.ts';
import { autoscalerDetails, disruptionBudgetDetails } from './scaling.ts';
import { persistentVolumeClaimDetails, persistentVolumeDetails, storageClassDetails } from './storage.ts';
import {
  attachmentDetails,
  attributesClassDetails,
  csiDriverDetails,
  csiNodeDetails,
  storageCapacityDetails,
} from './storage-more.ts';
import {
  cronJobDetails,
  daemonSetDetails,
  deploymentDetails,
  jobDetails,
  podTemplateDetails,
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
  ['podtemplates', podTemplateDetails],
  ['controllerrevisions.apps', revisionDetails],
  ['endpoints', endpointsDetails],
  ['ingressclasses.networking.k8s.io', ingressClassDetails],
  ['servicecidrs.networking.k8s.io', serviceCidrDetails],
  ['ipaddresses.networking.k8s.io', ipAddressDetails],
  ['volumeattributesclasses.storage.k8s.io', attributesClassDetails],
  ['volumeattachments.storage.k8s.io', attachmentDetails],
  ['csidrivers.storage.k8s.io', csiDriverDetails],
  ['csinodes.storage.k8s.io', csiNodeDetails],
  ['csistoragecapacities.storage.k8s.io', storageCapacityDetails],
  ['certificatesigningrequests.certificates.k8s.io', signingRequestDetails],
  ['clustertrustbundles.certificates.k8s.io', trustBundleDetails],
  ['podcertificaterequests.certificates.k8s.io', podCertificateRequestDetails],
  ['leases.coordination.k8s.io', leaseDetails],
  ['leasecandidates.coordination.k8s.io', leaseCandidateDetails],
  ['priorityclasses.scheduling.k8s.io', priorityClassDetails],
  ['runtimeclasses.node.k8s.io', runtimeClassDetails],
  ['resourceclaims.resource.k8s.io', claimDetails],
  ['resourceclaimtemplates.resource.k8s.io', claimTemplateDetails],
  ['deviceclasses.resource.k8s.io', deviceClassDetails],
  ['resourceslices.resource.k8s.io', sliceDetails],
  ['devicetaintrules.resource.k8s.io', taintRuleDetails],
  ['apiservices.apiregistration.k8s.io', apiServiceDetails],
  ['customresourcedefinitions.apiextensions.k8s.io', definitionDetails],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', webhooksDetails],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', webhooksDetails],
  ['validatingadmissionpolicies.admissionregistration.k8s.io', policyDetails],
  ['mutatingadmissionpolicies.admissionregistration.k8s.io', policyDetails],
  ['validatingadmissionpolicybindings.admissionregistration.k8s.io', policyBindingDetails('ValidatingAdmissionPolicy')],
  ['mutatingadmissionpolicybindings.admissionregistration.k8s.io', policyBindingDetails('MutatingAdmissionPolicy')],
  ['flowschemas.flowcontrol.apiserver.k8s.io', flowSchemaDetails],
  ['prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', priorityLevelDetails],
  ['componentstatuses', componentStatusDetails],
  ['storageversions.internal.apiserver.k8s.io', storageVersionDetails],
  ['storageversionmigrations.storagemigration.k8s.io', migrationDetails],
  ['pods.metrics.k8s.io', metricsDetails],
  ['nodes.metrics.k8s.io', metricsDetails],
  ['gatewayclasses.gateway.networking.k8s.io', gatewayClassDetails],
  ['gateways.gateway.networking.k8s.io', gatewayDetails],
  ['httproutes.gateway.networking.k8s.io', routeDetails],
  ['grpcroutes.gateway.networking.k8s.io', routeDetails],
  ['tcproutes.gateway.networking.k8s.io', routeDetails],
  ['tlsroutes.gateway.networking.k8s.io', routeDetails],
  ['udproutes.gateway.networking.k8s.io', routeDetails],
]);

/** Whether this kind has details of its own; others are shown by their definition, or by their fields. */
export const hasOwnDetails = (kind: string): boolean => byKind.has(kind);

/**
 * What a panel shows of an object of this kind. `definition`: the CustomResourceDefinition of a kind without details of its own,
 * where there is one and it may be read. Never throws on a malformed object.
 */
export function detailsOf(kind: string, object: KubeObject, definition: KubeObject | null = null): Details {
  return (byKind.get(kind) ?? ((one) => customDetails(one, definition)))(object);
}
