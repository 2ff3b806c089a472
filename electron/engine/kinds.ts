import type { KindInfo } from '../../shared/contract/catalog.ts';
import { kindById } from '../../shared/kinds/index.ts';
import type { KindSpec } from '../../shared/kinds/spec.ts';

/** The declared spec that reads this kind; none when the server serves another version than the spec was written for. */
export function specOf(kind: KindInfo): KindSpec | null {
  const spec = kindById(kind.id);
  return spec !== undefined && spec.version === kind.version ? spec : null;
}

/** `/api/v1/pods`, `/apis/apps/v1/namespaces/x/deployments`; an empty namespace is all of them. */
export function collectionPath(kind: KindInfo, namespace: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = namespace === '' || !kind.namespaced ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}${scope}/${kind.plural}`;
}
