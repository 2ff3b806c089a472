import type { KindInfo } from '../../../shared/contract/catalog.ts';
import type { ClusterStatus } from '../../../shared/contract/clusters.ts';
import type { ClusterEvent } from '../../../shared/contract/events.ts';
import type { Row, ViewPatchEvent, ViewSnapshot } from '../../../shared/contract/views.ts';

const PODS: KindInfo = {
  id: 'pods',
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  namespaced: true,
  verbs: ['get', 'list', 'watch'],
  categories: ['all'],
  subresources: ['log'],
  declared: true,
  custom: false,
};

export const row = (index: number, name = `pod-${index}`, cells: Row['cells'] = [name, 'Running']): Row => ({
  index,
  uid: `uid-${name}`,
  namespace: 'default',
  name,
  state: 'ok',
  cells,
});

export const rows = (from: number, count: number): Row[] => Array.from({ length: count }, (_, at) => row(from + at));

export function snapshot(clusterId: string, change: Partial<ViewSnapshot> = {}): ViewSnapshot {
  return {
    viewId: 'v1',
    clusterId,
    kind: PODS,
    columns: [
      { id: 'name', title: 'NAME', format: 'text', wide: false, extra: false },
      { id: 'status', title: 'STATUS', format: 'text', wide: false, extra: false },
    ],
    seq: 1,
    total: 3,
    unfiltered: 3,
    loading: null,
    window: { offset: 0, limit: 200 },
    rows: rows(0, 3),
    freshness: { state: 'live' },
    filterProblem: null,
    ...change,
  };
}

export const patchEvent = (clusterId: string, patch: Partial<ViewPatchEvent>): ClusterEvent => ({
  topic: 'view:patch',
  clusterId,
  clusterName: 'prod',
  payload: { viewId: 'v1', seq: 2, total: 3, unfiltered: 3, upsert: [], remove: [], ...patch },
});

export const rowsEvent = (clusterId: string, change: Partial<ViewSnapshot>): ClusterEvent => ({
  topic: 'view:rows',
  clusterId,
  clusterName: 'prod',
  payload: snapshot(clusterId, change),
});

export const status = (clusterId: string, change: Partial<ClusterStatus> = {}): ClusterStatus => ({
  clusterId,
  clusterName: clusterId.slice(clusterId.indexOf(':') + 1),
  file: '/tmp/config',
  server: 'https://127.0.0.1:6443',
  state: 'ready',
  since: 0,
  health: 'healthy',
  clockOffsetMs: 0,
  guard: 'none',
  ...change,
});

export const stateEvent = (clusterId: string, change: Partial<ClusterStatus>): ClusterEvent => ({
  topic: 'cluster:state',
  clusterId,
  clusterName: 'prod',
  payload: status(clusterId, change),
});
