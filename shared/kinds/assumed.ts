import type { Catalog, KindInfo } from '../contract/catalog.ts';
import { declaredKinds } from './index.ts';
import type { KindSpec } from './spec.ts';

/** Kinds that no API server lets anybody watch (`pkg/registry/core/componentstatus`, metrics-server). */
const notWatched: ReadonlySet<string> = new Set(['componentstatuses', 'nodes.metrics.k8s.io', 'pods.metrics.k8s.io']);

/** What can be said of a declared kind without asking the server. */
export function assumedInfo(spec: KindSpec): KindInfo {
  return {
    id: spec.id,
    group: spec.group,
    version: spec.version,
    kind: spec.kind,
    plural: spec.plural,
    singular: spec.singular,
    shortNames: spec.shortNames,
    namespaced: spec.namespaced,
    verbs: notWatched.has(spec.id) ? ['get', 'list'] : ['get', 'list', 'watch'],
    categories: [],
    subresources: [],
    declared: true,
    custom: false,
  };
}

/** The catalog until discovery has answered: the declared kinds, so that a first list need not wait. */
export const assumedCatalog = (): Catalog => ({
  source: 'assumed',
  kinds: declaredKinds.map(assumedInfo),
  failedGroups: [],
});
