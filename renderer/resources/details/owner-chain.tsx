import { Fragment, type ReactNode, useEffect, useState } from 'react';
import type { ObjectLink } from '../../../shared/details/model.ts';
import type { KubeObject } from '../../../shared/kinds/spec.ts';
import { groupOf, ownersOf } from '../../../shared/kube/owners.ts';
import { rec } from '../../../shared/kube/read.ts';
import { useData } from '../../data/context.tsx';
import type { Data } from '../../data/data.ts';
import { ObjectLinkView } from '../object-link.tsx';
import { kindFor } from '../owner.ts';

/** A chain is three long at most (Pod, Job, CronJob); a cycle of wrong owners must end. */
const LONGEST = 4;

function ownerLink(object: KubeObject): ObjectLink | null {
  const owners = ownersOf(rec(object));
  const owner = owners.find((one) => one.controller) ?? owners[0];
  if (owner === undefined) return null;
  return {
    group: groupOf(owner.apiVersion),
    kind: owner.kind,
    namespace: object.metadata.namespace ?? '',
    name: owner.name,
  };
}

/** Owners of the owner, read one by one; ends at the first that may not be read or is of an unknown kind. */
async function climb(
  data: Data,
  clusterId: string,
  first: ObjectLink,
  found: (chain: readonly ObjectLink[]) => void,
): Promise<void> {
  const chain: ObjectLink[] = [first];
  while (chain.length < LONGEST) {
    const last = chain.at(-1);
    const kinds = data.clusters.get(clusterId)?.store.getState().catalog?.kinds ?? [];
    const info = last === undefined ? undefined : kindFor(kinds, last.group, last.kind);
    if (last === undefined || info === undefined) return;
    const namespace = info.namespaced ? last.namespace : '';
    const reply = await data.api.ask('objects.get', { clusterId, kind: info.id, namespace, name: last.name });
    if (!reply.ok) return;
    const next = ownerLink(JSON.parse(reply.value.json));
    if (next === null) return;
    chain.push(next);
    found([...chain]);
  }
}

/** `ReplicaSet → Deployment payments-api`: who made this object, each a link. */
export function OwnerChain({
  clusterId,
  object,
}: {
  readonly clusterId: string;
  readonly object: KubeObject;
}): ReactNode {
  const data = useData();
  const first = ownerLink(object);
  const key = first === null ? '' : `${first.group}/${first.kind}/${first.namespace}/${first.name}`;
  const [chain, setChain] = useState<readonly ObjectLink[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key names the owner; its object is new with every change
  useEffect(() => {
    if (first === null) {
      setChain([]);
      return undefined;
    }
    let current = true;
    setChain([first]);
    void climb(data, clusterId, first, (next) => {
      if (current) setChain(next);
    });
    return () => {
      current = false;
    };
  }, [data, clusterId, key]);
  return chain.map((link, at) => (
    <Fragment key={`${link.kind}/${link.name}`}>
      {at === 0 ? ' · ' : ' → '}
      <ObjectLinkView clusterId={clusterId} to={link}>
        {at === chain.length - 1 ? `${link.kind} ${link.name}` : link.kind}
      </ObjectLinkView>
    </Fragment>
  ));
}
