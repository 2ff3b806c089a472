import { z } from 'zod';
import { clusterMethod } from './define.ts';

/** One kind the server serves, from discovery; built-in ones carry our declared spec as well. */
export interface KindInfo {
  /** `plural` for the core group, else `plural.group` (kubectl's resource.group). */
  readonly id: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly string[];
  /** True when `shared/kinds` declares it. */
  readonly declared: boolean;
  /** True when it comes from a CustomResourceDefinition or an aggregated API. */
  readonly custom: boolean;
}

export interface Catalog {
  /** `assumed` until discovery answered: the declared kinds, so that a first list need not wait. */
  readonly source: 'assumed' | 'discovery';
  readonly kinds: readonly KindInfo[];
  /** Groups whose discovery failed (aggregated API down), with the reason. */
  readonly failedGroups: readonly { readonly group: string; readonly reason: string }[];
}

export interface KindCount {
  readonly kind: string;
  /** Exact total over all namespaces, or over those that are permitted where that is denied; `null` when not known. */
  readonly count: number | null;
  /** In all namespaces, and in each one that is known. */
  readonly denied: boolean;
}

export const catalogMethods = {
  'catalog.get': clusterMethod<Catalog>()({}),
  /** Resolves kubectl's words for a kind (`po`, `deploy`, `Deployment`, `deployments.apps`); `not-found` otherwise. */
  'catalog.resolve': clusterMethod<KindInfo>()({ kind: z.string().min(1) }),
  /** Counts known now; `catalog:counts` events follow while this cluster is visible. */
  'catalog.counts': clusterMethod<{ readonly counts: readonly KindCount[] }>()({}),
} as const;
