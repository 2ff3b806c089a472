import { type Rec, str } from '../kube/read.ts';

export interface RbacSubject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  /** A service account's. */
  readonly namespace: string;
  readonly name: string;
}

/** Whether a binding's subject is this one, or a group that a service account is always in (`serviceaccount.MakeGroupNames`). */
export function namesSubject(subject: Rec, wanted: RbacSubject, bindingNamespace: string): boolean {
  const kind = str(subject.kind);
  const name = str(subject.name);
  if (wanted.kind !== 'ServiceAccount') return kind === wanted.kind && name === wanted.name;
  const { namespace } = wanted;
  if (kind === 'ServiceAccount') {
    return name === wanted.name && (str(subject.namespace) || bindingNamespace) === namespace;
  }
  if (kind === 'User') return name === `system:serviceaccount:${namespace}:${wanted.name}`;
  return (
    kind === 'Group' &&
    (name === 'system:serviceaccounts' ||
      name === `system:serviceaccounts:${namespace}` ||
      name === 'system:authenticated')
  );
}
