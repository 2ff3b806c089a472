import { canonicalQuantity } from '../kube/quantity.ts';
import { arr, bool, entry, has, rec, sizeOf, str, strings } from '../kube/read.ts';
import { AGE, builtIn, CREATED_AT, flag, NAME, number, orElse, text } from './common.ts';
import type { KubeObject } from './spec.ts';

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const DEFAULT_CLASS_BETA = 'storageclass.beta.kubernetes.io/is-default-class';

function className(storageClass: KubeObject): string {
  const { annotations, name } = storageClass.metadata;
  const isDefault = entry(annotations, DEFAULT_CLASS) === 'true' || entry(annotations, DEFAULT_CLASS_BETA) === 'true';
  return `${str(name)}${isDefault ? ' (default)' : ''}`;
}

export const storageclasses = builtIn({
  group: 'storage.k8s.io',
  kind: 'StorageClass',
  plural: 'storageclasses',
  shortNames: ['sc'],
  namespaced: false,
  title: 'StorageClasses',
  section: 'storage',
  icon: 'library',
  columns: [
    text('NAME', className),
    text('PROVISIONER', (object) => str(object.provisioner)),
    text('RECLAIMPOLICY', (object) => orElse(object.reclaimPolicy, 'Delete')),
    text('VOLUMEBINDINGMODE', (object) => orElse(object.volumeBindingMode, 'Immediate')),
    flag('ALLOWVOLUMEEXPANSION', (object) => bool(object.allowVolumeExpansion)),
    AGE,
  ],
});

export const volumeattributesclasses = builtIn({
  group: 'storage.k8s.io',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  shortNames: ['vac'],
  namespaced: false,
  title: 'VolumeAttributesClasses',
  section: 'storage',
  icon: 'sliders-horizontal',
  columns: [NAME, text('DRIVERNAME', (object) => str(object.driverName)), AGE],
});

export const volumeattachments = builtIn({
  group: 'storage.k8s.io',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  namespaced: false,
  title: 'VolumeAttachments',
  section: 'storage',
  icon: 'link',
  columns: [
    NAME,
    text('ATTACHER', (object) => str(rec(object.spec).attacher)),
    text('PV', (object) => str(rec(rec(object.spec).source).persistentVolumeName)),
    text('NODE', (object) => str(rec(object.spec).nodeName)),
    flag('ATTACHED', (object) => bool(rec(object.status).attached)),
    AGE,
  ],
  state: (object) => {
    const status = rec(object.status);
    const failed = status.attachError ?? status.detachError;
    if (has(failed)) return { role: 'bad', reason: str(rec(failed).message) || 'Attaching failed' };
    return bool(status.attached) ? { role: 'ok', reason: '' } : { role: 'progress', reason: 'Not attached' };
  },
});

export const csinodes = builtIn({
  group: 'storage.k8s.io',
  kind: 'CSINode',
  plural: 'csinodes',
  namespaced: false,
  title: 'CSINodes',
  section: 'storage',
  icon: 'server-cog',
  columns: [NAME, number('DRIVERS', (object) => sizeOf(rec(object.spec).drivers)), AGE],
});

function tokenRequests(driver: KubeObject): string {
  const requests = rec(driver.spec).tokenRequests;
  if (!has(requests)) return '<unset>';
  return arr(requests)
    .map((request) => str(rec(request).audience))
    .join(',');
}

export const csidrivers = builtIn({
  group: 'storage.k8s.io',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  namespaced: false,
  title: 'CSIDrivers',
  section: 'storage',
  icon: 'cpu',
  columns: [
    NAME,
    // Absent means yes.
    flag('ATTACHREQUIRED', (object) => rec(object.spec).attachRequired !== false),
    flag('PODINFOONMOUNT', (object) => bool(rec(object.spec).podInfoOnMount)),
    flag('STORAGECAPACITY', (object) => bool(rec(object.spec).storageCapacity)),
    text('TOKENREQUESTS', tokenRequests),
    flag('REQUIRESREPUBLISH', (object) => bool(rec(object.spec).requiresRepublish)),
    text('MODES', (object) => strings(rec(object.spec).volumeLifecycleModes).join(',') || '<none>'),
    AGE,
  ],
});

export const csistoragecapacities = builtIn({
  group: 'storage.k8s.io',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  title: 'CSIStorageCapacities',
  section: 'storage',
  icon: 'chart-pie',
  // The server has a printer for it but registers its default table (registry/storage/csistoragecapacity/storage).
  columns: [
    NAME,
    CREATED_AT,
    { ...text('STORAGECLASSNAME', (object) => str(object.storageClassName)), extra: true },
    {
      title: 'CAPACITY',
      format: 'quantity',
      extra: true,
      value: (object) => (has(object.capacity) ? canonicalQuantity(object.capacity) : '<unset>'),
    },
  ],
});
