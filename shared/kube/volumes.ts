import { canonicalQuantity } from './quantity.ts';
import { entry, has, type Rec, rec, str, strings } from './read.ts';

const MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** ACCESS MODES in a fixed order. Source: `pkg/apis/core/helper` GetAccessModesAsString. */
export function accessModes(modes: unknown): string {
  const given = strings(modes);
  return MODES.filter(([mode]) => given.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** STORAGECLASS of a volume or a claim: the beta annotation first. */
export function storageClassOf(object: Rec): string {
  return entry(rec(object.metadata).annotations, BETA_CLASS) ?? str(rec(object.spec).storageClassName);
}

/** STATUS of a volume or a claim: its phase, `Terminating` once it is being deleted. */
export const volumePhase = (object: Rec): string =>
  has(rec(object.metadata).deletionTimestamp) ? 'Terminating' : str(rec(object.status).phase);

/** CAPACITY of a volume; `0` when it says none. */
export const volumeCapacity = (volume: Rec): string => canonicalQuantity(rec(rec(volume.spec).capacity).storage);

/** CAPACITY of a claim: from its status, and only when it names a volume. */
export function claimCapacity(claim: Rec): string {
  if (str(rec(claim.spec).volumeName) === '') return '';
  return canonicalQuantity(rec(rec(claim.status).capacity).storage);
}

export const claimModes = (claim: Rec): string =>
  str(rec(claim.spec).volumeName) === '' ? '' : accessModes(rec(claim.status).accessModes);

/** CLAIM of a volume: `namespace/name`. */
export function volumeClaim(volume: Rec): string {
  const claim = rec(volume.spec).claimRef;
  return has(claim) ? `${str(rec(claim).namespace)}/${str(rec(claim).name)}` : '';
}
