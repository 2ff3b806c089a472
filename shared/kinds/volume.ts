import { rec, str } from '../kube/read.ts';
import {
  accessModes,
  claimCapacity,
  claimModes,
  storageClassOf,
  volumeCapacity,
  volumeClaim,
  volumePhase,
} from '../kube/volumes.ts';
import { AGE, builtIn, NAME, OBJECT_META_ANNOTATED, orElse, protoObject, protoString, text, wide } from './common.ts';
import type { ColumnSpec, KubeObject, StateOf } from './spec.ts';

const STORAGE_CLASS: ColumnSpec = text('STORAGECLASS', storageClassOf);
const ATTRIBUTES_CLASS: ColumnSpec = text('VOLUMEATTRIBUTESCLASS', (object) =>
  orElse(rec(object.spec).volumeAttributesClassName, '<unset>'),
);
const VOLUME_MODE: ColumnSpec = wide(text('VOLUMEMODE', (object) => orElse(rec(object.spec).volumeMode, '<unset>')));

function volumeState(volume: KubeObject): StateOf {
  const status = rec(volume.status);
  switch (status.phase) {
    case 'Bound':
      return { role: 'ok', reason: '' };
    case 'Available':
      return { role: 'ok', reason: 'Not claimed' };
    case 'Pending':
      return { role: 'progress', reason: 'Pending' };
    case 'Released':
      return { role: 'warn', reason: 'Released: its claim was deleted' };
    case 'Failed':
      return { role: 'bad', reason: str(status.message) || str(status.reason) || 'Reclaiming failed' };
    default:
      return { role: 'unknown', reason: str(status.phase) };
  }
}

export const persistentvolumes = builtIn({
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  shortNames: ['pv'],
  namespaced: false,
  title: 'PersistentVolumes',
  section: 'storage',
  icon: 'hard-drive',
  columns: [
    NAME,
    { title: 'CAPACITY', format: 'quantity', value: volumeCapacity },
    text('ACCESS MODES', (volume) => accessModes(rec(volume.spec).accessModes)),
    text('RECLAIM POLICY', (volume) => str(rec(volume.spec).persistentVolumeReclaimPolicy)),
    text('STATUS', volumePhase),
    text('CLAIM', volumeClaim),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    text('REASON', (volume) => str(rec(volume.status).reason)),
    AGE,
    VOLUME_MODE,
  ],
  state: volumeState,
  // k8s.io/api/core/v1/generated.proto: PersistentVolume, PersistentVolumeSpec, PersistentVolumeStatus
  proto: protoObject(
    {
      2: {
        name: 'spec',
        type: {
          1: { name: 'capacity', type: 'quantity', repeat: 'map' },
          3: { name: 'accessModes', type: 'string', repeat: 'repeated' },
          4: { name: 'claimRef', type: { 2: protoString('namespace'), 3: protoString('name') } },
          5: protoString('persistentVolumeReclaimPolicy'),
          6: protoString('storageClassName'),
          8: protoString('volumeMode'),
          10: protoString('volumeAttributesClassName'),
        },
      },
      3: { name: 'status', type: { 1: protoString('phase'), 2: protoString('message'), 3: protoString('reason') } },
    },
    OBJECT_META_ANNOTATED,
  ),
});

function claimState(claim: KubeObject): StateOf {
  switch (rec(claim.status).phase) {
    case 'Bound':
      return { role: 'ok', reason: '' };
    case 'Pending':
      return { role: 'progress', reason: 'Not bound to a volume yet' };
    case 'Lost':
      return { role: 'bad', reason: 'Its volume is gone' };
    default:
      return { role: 'unknown', reason: str(rec(claim.status).phase) };
  }
}

export const persistentvolumeclaims = builtIn({
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  shortNames: ['pvc'],
  title: 'PersistentVolumeClaims',
  section: 'storage',
  icon: 'disc',
  columns: [
    NAME,
    text('STATUS', volumePhase),
    text('VOLUME', (claim) => str(rec(claim.spec).volumeName)),
    { title: 'CAPACITY', format: 'quantity', value: claimCapacity },
    text('ACCESS MODES', claimModes),
    STORAGE_CLASS,
    ATTRIBUTES_CLASS,
    AGE,
    VOLUME_MODE,
  ],
  state: claimState,
  // k8s.io/api/core/v1/generated.proto: PersistentVolumeClaim, PersistentVolumeClaimSpec, PersistentVolumeClaimStatus
  proto: protoObject(
    {
      2: {
        name: 'spec',
        type: {
          3: protoString('volumeName'),
          5: protoString('storageClassName'),
          6: protoString('volumeMode'),
          9: protoString('volumeAttributesClassName'),
        },
      },
      3: {
        name: 'status',
        type: {
          1: protoString('phase'),
          2: { name: 'accessModes', type: 'string', repeat: 'repeated' },
          3: { name: 'capacity', type: 'quantity', repeat: 'map' },
        },
      },
    },
    OBJECT_META_ANNOTATED,
  ),
});
