import { createContext, type MouseEvent, type ReactNode, use } from 'react';
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
  const info = kindFor(kinds, to.group, to.kind);
  if (info === undefined || to.name === '') return children;
  const namespace = info.namespaced ? to.namespace : '';
  // A reference without the namespace that its kind needs cannot be followed.
  if (info.namespaced && namespace === '') return children;
  return (
    <ObjectRefLink
      clusterId={clusterId}
      to={{ kind: info.id, namespace, name: to.name }}
      title={`${to.kind} ${to.name}`}
    >
      {children}
    </ObjectRefLink>
  );
}

export interface ObjectRefLinkProps {
  readonly clusterId: string;
  readonly to: ObjectRef;
  readonly title: string;
  readonly children: ReactNode;
}

/** The same for an object whose kind is known by its id. The middle button, or Ctrl or Cmd with a click, opens it in its list. */
export function ObjectRefLink({ clusterId, to, title, children }: ObjectRefLinkProps): ReactNode {
  const handle = useHandle(clusterId);
  const follow = use(FollowContext);
  const { kind, namespace, name } = to;
  const open = (inList: boolean): void => {
    if (follow === null || inList) handle?.openObject(kind, namespace, name);
    else follow({ kind, namespace, name });
  };
  return (
    <button
      type="button"
      className={styles.link}
      title={title}
      onClick={(event) => open(event.ctrlKey || event.metaKey)}
      onMouseDown={keepFromScrolling}
      onAuxClick={(event) => {
        if (event.button === 1) open(true);
      }}
    >
      {children}
    </button>
  );
}

/** The middle button would begin to scroll the page. */
function keepFromScrolling(event: MouseEvent): void {
  if (event.button === 1) event.preventDefault();
}
