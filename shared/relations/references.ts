import type { KubeObject } from '../kinds/spec.ts';
import { groupOf } from '../kube/owners.ts';
import { arr, bool, entry, has, type Rec, rec, str, strings } from '../kube/read.ts';
import { gatewayReferences, routeReferences } from './gateway-references.ts';
import { genericReferences } from './generic-references.ts';
import { podReferences } from './pod-references.ts';
import { type Reference, refer } from './reference.ts';

const RBAC = 'rbac.authorization.k8s.io';
const STORAGE = 'storage.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

type Reader = (object: KubeObject, spec: Rec, namespace: string) => readonly Reference[];

const template: Reader = (_, spec, namespace) => podReferences(rec(rec(spec.template).spec), namespace);

/** By KindInfo id: what an object of this kind refers to. Owners are not among it: they are the tree's. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['pods', (object, spec, namespace) => podReferences(spec, namespace, object.metadata.name)],
  ['deployments.apps', template],
  ['replicasets.apps', template],
  ['daemonsets.apps', template],
  ['replicationcontrollers', template],
  ['jobs.batch', template],
  ['podtemplates', (object, _, namespace) => podReferences(rec(rec(object.template).spec), namespace)],
  ['statefulsets.apps', statefulSet],
  [
    'cronjobs.batch',
    (_, spec, namespace) => podReferences(rec(rec(rec(rec(spec.jobTemplate).spec).template).spec), namespace),
  ],
  ['serviceaccounts', serviceAccount],
  ['ingresses.networking.k8s.io', ingress],
  ['endpointslices.discovery.k8s.io', endpointSlice],
  ['horizontalpodautoscalers.autoscaling', autoscaler],
  ['rolebindings.rbac.authorization.k8s.io', binding],
  ['clusterrolebindings.rbac.authorization.k8s.io', binding],
  ['persistentvolumeclaims', claim],
  ['persistentvolumes', volume],
  ['storageclasses.storage.k8s.io', storageClass],
  ['volumeattachments.storage.k8s.io', attachment],
  ['csinodes.storage.k8s.io', csiNode],
  ['validatingwebhookconfigurations.admissionregistration.k8s.io', webhooks],
  ['mutatingwebhookconfigurations.admissionregistration.k8s.io', webhooks],
  ['validatingadmissionpolicybindings.admissionregistration.k8s.io', policyBinding('ValidatingAdmissionPolicy')],
  ['mutatingadmissionpolicybindings.admissionregistration.k8s.io', policyBinding('MutatingAdmissionPolicy')],
  ['apiservices.apiregistration.k8s.io', (_, spec) => service('serves it', rec(spec.service))],
  [
    'customresourcedefinitions.apiextensions.k8s.io',
    (_, spec) => service('converts versions', rec(rec(rec(rec(spec.conversion).webhook).clientConfig).service)),
  ],
  [
    'flowschemas.flowcontrol.apiserver.k8s.io',
    (_, spec) =>
      refer(
        'priority level',
        'PriorityLevelConfiguration',
        '',
        str(rec(spec.priorityLevelConfiguration).name),
        'flowcontrol.apiserver.k8s.io',
      ),
  ],
  ['gateways.gateway.networking.k8s.io', gatewayReferences],
  ['httproutes.gateway.networking.k8s.io', routeReferences],
  ['grpcroutes.gateway.networking.k8s.io', routeReferences],
  ['tcproutes.gateway.networking.k8s.io', routeReferences],
  ['tlsroutes.gateway.networking.k8s.io', routeReferences],
  ['udproutes.gateway.networking.k8s.io', routeReferences],
]);

/** Kinds whose references are read by the names of their fields: everything that Kubernetes itself does not define. */
const BUILT_IN_GROUPS = /^(apps|batch|autoscaling|policy|events\.k8s\.io|.*\.k8s\.io)$/;

