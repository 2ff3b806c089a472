import type { KindInfo } from '../../../../shared/contract/catalog.ts';

/** Path of a collection or an object below the server's base URL (`/api/v1/…`, `/apis/group/version/…`). */
export function apiPath(kind: KindInfo, namespace: string, name: string, subresource = ''): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const object = name === '' ? '' : `/${encodeURIComponent(name)}`;
  const sub = subresource === '' ? '' : `/${subresource}`;
  return `${root}${scope}/${kind.plural}${object}${sub}`;
}
