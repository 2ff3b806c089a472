import { arr, has, type Rec, rec, str } from '../kube/read.ts';
import { type Reference, refer } from './reference.ts';

/** Everything a pod's spec names. `pod` is the pod's own name where there is one: claims of ephemeral volumes carry it. */
export function podReferences(spec: Rec, namespace: string, pod = ''): readonly Reference[] {
  const containers = [spec.initContainers, spec.containers, spec.ephemeralContainers].flatMap(arr).map(rec);
  return [
    ...arr(spec.volumes).flatMap((volume) => volumeReferences(rec(volume), containers, namespace, pod)),
    ...containers.flatMap((container) => environmentReferences(container, namespace)),
    ...arr(spec.imagePullSecrets).flatMap((one) =>
      refer('pulls images with it', 'Secret', namespace, str(rec(one).name)),
    ),
    ...refer('runs as it', 'ServiceAccount', namespace, str(spec.serviceAccountName)),
    ...refer('priority', 'PriorityClass', '', str(spec.priorityClassName), 'scheduling.k8s.io'),
    ...refer('runtime', 'RuntimeClass', '', str(spec.runtimeClassName), 'node.k8s.io'),
    ...refer('runs on it', 'Node', '', str(spec.nodeName)),
    ...arr(spec.resourceClaims)
      .map(rec)
      .flatMap((claim) => [
        ...refer('claims its devices', 'ResourceClaim', namespace, str(claim.resourceClaimName), 'resource.k8s.io'),
        ...refer(
          'claims devices by it',
          'ResourceClaimTemplate',
          namespace,
          str(claim.resourceClaimTemplateName),
          'resource.k8s.io',
        ),
      ]),
  ];
}

/** Volume types whose credentials are a Secret under this field. */
const SECRET_FIELDS: readonly (readonly [string, string])[] = [
  ['azureFile', 'secretName'],
  ['cephfs', 'secretRef'],
  ['cinder', 'secretRef'],
  ['flexVolume', 'secretRef'],
  ['iscsi', 'secretRef'],
  ['rbd', 'secretRef'],
  ['scaleIO', 'secretRef'],
  ['storageos', 'secretRef'],
  ['csi', 'nodePublishSecretRef'],
];

function volumeReferences(
  volume: Rec,
  containers: readonly Rec[],
  namespace: string,
  pod: string,
): readonly Reference[] {
  const name = str(volume.name);
  const how = mountWords(name, containers);
  const sources = [volume, ...arr(rec(volume.projected).sources).map(rec)];
  const claim = str(rec(volume.persistentVolumeClaim).claimName);
  const own = has(volume.ephemeral) && pod !== '' ? `${pod}-${name}` : '';
  return [
    ...sources.flatMap((source) => [
      ...refer(how, 'ConfigMap', namespace, str(rec(source.configMap).name)),
      // A volume's secret is named by `secretName`, a projected one by `name`.
      ...refer(how, 'Secret', namespace, str(rec(source.secret).secretName) || str(rec(source.secret).name)),
      ...refer(how, 'ClusterTrustBundle', '', str(rec(source.clusterTrustBundle).name), 'certificates.k8s.io'),
    ]),
    ...refer(how, 'PersistentVolumeClaim', namespace, claim === '' ? own : claim),
    ...SECRET_FIELDS.flatMap(([type, field]) => {
      const value = rec(volume[type])[field];
      return refer(`credentials of volume ${name}`, 'Secret', namespace, str(value) || str(rec(value).name));
    }),
  ];
}

/** `mounted at /etc/conf in app`, or the volume's name where no container mounts it. */
function mountWords(volume: string, containers: readonly Rec[]): string {
  const places = containers.flatMap((container) => [
    ...arr(container.volumeMounts)
      .map(rec)
      .filter((mount) => mount.name === volume)
      .map((mount) => `${str(mount.mountPath)} in ${str(container.name)}`),
    ...arr(container.volumeDevices)
      .map(rec)
      .filter((device) => device.name === volume)
      .map((device) => `${str(device.devicePath)} in ${str(container.name)}`),
  ]);
  return places.length === 0 ? `volume ${volume}, mounted nowhere` : `mounted at ${places.join(', ')}`;
}

function environmentReferences(container: Rec, namespace: string): readonly Reference[] {
  const of = str(container.name);
  return [
    ...arr(container.env)
      .map(rec)
      .flatMap((variable) => {
        const from = rec(variable.valueFrom);
        const how = `environment ${str(variable.name)} of ${of}`;
        return [
          ...refer(how, 'ConfigMap', namespace, str(rec(from.configMapKeyRef).name)),
          ...refer(how, 'Secret', namespace, str(rec(from.secretKeyRef).name)),
        ];
      }),
    ...arr(container.envFrom)
      .map(rec)
      .flatMap((from) => [
        ...refer(`environment of ${of}, all keys`, 'ConfigMap', namespace, str(rec(from.configMapRef).name)),
        ...refer(`environment of ${of}, all keys`, 'Secret', namespace, str(rec(from.secretRef).name)),
      ]),
  ];
}
