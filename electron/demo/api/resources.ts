/** What the server serves. Facts of Kubernetes 1.36 (`api/discovery/*.json` of kubernetes/kubernetes). */
export interface SubresourceInfo {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly string[];
}

export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly subresources: readonly SubresourceInfo[];
  /** Where its objects live in the store: `deployments.apps`. Two versions of a kind share one. */
  readonly storage: string;
}

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** The same, in the order custom resources list them. */
const CUSTOM = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];
const ONE_BY_ONE = ALL.filter((verb) => verb !== 'deletecollection');
const EDIT = ['get', 'patch', 'update'];

/** group/version | plural | singular | Kind | scope | short names | categories | subresources. `create` alone: `!` before the plural. */
const TABLE = `
v1|!bindings|binding|Binding|N|||
v1|componentstatuses|componentstatus|ComponentStatus|C|cs||
v1|configmaps|configmap|ConfigMap|N|cm||
v1|endpoints|endpoints|Endpoints|N|ep||
v1|events|event|Event|N|ev||
v1|limitranges|limitrange|LimitRange|N|limits||
v1|namespaces|namespace|Namespace|C|ns||finalize status
v1|nodes|node|Node|C|no||proxy status
v1|persistentvolumeclaims|persistentvolumeclaim|PersistentVolumeClaim|N|pvc||status
v1|persistentvolumes|persistentvolume|PersistentVolume|C|pv||status
v1|pods|pod|Pod|N|po|all|attach binding ephemeralcontainers eviction exec log portforward proxy resize status
v1|podtemplates|podtemplate|PodTemplate|N|||
v1|replicationcontrollers|replicationcontroller|ReplicationController|N|rc|all|scale status
v1|resourcequotas|resourcequota|ResourceQuota|N|quota||status
v1|secrets|secret|Secret|N|||
v1|serviceaccounts|serviceaccount|ServiceAccount|N|sa||token
v1|services|service|Service|N|svc|all|proxy status
apiregistration.k8s.io/v1|apiservices|apiservice|APIService|C||api-extensions|status
apps/v1|controllerrevisions|controllerrevision|ControllerRevision|N|||
apps/v1|daemonsets|daemonset|DaemonSet|N|ds|all|status
apps/v1|deployments|deployment|Deployment|N|deploy|all|scale status
apps/v1|replicasets|replicaset|ReplicaSet|N|rs|all|scale status
apps/v1|statefulsets|statefulset|StatefulSet|N|sts|all|scale status
events.k8s.io/v1|events|event|Event|N|ev||
authentication.k8s.io/v1|!selfsubjectreviews|selfsubjectreview|SelfSubjectReview|C|||
authentication.k8s.io/v1|!tokenreviews|tokenreview|TokenReview|C|||
authorization.k8s.io/v1|!localsubjectaccessreviews|localsubjectaccessreview|LocalSubjectAccessReview|N|||
authorization.k8s.io/v1|!selfsubjectaccessreviews|selfsubjectaccessreview|SelfSubjectAccessReview|C|||
authorization.k8s.io/v1|!selfsubjectrulesreviews|selfsubjectrulesreview|SelfSubjectRulesReview|C|||
authorization.k8s.io/v1|!subjectaccessreviews|subjectaccessreview|SubjectAccessReview|C|||
autoscaling/v2|horizontalpodautoscalers|horizontalpodautoscaler|HorizontalPodAutoscaler|N|hpa|all|status
autoscaling/v1|horizontalpodautoscalers|horizontalpodautoscaler|HorizontalPodAutoscaler|N|hpa|all|status
batch/v1|cronjobs|cronjob|CronJob|N|cj|all|status
batch/v1|jobs|job|Job|N||all|status
certificates.k8s.io/v1|certificatesigningrequests|certificatesigningrequest|CertificateSigningRequest|C|csr||approval status
networking.k8s.io/v1|ingressclasses|ingressclass|IngressClass|C|||
networking.k8s.io/v1|ingresses|ingress|Ingress|N|ing||status
networking.k8s.io/v1|ipaddresses|ipaddress|IPAddress|C|ip||
networking.k8s.io/v1|networkpolicies|networkpolicy|NetworkPolicy|N|netpol||
networking.k8s.io/v1|servicecidrs|servicecidr|ServiceCIDR|C|||status
policy/v1|poddisruptionbudgets|poddisruptionbudget|PodDisruptionBudget|N|pdb||status
rbac.authorization.k8s.io/v1|clusterrolebindings|clusterrolebinding|ClusterRoleBinding|C|||
rbac.authorization.k8s.io/v1|clusterroles|clusterrole|ClusterRole|C|||
rbac.authorization.k8s.io/v1|rolebindings|rolebinding|RoleBinding|N|||
rbac.authorization.k8s.io/v1|roles|role|Role|N|||
storage.k8s.io/v1|csidrivers|csidriver|CSIDriver|C|||
storage.k8s.io/v1|csinodes|csinode|CSINode|C|||
storage.k8s.io/v1|csistoragecapacities|csistoragecapacity|CSIStorageCapacity|N|||
storage.k8s.io/v1|storageclasses|storageclass|StorageClass|C|sc||
storage.k8s.io/v1|volumeattachments|volumeattachment|VolumeAttachment|C|||status
storage.k8s.io/v1|volumeattributesclasses|volumeattributesclass|VolumeAttributesClass|C|vac||
admissionregistration.k8s.io/v1|mutatingadmissionpolicies|mutatingadmissionpolicy|MutatingAdmissionPolicy|C||api-extensions|
admissionregistration.k8s.io/v1|mutatingadmissionpolicybindings|mutatingadmissionpolicybinding|MutatingAdmissionPolicyBinding|C||api-extensions|
admissionregistration.k8s.io/v1|mutatingwebhookconfigurations|mutatingwebhookconfiguration|MutatingWebhookConfiguration|C||api-extensions|
admissionregistration.k8s.io/v1|validatingadmissionpolicies|validatingadmissionpolicy|ValidatingAdmissionPolicy|C||api-extensions|status
admissionregistration.k8s.io/v1|validatingadmissionpolicybindings|validatingadmissionpolicybinding|ValidatingAdmissionPolicyBinding|C||api-extensions|
admissionregistration.k8s.io/v1|validatingwebhookconfigurations|validatingwebhookconfiguration|ValidatingWebhookConfiguration|C||api-extensions|
apiextensions.k8s.io/v1|customresourcedefinitions|customresourcedefinition|CustomResourceDefinition|C|crd,crds|api-extensions|status
scheduling.k8s.io/v1|priorityclasses|priorityclass|PriorityClass|C|pc||
coordination.k8s.io/v1|leases|lease|Lease|N|||
node.k8s.io/v1|runtimeclasses|runtimeclass|RuntimeClass|C|||
discovery.k8s.io/v1|endpointslices|endpointslice|EndpointSlice|N|||
resource.k8s.io/v1|deviceclasses|deviceclass|DeviceClass|C|||
resource.k8s.io/v1|resourceclaims|resourceclaim|ResourceClaim|N|||status
resource.k8s.io/v1|resourceclaimtemplates|resourceclaimtemplate|ResourceClaimTemplate|N|||
resource.k8s.io/v1|resourceslices|resourceslice|ResourceSlice|C|||
flowcontrol.apiserver.k8s.io/v1|flowschemas|flowschema|FlowSchema|C|||status
flowcontrol.apiserver.k8s.io/v1|prioritylevelconfigurations|prioritylevelconfiguration|PriorityLevelConfiguration|C|||status
metrics.k8s.io/v1beta1|nodes||NodeMetrics|C|||
metrics.k8s.io/v1beta1|pods||PodMetrics|N|||
`;

