import { createContext, type ReactNode, use } from 'react';
import type { ObjectLink } from '../../shared/details/model.ts';
import { useHandle } from '../data/hooks.ts';
import type { ObjectRef } from '../data/live-object.ts';
import { useCatalog } from '../data/view-hooks.ts';
import styles from './object-link.module.css';
import { kindFor } from './owner.ts';

/** Where links lead: inside a panel to the panel itself, elsewhere to the list of the kind with its panel. */
const FollowContext = createContext<((ref: ObjectRef) => void) | null>(null);

export const FollowLinks = FollowContext;

export interface ObjectLinkViewProps {
  readonly clusterId: string;
  readonly to: ObjectLink;
  readonly children: ReactNode;
}

/** A name of another object of the same cluster; plain text where the cluster does not serve its kind. */
export function ObjectLinkView({ clusterId, to, children }: ObjectLinkViewProps): ReactNode {
  const kinds = useCatalog(clusterId)?.kinds ?? [];
  const handle = useHandle(clusterId);
  const follow = use(FollowContext);
  const info = kindFor(kinds, to.group, to.kind);
  if (info === undefined || to.name === '') return children;
  const namespace = info.namespaced ? to.namespace : '';
  const open = (): void => {
    if (follow === null) handle?.openObject(info.id, namespace, to.name);
    else follow({ kind: info.id, namespace, name: to.name });
  };
  return (
    <button type="button" className={styles.link} title={`${to.kind} ${to.name}`} onClick={open}>
      {children}
    </button>
  );
}
