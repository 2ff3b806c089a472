import { arr, bool, type Rec, rec, str } from './read.ts';

/** Who owns an object. Source: `apimachinery/pkg/apis/meta/v1` GetControllerOf. */
export interface Owner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

export const ownersOf = (object: Rec): readonly Owner[] =>
  arr(rec(object.metadata).ownerReferences).map((item) => {
    const owner = rec(item);
    return {
      apiVersion: str(owner.apiVersion),
      kind: str(owner.kind),
      name: str(owner.name),
      uid: str(owner.uid),
      controller: bool(owner.controller),
    };
  });

/** The owner that manages the object; at most one. */
export const controllerOf = (object: Rec): Owner | null => ownersOf(object).find((owner) => owner.controller) ?? null;

/** The API group of an apiVersion: `apps/v1` → `apps`, `v1` → the empty core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** `statefulset.apps/web`, as CONTROLLER of a ControllerRevision. Source: printers.go formatResourceName. */
export function ownerText(owner: Owner): string {
  const group = groupOf(owner.apiVersion);
  if (group === '' && owner.kind === '') return owner.name;
  const kind = group === '' ? owner.kind : `${owner.kind}.${group}`;
  return `${kind.toLowerCase()}/${owner.name}`;
}
