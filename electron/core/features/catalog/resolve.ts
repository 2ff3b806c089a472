import type { Catalog, KindInfo } from '../../../../shared/contract/catalog.ts';

/**
 * kubectl's words for a kind: `pods`, `pod`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps` (RESTMapper and shortcut
 * expander of kubectl). Case does not matter. Where a word fits several, the core group wins, then a declared kind, then one
 * that can be listed, then the server's own order; metrics are last, as their `pods` are not what anybody means.
 */
export function resolveKind(catalog: Pick<Catalog, 'kinds'>, word: string): KindInfo | null {
  const wanted = word.trim().toLowerCase();
  if (wanted === '') return null;
  const found = catalog.kinds.filter((kind) => fits(kind, wanted));
  let best: KindInfo | null = null;
  for (const kind of found) if (best === null || rank(kind) < rank(best)) best = kind;
  return best;
}

function fits(kind: KindInfo, wanted: string): boolean {
  if (kind.id.toLowerCase() === wanted) return true;
  const names = [kind.plural, kind.singular, kind.kind, ...kind.shortNames].map((name) => name.toLowerCase());
  const group = kind.group.toLowerCase();
  return names.some(
    (name) =>
      name === wanted ||
      (group !== '' && (wanted === `${name}.${group}` || wanted === `${name}.${kind.version}.${group}`)) ||
      (group === '' && (wanted === `${name}.${kind.version}` || wanted === `${name}.${kind.version}.`)),
  );
}

function rank(kind: KindInfo): number {
  if (kind.group === 'metrics.k8s.io') return 4;
  if (kind.group === '') return 0;
  if (kind.declared) return 1;
  return kind.verbs.includes('list') ? 2 : 3;
}

/** Path of a collection or an object below the server's base URL (`/api/v1/…`, `/apis/group/version/…`). */
export function apiPath(kind: KindInfo, namespace: string, name: string, subresource = ''): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === '' ? '' : `/${encodeURIComponent(name)}`;
  const sub = subresource === '' ? '' : `/${subresource}`;
  return `${root}${scope}/${kind.plural}${object}${sub}`;
}
