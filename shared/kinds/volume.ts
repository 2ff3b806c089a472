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
import { AGE, builtIn, NAME, orElse, text, wide } from './common.ts';
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
  title: 'Persistent Volumes',
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
  title: 'Persistent Volume Claims',
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
});
