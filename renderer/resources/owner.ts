import type { KindInfo } from '../../shared/contract/catalog.ts';
import { groupOf, ownersOf } from '../../shared/kube/owners.ts';
import { rec } from '../../shared/kube/read.ts';
import type { Data } from '../data/data.ts';
import type { ObjectRef } from '../data/live-object.ts';
import { toast } from '../ui/toast.tsx';

/** The kind that a group and Kind name, in this cluster's catalogue. */
export const kindFor = (kinds: readonly KindInfo[], group: string, kind: string): KindInfo | undefined =>
  kinds.find((info) => info.kind === kind && info.group === group) ??
  kinds.find((info) => info.kind === kind && group === '');

/** Opens the object's controller (or first owner) in the same cluster; says so when it has none. */
export async function openOwner(data: Data, clusterId: string, ref: ObjectRef): Promise<void> {
  const handle = data.clusters.get(clusterId);
  const reply = await data.api.ask('objects.get', { clusterId, ...ref });
  if (handle === undefined) return;
  if (!reply.ok) {
    toast({ level: 'bad', message: `${ref.name}: ${reply.error.message}` });
    return;
  }
  const owners = ownersOf(rec(JSON.parse(reply.value.json)));
  const owner = owners.find((one) => one.controller) ?? owners[0];
  if (owner === undefined) {
    toast({ level: 'info', message: `${ref.name} has no owner.` });
    return;
  }
  const kinds = handle.store.getState().catalog?.kinds ?? [];
  const info = kindFor(kinds, groupOf(owner.apiVersion), owner.kind);
  if (info === undefined) {
    toast({ level: 'warn', message: `The owner is ${owner.kind} ${owner.name}, a kind this cluster does not list.` });
    return;
  }
  handle.openObject(info.id, info.namespaced ? ref.namespace : '', owner.name, owner.uid);
}