/** What the object refers to, in the order of its fields. Never throws on a malformed object. */
export function referencesOf(kindId: string, object: KubeObject): readonly Reference[] {
  const namespace = str(object.metadata.namespace);
  const reader = readers.get(kindId);
  if (reader !== undefined) return reader(object, rec(object.spec), namespace);
  const dot = kindId.indexOf('.');
  const group = dot < 0 ? '' : kindId.slice(dot + 1);
  if (group === '' || BUILT_IN_GROUPS.test(group)) return [];
  return genericReferences(object, namespace);
}

function statefulSet(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  return [
    ...podReferences(rec(rec(spec.template).spec), namespace),
    ...refer('names its pods', 'Service', namespace, str(spec.serviceName)),
    ...arr(spec.volumeClaimTemplates).flatMap((one) =>
      refer('class of its claims', 'StorageClass', '', str(rec(rec(one).spec).storageClassName), STORAGE),
    ),
  ];
}

function serviceAccount(object: KubeObject, _: Rec, namespace: string): readonly Reference[] {
  return [
    ...arr(object.secrets).flatMap((one) => refer('may mount it', 'Secret', namespace, str(rec(one).name))),
    ...arr(object.imagePullSecrets).flatMap((one) =>
      refer('its pods pull images with it', 'Secret', namespace, str(rec(one).name)),
    ),
  ];
}

function ingress(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  const backend = (from: Rec, how: string): readonly Reference[] => {
    const resource = rec(from.resource);
    return [
      ...refer(how, 'Service', namespace, str(rec(from.service).name)),
      ...refer(how, str(resource.kind), namespace, str(resource.name), str(resource.apiGroup)),
    ];
  };
  return [
    ...refer('class', 'IngressClass', '', str(spec.ingressClassName), 'networking.k8s.io'),
    ...backend(rec(spec.defaultBackend), 'routes everything else to it'),
    ...arr(spec.rules)
      .map(rec)
      .flatMap((rule) =>
        arr(rec(rule.http).paths)
          .map(rec)
          .flatMap((path) =>
            backend(rec(path.backend), `routes ${str(rule.host) || '*'}${str(path.path) || '/'} to it`),
          ),
      ),
    ...arr(spec.tls)
      .map(rec)
      .flatMap((tls) =>
        refer(`TLS of ${strings(tls.hosts).join(', ') || 'every host'}`, 'Secret', namespace, str(tls.secretName)),
      ),
  ];
}

function endpointSlice(object: KubeObject, _: Rec, namespace: string): readonly Reference[] {
  const name = entry(object.metadata.labels, 'kubernetes.io/service-name') ?? '';
  return [
    ...refer('endpoints of it', 'Service', namespace, name),
    ...arr(object.endpoints)
      .map((endpoint) => rec(rec(endpoint).targetRef))
      .flatMap((target) =>
        refer('endpoint', str(target.kind) || 'Pod', str(target.namespace) || namespace, str(target.name)),
      ),
  ];
}

function autoscaler(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  const target = rec(spec.scaleTargetRef);
  return refer('scales it', str(target.kind), namespace, str(target.name), groupOf(str(target.apiVersion)));
}

function binding(object: KubeObject, _: Rec, namespace: string): readonly Reference[] {
  const role = rec(object.roleRef);
  const kind = str(role.kind);
  const subjects = arr(object.subjects).map(rec);
  return [
    ...refer(
      `grants it to ${subjects.map(subjectWords).join(', ') || 'nobody'}`,
      kind,
      kind === 'Role' ? namespace : '',
      str(role.name),
      RBAC,
    ),
    ...subjects
      .filter((subject) => subject.kind === 'ServiceAccount')
      .flatMap((subject) =>
        refer(
          `grants it ${kind} ${str(role.name)}`,
          'ServiceAccount',
          str(subject.namespace) || namespace,
          str(subject.name),
        ),
      ),
  ];
}

