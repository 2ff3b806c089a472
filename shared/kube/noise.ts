/** Steps from an object's root; `*` stands for any item of a list, or any key. */
export type FieldPath = readonly string[];

/**
 * What differs between two objects without anybody having meant it: what the server or its controllers write by themselves. One
 * rule for the host's comparison, and for what an editor counts as a colleague's change.
 */
const everywhere: readonly FieldPath[] = [
  ['status'],
  ['metadata', 'managedFields'],
  ['metadata', 'uid'],
  ['metadata', 'resourceVersion'],
  ['metadata', 'generation'],
  ['metadata', 'creationTimestamp'],
  ['metadata', 'deletionTimestamp'],
  ['metadata', 'deletionGracePeriodSeconds'],
  ['metadata', 'selfLink'],
  ['metadata', 'generateName'],
  ['metadata', 'ownerReferences', '*', 'uid'],
  ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'],
  ['metadata', 'annotations', 'deployment.kubernetes.io/revision'],
  ['metadata', 'annotations', 'deprecated.daemonset.template.generation'],
  ['metadata', 'labels', 'pod-template-hash'],
  ['metadata', 'labels', 'controller-revision-hash'],
  ['metadata', 'labels', 'pod-template-generation'],
  ['metadata', 'labels', 'controller-uid'],
  ['metadata', 'labels', 'batch.kubernetes.io/controller-uid'],
  ['spec', 'template', 'metadata', 'creationTimestamp'],
  ['spec', 'jobTemplate', 'metadata', 'creationTimestamp'],
];

const ofKind: Readonly<Record<string, readonly FieldPath[]>> = {
  Service: [
    ['spec', 'clusterIP'],
    ['spec', 'clusterIPs'],
    ['spec', 'healthCheckNodePort'],
    ['spec', 'ports', '*', 'nodePort'],
  ],
  PersistentVolumeClaim: [
    ['spec', 'volumeName'],
    ['metadata', 'annotations', 'pv.kubernetes.io/bind-completed'],
    ['metadata', 'annotations', 'pv.kubernetes.io/bound-by-controller'],
    ['metadata', 'annotations', 'volume.kubernetes.io/storage-provisioner'],
    ['metadata', 'annotations', 'volume.kubernetes.io/selected-node'],
  ],
  PersistentVolume: [
    ['spec', 'claimRef', 'uid'],
    ['spec', 'claimRef', 'resourceVersion'],
  ],
  Pod: [['spec', 'nodeName']],
  Job: [
    ['spec', 'selector', 'matchLabels', 'controller-uid'],
    ['spec', 'selector', 'matchLabels', 'batch.kubernetes.io/controller-uid'],
    ['spec', 'template', 'metadata', 'labels', 'controller-uid'],
    ['spec', 'template', 'metadata', 'labels', 'batch.kubernetes.io/controller-uid'],
  ],
  Namespace: [
    ['spec', 'finalizers'],
    ['metadata', 'labels', 'kubernetes.io/metadata.name'],
  ],
  ServiceAccount: [['secrets']],
};

/** Paths to fold for a kind (as objects name it: `Pod`). */
export const noisePaths = (kind: string): readonly FieldPath[] => [...everywhere, ...(ofKind[kind] ?? [])];

/** Is the field at this path noise? What lies below noise is noise as well. */
export function isNoise(kind: string, path: FieldPath): boolean {
  return noisePaths(kind).some(
    (noise) => noise.length <= path.length && noise.every((step, at) => step === '*' || step === path[at]),
  );
}

/** Metadata that a server gives and that means nothing on another, or on a new object. */
export const serverMetadata: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
];
