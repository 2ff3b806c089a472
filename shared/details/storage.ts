import type { KubeObject } from '../kinds/spec.ts';
import { arr, bool, type Rec, rec, str, strings } from '../kube/read.ts';
import { accessModes, storageClassOf, volumePhase } from '../kube/volumes.ts';
import { nodeTerms } from './affinity.ts';
import { conditionsSection } from './conditions.ts';
import { metadataSection } from './metadata.ts';
import { type Details, field, type Item, lines, link, pairs, section, state, text, type Value } from './model.ts';

const details = (object: KubeObject, items: readonly Item[]): Details => ({
  sections: [...section('status', 'Status', items), ...conditionsSection(object.status), ...metadataSection(object)],
  containers: [],
});

const phaseValue = (phase: string): Value =>
  state(
    phase,
    phase === 'Bound' || phase === 'Available'
      ? 'ok'
      : phase === 'Pending' || phase === 'Released'
        ? 'progress'
        : 'bad',
  );

const classValue = (name: string): Value | '' => (name === '' ? '' : link('StorageClass', '', name, 'storage.k8s.io'));

/** `describe.go` describePersistentVolume. */
export function persistentVolumeDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const claim = rec(spec.claimRef);
  const known = new Set([
    'capacity',
    'accessModes',
    'claimRef',
    'persistentVolumeReclaimPolicy',
    'storageClassName',
    'volumeMode',
    'mountOptions',
    'nodeAffinity',
    'volumeAttributesClassName',
  ]);
  const source = Object.keys(spec).find((name) => !known.has(name)) ?? '';
  return details(object, [
    ...field('Phase', phaseValue(volumePhase(object))),
    ...field('Reason', str(rec(object.status).reason)),
    ...field('Message', str(rec(object.status).message)),
    ...field(
      'Claim',
      str(claim.name) === ''
        ? ''
        : [
            { type: 'text', text: `${str(claim.namespace)}/`, muted: true },
            ...link('PersistentVolumeClaim', str(claim.namespace), str(claim.name)),
          ],
    ),
    ...field('Capacity', str(rec(spec.capacity).storage)),
    ...field('Access modes', accessModes(spec.accessModes)),
    ...field('Reclaim policy', str(spec.persistentVolumeReclaimPolicy)),
    ...field('Storage class', classValue(storageClassOf(object))),
    ...field('Volume mode', str(spec.volumeMode)),
    ...lines(
      'Mount options',
      strings(spec.mountOptions).map((option) => text(option)),
    ),
    ...(source === '' ? [] : sourceItems(source, rec(spec[source]))),
    ...field('On nodes with', nodeTerms(rec(rec(spec.nodeAffinity).required).nodeSelectorTerms)),
  ]);
}

const sourceItems = (type: string, source: Rec): readonly Item[] => [...field('Source', type), ...pairs('', source)];

/** `describe.go` describePersistentVolumeClaim. */
export function persistentVolumeClaimDetails(object: KubeObject): Details {
  const spec = rec(object.spec);
  const status = rec(object.status);
  const volume = str(spec.volumeName);
  const from = rec(spec.dataSourceRef ?? spec.dataSource);
  const namespace = str(object.metadata.namespace);
  return details(object, [
    ...field('Phase', phaseValue(volumePhase(object))),
    ...field('Volume', volume === '' ? '' : link('PersistentVolume', '', volume)),
    ...field('Requested', str(rec(rec(spec.resources).requests).storage)),
    ...field('Capacity', str(rec(status.capacity).storage)),
    ...field('Access modes', accessModes(status.accessModes) || accessModes(spec.accessModes)),
    ...field('Storage class', classValue(storageClassOf(object))),
    ...field('Volume mode', str(spec.volumeMode)),
    ...field(
      'Data source',
      str(from.name) === ''
        ? ''
        : link(str(from.kind), str(from.namespace) || namespace, str(from.name), str(from.apiGroup)),
    ),
  ]);
}

/** `describe.go` describeStorageClass. */
export function storageClassDetails(object: KubeObject): Details {
  const isDefault = rec(object.metadata.annotations)['storageclass.kubernetes.io/is-default-class'] === 'true';
  return details(object, [
    ...field('Provisioner', str(object.provisioner)),
    ...(isDefault ? field('Default', 'yes') : []),
    ...field('Reclaim policy', str(object.reclaimPolicy)),
    ...field('Binding', str(object.volumeBindingMode)),
    ...field('Expansion', bool(object.allowVolumeExpansion) ? 'allowed' : 'not allowed'),
    ...pairs('Parameters', rec(object.parameters)),
    ...lines(
      'Mount options',
      strings(object.mountOptions).map((option) => text(option)),
    ),
    ...lines(
      'Topologies',
      arr(object.allowedTopologies).map((topology) => text(JSON.stringify(topology))),
    ),
  ]);
}
