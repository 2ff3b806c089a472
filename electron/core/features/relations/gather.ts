import type { Catalog, KindInfo } from '../../../../shared/contract/catalog.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import type { ObjectName } from '../../../../shared/relations/reference.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { fetchRaw } from '../objects/fetch.ts';
import { isObject, Lister } from './lister.ts';

/** Longest wait for the server's discovery, ms: kinds that are not built in are known only after it. */
const discoveryMs = 10_000;

export interface Subject {
  readonly info: KindInfo;
  readonly object: KubeObject;
}

/** One question about one object: the object, the kinds of its cluster, and the lists read for it. */
export interface Gathering {
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  readonly catalog: Catalog;
  readonly lister: Lister;
  readonly subject: Subject;
}

export async function gather(
  cluster: Cluster,
  ref: { readonly kind: string; readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Gathering> {
  const { kind, response } = await fetchRaw(cluster, ref, signal);
  const object: unknown = JSON.parse(response.text);
  if (!isObject(object)) throw new PortolanError('internal', `${kind.kind} ${ref.name} has no name or no uid.`);
  const catalog = await cluster.discovered(signal, discoveryMs);
  return { cluster, signal, catalog, lister: new Lister(cluster, signal), subject: { info: kind, object } };
}

/** The kind that an apiVersion's group and a Kind name; references often leave the group out. */
export function kindNamed(catalog: Catalog, { group, kind }: Pick<ObjectName, 'group' | 'kind'>): KindInfo | undefined {
  return (
    catalog.kinds.find((info) => info.kind === kind && info.group === group) ??
    (group === '' ? catalog.kinds.find((info) => info.kind === kind) : undefined)
  );
}

export const kindWithId = (catalog: Catalog, id: string): KindInfo | undefined =>
  catalog.kinds.find((info) => info.id === id);
