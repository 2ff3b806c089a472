import type { Catalog, KindInfo } from '../contract/catalog.ts';
import { declaredKinds } from './index.ts';
import type { KindSpec } from './spec.ts';

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
    verbs: ['get', 'list', 'watch'],
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
