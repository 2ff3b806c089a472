import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { RelatedObject } from '../../../../shared/contract/relations.ts';
import type { KubeObject } from '../../../../shared/kinds/spec.ts';
import type { ObjectName } from '../../../../shared/relations/reference.ts';
import { relatedOf } from '../../../../shared/relations/related.ts';
import { statusMessage } from '../../cluster/preflight.ts';
import { apiPath } from '../catalog/api-path.ts';
import { type Gathering, kindNamed } from './gather.ts';
import { isObject } from './lister.ts';

const metadataOnly = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';

export type Looked =
  | { readonly type: 'found'; readonly info: KindInfo; readonly object: KubeObject }
  | { readonly type: 'missing' | 'unknown-kind' }
  | { readonly type: 'unreadable'; readonly why: string };

/** The object of this name, its metadata or all of it. Secrets only ever as metadata. */
export async function look(
  { cluster, signal, catalog }: Gathering,
  to: ObjectName,
  how: 'metadata' | 'whole',
): Promise<Looked> {
  const info = kindNamed(catalog, to);
  if (info === undefined) return { type: 'unknown-kind' };
  if (info.namespaced && to.namespace === '') return { type: 'missing' };
  const accept = how === 'metadata' || info.id === 'secrets' ? metadataOnly : 'application/json';
  const path = apiPath(info, to.namespace, to.name);
  const response = await cluster.request({ method: 'GET', path, headers: { accept } }, signal);
  if (response.status === 404) return { type: 'missing' };
  if (response.status >= 300) {
    const why = response.status === 403 ? 'you may not read it' : statusMessage(response);
    return { type: 'unreadable', why };
  }
  const object: unknown = JSON.parse(response.text);
  return isObject(object) ? { type: 'found', info, object } : { type: 'unreadable', why: 'it is malformed' };
}

/** A line about an object that is known by name only. */
export function namedOnly(
  gathering: Gathering,
  to: ObjectName,
  words: Pick<RelatedObject, 'state' | 'status' | 'how'>,
): RelatedObject {
  const info = kindNamed(gathering.catalog, to);
  return {
    kind: info?.id ?? (to.group === '' ? to.kind : `${to.kind}.${to.group}`),
    kindName: to.kind,
    namespace: info?.namespaced === false ? '' : to.namespace,
    name: to.name,
    uid: null,
    ...words,
  };
}

/** What was looked at, as a line. */
export function lineOf(gathering: Gathering, to: ObjectName, looked: Looked, how: readonly string[]): RelatedObject {
  switch (looked.type) {
    case 'found':
      return relatedOf(looked.info, looked.object, how);
    case 'missing':
      return namedOnly(gathering, to, { state: 'bad', status: 'does not exist', how });
    case 'unknown-kind':
      return namedOnly(gathering, to, { state: 'unknown', status: 'a kind this cluster does not serve', how });
    case 'unreadable':
      return namedOnly(gathering, to, { state: 'unknown', status: looked.why, how });
  }
}
