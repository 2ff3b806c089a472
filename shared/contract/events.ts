import type { Settings } from '../settings.ts';
import type { Catalog, KindCount } from './catalog.ts';
import type { AuthErrorClass, ClusterStatus } from './clusters.ts';
import type { ContextList } from './contexts.ts';
import type { Operation } from './operations.ts';
import type { SearchProgress, SearchResults } from './search.ts';
import type { ViewFreshnessEvent, ViewPatchEvent, ViewRowsEvent } from './views.ts';

/** Events about one cluster; `Cluster.emit` adds the identity, so that a feature can neither forget nor forge it. */
export interface ClusterTopics {
  'cluster:state': ClusterStatus;
  'cluster:health:healthy': { readonly latencyMs: number };
  'cluster:health:degraded': { readonly reason: string };
  'cluster:auth:failed': { readonly errorClass: AuthErrorClass; readonly message: string };
  'cluster:auth:recovering': { readonly attempt: number; readonly errorClass: AuthErrorClass };
  'cluster:auth:progress': {
    readonly attempt: number;
    readonly secondsUntilRetry: number | null;
    readonly errorClass: AuthErrorClass;
  };
  'cluster:auth:recovered': Record<string, never>;
  'catalog:changed': Catalog;
  'catalog:counts': { readonly counts: readonly KindCount[] };
  'view:rows': ViewRowsEvent;
  'view:patch': ViewPatchEvent;
  'view:freshness': ViewFreshnessEvent;
  'search:results': SearchResults;
  'search:progress': SearchProgress;
  /** Started, went on, or ended; `progress` comes at most every 100 ms. */
  'operation:changed': Operation;
}

/** Events about the application; their `clusterId` is null. */
export interface AppTopics {
  'kubeconfig:changing': { readonly open: readonly string[] };
  'kubeconfig:changed': { readonly open: readonly string[] };
  'kubeconfig:selection-changed': { readonly open: readonly string[] };
  'kubeconfig:available-changed': ContextList;
  'settings:changed': Settings;
  /** A deep link waits for a window (`links.take`). */
  'app:link': Record<string, never>;
  /** Something the user should read: a context vanished and its tab was closed, a file could not be read … */
  'app:notice': { readonly level: 'info' | 'warn' | 'bad'; readonly message: string };
}

export type ClusterTopic = keyof ClusterTopics;
export type AppTopic = keyof AppTopics;

export type ClusterEvent = {
  [T in ClusterTopic]: {
    readonly topic: T;
    readonly clusterId: string;
    readonly clusterName: string;
    readonly payload: ClusterTopics[T];
  };
}[ClusterTopic];

export type AppEvent = {
  [T in AppTopic]: {
    readonly topic: T;
    readonly clusterId: null;
    readonly clusterName: null;
    readonly payload: AppTopics[T];
  };
}[AppTopic];

export type PortolanEvent = ClusterEvent | AppEvent;
export type Topic = PortolanEvent['topic'];