/** `User alice`, `ServiceAccount shop/web`. */
export const subjectWords = (subject: Rec): string =>
  `${str(subject.kind)} ${str(subject.namespace) === '' ? '' : `${str(subject.namespace)}/`}${str(subject.name)}`;

function claim(_: KubeObject, spec: Rec, namespace: string): readonly Reference[] {
  const from = rec(has(spec.dataSourceRef) ? spec.dataSourceRef : spec.dataSource);
  return [
    ...refer('bound to it', 'PersistentVolume', '', str(spec.volumeName)),
    ...refer('class', 'StorageClass', '', str(spec.storageClassName), STORAGE),
    ...refer('attributes', 'VolumeAttributesClass', '', str(spec.volumeAttributesClassName), STORAGE),
    ...refer('filled from it', str(from.kind), str(from.namespace) || namespace, str(from.name), str(from.apiGroup)),
  ];
}

function volume(_: KubeObject, spec: Rec): readonly Reference[] {
  const to = rec(spec.claimRef);
  const csi = rec(spec.csi);
  const secrets = [
    'controllerPublishSecretRef',
    'nodeStageSecretRef',
    'nodePublishSecretRef',
    'controllerExpandSecretRef',
    'nodeExpandSecretRef',
  ];
  return [
    ...refer('bound to it', 'PersistentVolumeClaim', str(to.namespace), str(to.name)),
    ...refer('class', 'StorageClass', '', str(spec.storageClassName), STORAGE),
    ...refer('attributes', 'VolumeAttributesClass', '', str(spec.volumeAttributesClassName), STORAGE),
    ...refer('driver', 'CSIDriver', '', str(csi.driver), STORAGE),
    ...secrets.flatMap((field) => {
      const secret = rec(csi[field]);
      return refer('credentials of the driver', 'Secret', str(secret.namespace), str(secret.name));
    }),
  ];
}

function storageClass(object: KubeObject): readonly Reference[] {
  const parameters = rec(object.parameters);
  return [
    ...refer('provisioner', 'CSIDriver', '', str(object.provisioner), STORAGE),
    ...Object.keys(parameters)
      .filter((key) => key.endsWith('secret-name'))
      .flatMap((key) => {
        const namespace = str(parameters[key.replace(/name$/, 'namespace')]);
        const name = str(parameters[key]);
        // `${pvc.name}` stands for a name that is not known here.
        return name.includes('$') || namespace.includes('$')
          ? []
          : refer('credentials of the provisioner', 'Secret', namespace, name);
      }),
  ];
}

function attachment(_: KubeObject, spec: Rec): readonly Reference[] {
  return [
    ...refer('attaches it', 'PersistentVolume', '', str(rec(spec.source).persistentVolumeName)),
    ...refer('attaches a volume to it', 'Node', '', str(spec.nodeName)),
    ...refer('attacher', 'CSIDriver', '', str(spec.attacher), STORAGE),
  ];
}

function csiNode(object: KubeObject, spec: Rec): readonly Reference[] {
  return [
    ...refer('describes it', 'Node', '', object.metadata.name),
    ...arr(spec.drivers).flatMap((driver) =>
      refer('has it installed', 'CSIDriver', '', str(rec(driver).name), STORAGE),
    ),
  ];
}

const service = (how: string, from: Rec): readonly Reference[] =>
  refer(how, 'Service', str(from.namespace), str(from.name));

function webhooks(object: KubeObject): readonly Reference[] {
  return arr(object.webhooks)
    .map(rec)
    .flatMap((hook) => service(`webhook ${str(hook.name)}`, rec(rec(hook.clientConfig).service)));
}

function policyBinding(kind: string): Reader {
  return (_, spec) => {
    const parameter = rec(spec.paramRef);
    return [
      ...refer('binds it', kind, '', str(spec.policyName), ADMISSION),
      ...(bool(parameter.selector)
        ? []
        : refer('parameters', 'ConfigMap', str(parameter.namespace), str(parameter.name))),
    ];
  };
}
