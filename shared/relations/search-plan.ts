import { type FieldTerm, formatFieldSelector } from '../kube/field-selectors.ts';

/** Which lists to look through for objects that may refer to, or select, an object of some kind. */
export interface Search {
  /** KindInfo id of the list. */
  readonly kind: string;
  /** Only a list of the whole cluster can hold all of them. */
  readonly everywhere: boolean;
  /** `reference`: those that name it. `selector`: those whose pod selector matches its labels. */
  readonly by: 'reference' | 'selector';
  /** Lets the server leave out what cannot match. */
  readonly fields?: string;
}

const near = (...kinds: readonly string[]): readonly Search[] =>
  kinds.map((kind) => ({ kind, everywhere: false, by: 'reference' }));
const everywhere = (...kinds: readonly string[]): readonly Search[] =>
  kinds.map((kind) => ({ kind, everywhere: true, by: 'reference' }));
const selecting = (...kinds: readonly string[]): readonly Search[] =>
  kinds.map((kind) => ({ kind, everywhere: false, by: 'selector' }));

const WORKLOADS = ['deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'cronjobs.batch', 'jobs.batch'];
const ROUTES = ['httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'].map(
  (plural) => `${plural}.gateway.networking.k8s.io`,
);
const GATEWAYS = 'gateways.gateway.networking.k8s.io';
const WEBHOOKS = ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'].map(
  (plural) => `${plural}.admissionregistration.k8s.io`,
);
const BINDINGS = ['rolebindings.rbac.authorization.k8s.io', 'clusterrolebindings.rbac.authorization.k8s.io'];
const SELECTORS = ['services', 'networkpolicies.networking.k8s.io', 'poddisruptionbudgets.policy'];
const AUTOSCALERS = 'horizontalpodautoscalers.autoscaling';
const scaled = [...selecting(...SELECTORS), ...near(AUTOSCALERS)];

const plans: ReadonlyMap<string, readonly Search[]> = new Map<string, readonly Search[]>([
  ['pods', [...selecting(...SELECTORS), ...near('endpointslices.discovery.k8s.io')]],
  ['deployments.apps', scaled],
  ['statefulsets.apps', scaled],
  ['replicasets.apps', scaled],
  ['replicationcontrollers', scaled],
  ['daemonsets.apps', selecting(...SELECTORS)],
  ['jobs.batch', selecting(...SELECTORS)],
  ['configmaps', near(...WORKLOADS, 'pods')],
  [
    'secrets',
    [
      ...near(...WORKLOADS, 'pods', 'ingresses.networking.k8s.io', 'serviceaccounts'),
      ...everywhere(GATEWAYS, 'persistentvolumes', 'storageclasses.storage.k8s.io'),
    ],
  ],
  ['persistentvolumeclaims', near(...WORKLOADS, 'pods')],
  ['persistentvolumes', everywhere('volumeattachments.storage.k8s.io')],
  ['storageclasses.storage.k8s.io', everywhere('persistentvolumes', 'persistentvolumeclaims', 'statefulsets.apps')],
  ['volumeattributesclasses.storage.k8s.io', everywhere('persistentvolumes', 'persistentvolumeclaims')],
  [
    'csidrivers.storage.k8s.io',
    everywhere(
      'storageclasses.storage.k8s.io',
      'csinodes.storage.k8s.io',
      'volumeattachments.storage.k8s.io',
      'persistentvolumes',
    ),
  ],
  ['serviceaccounts', [...near(...WORKLOADS, 'pods'), ...everywhere(...BINDINGS)]],
  ['roles.rbac.authorization.k8s.io', near('rolebindings.rbac.authorization.k8s.io')],
  ['clusterroles.rbac.authorization.k8s.io', everywhere(...BINDINGS)],
  [
    'services',
    [
      ...near('ingresses.networking.k8s.io', 'statefulsets.apps'),
      ...everywhere(
        ...ROUTES,
        ...WEBHOOKS,
        'apiservices.apiregistration.k8s.io',
        'customresourcedefinitions.apiextensions.k8s.io',
      ),
    ],
  ],
  ['ingressclasses.networking.k8s.io', everywhere('ingresses.networking.k8s.io')],
  ['gatewayclasses.gateway.networking.k8s.io', everywhere(GATEWAYS)],
  [GATEWAYS, everywhere(...ROUTES)],
  ['priorityclasses.scheduling.k8s.io', everywhere(...WORKLOADS, 'pods')],
  ['runtimeclasses.node.k8s.io', everywhere(...WORKLOADS, 'pods')],
  ['resourceclaims.resource.k8s.io', near('pods')],
  ['resourceclaimtemplates.resource.k8s.io', near(...WORKLOADS, 'pods')],
  ['nodes', everywhere('volumeattachments.storage.k8s.io', 'csinodes.storage.k8s.io')],
  ['prioritylevelconfigurations.flowcontrol.apiserver.k8s.io', everywhere('flowschemas.flowcontrol.apiserver.k8s.io')],
  [
    'validatingadmissionpolicies.admissionregistration.k8s.io',
    everywhere('validatingadmissionpolicybindings.admissionregistration.k8s.io'),
  ],
  [
    'mutatingadmissionpolicies.admissionregistration.k8s.io',
    everywhere('mutatingadmissionpolicybindings.admissionregistration.k8s.io'),
  ],
]);

/** The lists to search for what refers to, or selects, this object; none for kinds that nothing built-in refers to. */
export function searchPlan(kindId: string, name: string): readonly Search[] {
  return (plans.get(kindId) ?? []).map((search) => {
    const terms = fieldsFor(kindId, search.kind, name);
    return terms.length === 0 ? search : { ...search, fields: formatFieldSelector(terms) };
  });
}

/** Field selectors the API server knows. Source: `pkg/apis/core/v1/conversion.go`, pods. */
function fieldsFor(target: string, list: string, name: string): readonly FieldTerm[] {
  if (target === 'serviceaccounts' && list === 'pods') {
    return [{ field: 'spec.serviceAccountName', operator: '=', value: name }];
  }
  if (target === 'nodes' && list === 'csinodes.storage.k8s.io') {
    return [{ field: 'metadata.name', operator: '=', value: name }];
  }
  return [];
}

/** Kinds that objects of this kind are known to own, by their controllers; `null` for kinds whose children may be anything. */
export function childKinds(kindId: string): readonly string[] | null {
  return (
    CHILDREN.get(kindId) ??
    (kindId.includes('.') && !/\.(k8s\.io|apps|batch|policy|autoscaling)$/.test(kindId) ? null : [])
  );
}

const CHILDREN: ReadonlyMap<string, readonly string[]> = new Map([
  ['deployments.apps', ['replicasets.apps']],
  ['replicasets.apps', ['pods']],
  ['replicationcontrollers', ['pods']],
  ['statefulsets.apps', ['pods', 'persistentvolumeclaims', 'controllerrevisions.apps']],
  ['daemonsets.apps', ['pods', 'controllerrevisions.apps']],
  ['jobs.batch', ['pods']],
  ['cronjobs.batch', ['jobs.batch']],
  ['services', ['endpointslices.discovery.k8s.io']],
  ['pods', ['persistentvolumeclaims', 'resourceclaims.resource.k8s.io']],
  ['resourceclaims.resource.k8s.io', []],
]);
