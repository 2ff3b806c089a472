import type { ResourceInfo } from '../api/resources.ts';
import { storageName } from '../api/resources.ts';
import { type ColumnDefinition, type RecordedTables, shortAge } from '../api/table.ts';
import type { Store } from '../store/store.ts';
import type { KubeObject } from '../types.ts';
import tables from './fixtures/tables.json' with { type: 'json' };

/** One kind as a real API server printed it. */
export interface RecordedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The server's clock when it printed; ages in the cells are relative to it. */
  readonly now: string;
  readonly columns: readonly ColumnDefinition[];
  readonly rows: readonly (readonly [cells: readonly unknown[], object: KubeObject])[];
}

/** The file is ours (`condense.ts` wrote it); its inferred type knows too much to be useful. */
const KINDS = tables as unknown as readonly RecordedKind[];

/** When the last of the recordings was made, epoch ms. */
export const RECORDED_AT = Math.max(...KINDS.map(({ now }) => Date.parse(now)));

const keyOf = (kind: { readonly group: string; readonly version: string; readonly plural: string }): string =>
  `${kind.group}/${kind.version}/${kind.plural}`;

/** Kinds the generator makes itself: their recorded objects stay out of generated worlds. */
const GENERATED = new Set([
  'pods',
  'nodes',
  'namespaces',
  'services',
  'endpoints',
  'events',
  'configmaps',
  'secrets',
  'serviceaccounts',
  'componentstatuses',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
  'ingresses.networking.k8s.io',
  'horizontalpodautoscalers.autoscaling',
  'poddisruptionbudgets.policy',
  'endpointslices.discovery.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'events.events.k8s.io',
  'leases.coordination.k8s.io',
  'replicationcontrollers',
  'gadgets.portolan.example',
  'plains.portolan.example',
  'controllerrevisions.apps',
]);

export interface Recorded extends RecordedTables {
  /** Puts recorded objects into the store: all of them, or those of kinds the generator does not make. */
  load(store: Store, which: 'all' | 'missing'): void;
  /** The instant the recording of this kind was made, epoch ms; null where there is none. */
  instant(info: Pick<ResourceInfo, 'group' | 'version' | 'plural'>): number | null;
}

/** `frozen`: cells exactly as recorded, ages included; otherwise ages of the metadata columns follow the clock. */
export function recorded(now: () => number, frozen: boolean): Recorded {
  const kinds = new Map(KINDS.map((kind) => [keyOf(kind), kind]));
  const rows = new Map<string, Map<string, readonly unknown[]>>();
  const rowsOf = (kind: RecordedKind): Map<string, readonly unknown[]> => {
    let found = rows.get(keyOf(kind));
    if (!found) {
      found = new Map(kind.rows.map(([cells, object]) => [rowKey(object), cells]));
      rows.set(keyOf(kind), found);
    }
    return found;
  };
  return {
    columns: (info) => kinds.get(keyOf(info))?.columns ?? null,
    cells(info, object) {
      const kind = kinds.get(keyOf(info));
      const cells = kind ? rowsOf(kind).get(rowKey(object)) : undefined;
      if (!kind || !cells || frozen) return cells ?? null;
      return cells.map((cell, i) => {
        const name = kind.columns[i]?.name;
        const created = object.metadata.creationTimestamp;
        return name === 'Age' && created ? shortAge(now() - Date.parse(created)) : cell;
      });
    },
    load(store, which) {
      for (const kind of KINDS) {
        const storage = storageName(kind.group === 'events.k8s.io' ? '' : kind.group, kind.plural);
        if (kind.group === 'events.k8s.io' || (kind.plural === 'horizontalpodautoscalers' && kind.version === 'v1'))
          continue;
        if (which === 'missing' && GENERATED.has(storage)) continue;
        for (const [, object] of kind.rows) store.load(storage, which === 'missing' ? rehomed(object) : object);
      }
    },
    instant(info) {
      const kind = kinds.get(keyOf(info));
      return kind ? Date.parse(kind.now) : null;
    },
  };
}

/** Names are kept, uids too; a client that changes the object's content gets metadata columns from then on. */
const rowKey = (object: KubeObject): string => {
  const { uid, name, generation } = object.metadata;
  return `${uid ?? ''}/${name}/${generation ?? 0}`;
};

/** The recorded cluster's own namespaces are not here. */
function rehomed(object: KubeObject): KubeObject {
  const { namespace } = object.metadata;
  if (namespace === undefined || namespace.startsWith('kube-')) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}