const words = (text: string, separator: string): string[] => (text === '' ? [] : text.split(separator));

/** Subresources whose kind is not their parent's. */
function subresource(name: string, parent: { group: string; version: string; kind: string }): SubresourceInfo {
  const own = { name, group: parent.group, version: parent.version };
  const connect = (kind: string) => ({ ...own, kind, verbs: name === 'proxy' ? PROXY : ['create', 'get'] });
  if (name === 'scale') return { name, kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: EDIT };
  if (name === 'binding') return { ...own, kind: 'Binding', verbs: ['create'] };
  if (name === 'eviction') return { name, kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] };
  if (name === 'token') {
    return { name, kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] };
  }
  if (name === 'log') return { ...own, kind: 'Pod', verbs: ['get'] };
  if (name === 'attach') return connect('PodAttachOptions');
  if (name === 'exec') return connect('PodExecOptions');
  if (name === 'portforward') return connect('PodPortForwardOptions');
  if (name === 'proxy') return connect(`${parent.kind}ProxyOptions`);
  if (name === 'finalize') return { ...own, kind: parent.kind, verbs: ['update'] };
  return { ...own, kind: parent.kind, verbs: EDIT };
}
const PROXY = ['create', 'delete', 'get', 'patch', 'update'];

export const storageName = (group: string, plural: string): string => (group === '' ? plural : `${plural}.${group}`);

function parseLine(line: string): ResourceInfo {
  const [gv = '', rawPlural = '', singular = '', kind = '', scope, short = '', categories = '', subs = ''] =
    line.split('|');
  const slash = gv.indexOf('/');
  const group = slash < 0 ? '' : gv.slice(0, slash);
  const version = gv.slice(slash + 1);
  const createOnly = rawPlural.startsWith('!');
  const plural = createOnly ? rawPlural.slice(1) : rawPlural;
  const readOnly = group === 'metrics.k8s.io' || plural === 'componentstatuses';
  return {
    group,
    version,
    plural,
    singular,
    kind,
    namespaced: scope === 'N',
    shortNames: words(short, ','),
    categories: words(categories, ','),
    verbs: createOnly ? ['create'] : readOnly ? ['get', 'list'] : plural === 'namespaces' ? ONE_BY_ONE : ALL,
    subresources: words(subs, ' ').map((name) => subresource(name, { group, version, kind })),
    storage: storageName(group === 'events.k8s.io' ? '' : group, plural),
  };
}

export const BUILT_IN: readonly ResourceInfo[] = TABLE.trim().split('\n').map(parseLine);

/** One served version of a CustomResourceDefinition, as a resource. */
export function customResource(names: {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly status: boolean;
}): ResourceInfo {
  return {
    ...names,
    verbs: CUSTOM,
    subresources: names.status ? [subresource('status', names)] : [],
    storage: storageName(names.group, names.plural),
  };
}

export const apiVersionOf = (info: { readonly group: string; readonly version: string }): string =>
  info.group === '' ? info.version : `${info.group}/${info.version}`;
