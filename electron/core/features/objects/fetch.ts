import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { ObjectText } from '../../../../shared/contract/objects.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { apiPath } from '../catalog/api-path.ts';
import { kindOf } from '../catalog/catalog.ts';
import { type JsonNode, parseJson, textOf, toJson } from './lossless.ts';
import { maskSecret } from './mask.ts';
import { httpError } from './status.ts';

export interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** One object's address on one server. */
export interface Target {
  readonly kind: KindInfo;
  /** Path below the server's base URL, without a query. */
  readonly path: string;
  /** For messages: `Pod default/web`. */
  readonly words: string;
}

/** Throws `not-found` for an unknown kind and `invalid` without the namespace that the kind needs. */
export async function targetOf(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<Target> {
  const kind = await kindOf(cluster, ref.kind, signal);
  if (kind.namespaced && ref.namespace === '') {
    throw new PortolanError('invalid', `${kind.kind} ${ref.name} needs its namespace.`);
  }
  return { kind, path: apiPath(kind, ref.namespace, ref.name), words: `${kind.kind} ${named(ref)}` };
}

/** The object, whole and fresh, secrets masked before the text exists anywhere else. */
export async function getObject(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<Shown> {
  const { kind, node, response } = await fetchRaw(cluster, ref, signal);
  return shownObject(kind, node, response.text);
}

export interface Shown {
  readonly text: ObjectText;
  readonly node: JsonNode;
}

/** What a window may see of an object: the server's own text, of a Secret with its values masked. */
export function shownObject(kind: KindInfo, node: JsonNode, raw: string): Shown {
  const secret = isSecret(kind, node);
  const shown = secret ? maskSecret(node) : node;
  const text: ObjectText = {
    json: secret ? toJson(shown) : raw,
    kind: kind.id,
    namespace: textOf(node, 'metadata', 'namespace'),
    name: textOf(node, 'metadata', 'name'),
    uid: textOf(node, 'metadata', 'uid'),
    resourceVersion: textOf(node, 'metadata', 'resourceVersion'),
    masked: secret,
  };
  return { text, node: shown };
}

export interface Fetched {
  readonly kind: KindInfo;
  readonly node: JsonNode;
  readonly response: EngineResponse;
}

/** Unmasked: for the host's own use. */
export async function fetchRaw(cluster: Cluster, ref: Ref, signal: AbortSignal): Promise<Fetched> {
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  const response = await cluster.request({ method: 'GET', path, headers: { accept: 'application/json' } }, signal);
  if (response.status >= 300) throw httpError(response, `${words} cannot be read`);
  return { kind, node: readAnswer(response, words), response };
}

/** Throws `internal` when the answer is no JSON. */
export function readAnswer(response: EngineResponse, words: string): JsonNode {
  try {
    return parseJson(response.text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PortolanError('internal', `${words} cannot be shown: ${why}`);
  }
}

export function isSecret(kind: KindInfo, node: JsonNode): boolean {
  return kind.id === 'secrets' || (textOf(node, 'kind') === 'Secret' && textOf(node, 'apiVersion') === 'v1');
}

export function named(ref: Ref): string {
  return ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`;
}
