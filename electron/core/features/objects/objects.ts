import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { ObjectText } from '../../../../shared/contract/objects.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { apiPath } from '../catalog/api-path.ts';
import { kindOf } from '../catalog/catalog.ts';
import { field, type JsonNode, mapField, parseJson, textOf, toJson } from './lossless.ts';
import { maskSecret } from './mask.ts';
import { httpError } from './status.ts';

type Names = 'objects.get' | 'objects.yaml' | 'secrets.reveal';

interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export function objectHandlers(core: Core): HandlersOf<Names> {
  return {
    'objects.get': async ({ clusterId, ...ref }, from) => {
      const { text } = await getObject(core.cluster(clusterId), ref, core.signal(from));
      return text;
    },
    'objects.yaml': async ({ clusterId, managedFields, ...ref }, from) => {
      const { text, node } = await getObject(core.cluster(clusterId), ref, core.signal(from));
      const shown = managedFields
        ? node
        : mapField(node, 'metadata', (meta) => mapField(meta, 'managedFields', () => null));
      // Loaded with the first YAML: a list does not need it.
      const { toYaml } = await import('./yaml.ts');
      return { ...text, yaml: toYaml(shown) };
    },
    'secrets.reveal': async ({ clusterId, namespace, name, key }, from) => {
      const cluster = core.cluster(clusterId);
      core.log.info(`Secret value shown: ${namespace}/${name}, key ${JSON.stringify(key)}.`, { clusterId });
      const secret = await fetchRaw(cluster, { kind: 'secrets', namespace, name }, core.signal(from));
      const value = field(field(secret.node, 'data'), key);
      if (value?.type !== 'string') {
        throw new PortolanError('not-found', `Secret ${namespace}/${name} has no key ${JSON.stringify(key)}.`);
      }
      return { text: decode(value.value), base64: value.value };
    },
  };
}

/** The object, whole and fresh, secrets masked before the text exists anywhere else. */
async function getObject(cluster: Cluster, ref: Ref, signal: AbortSignal) {
  const { kind, node, response } = await fetchRaw(cluster, ref, signal);
  const secret = isSecret(kind, node);
  const shown = secret ? maskSecret(node) : node;
  const text: ObjectText = {
    json: secret ? toJson(shown) : response.text,
    kind: kind.id,
    namespace: textOf(node, 'metadata', 'namespace'),
    name: textOf(node, 'metadata', 'name'),
    uid: textOf(node, 'metadata', 'uid'),
    resourceVersion: textOf(node, 'metadata', 'resourceVersion'),
    masked: secret,
  };
  return { text, node: shown };
}

async function fetchRaw(
  cluster: Cluster,
  ref: Ref,
  signal: AbortSignal,
): Promise<{ readonly kind: KindInfo; readonly node: JsonNode; readonly response: EngineResponse }> {
  const kind = await kindOf(cluster, ref.kind, signal);
  if (kind.namespaced && ref.namespace === '') {
    throw new PortolanError('invalid', `${kind.kind} ${ref.name} needs its namespace.`);
  }
  const path = apiPath(kind, ref.namespace, ref.name);
  const response = await cluster.request({ method: 'GET', path, headers: { accept: 'application/json' } }, signal);
  if (response.status >= 300) throw httpError(response, `${kind.kind} ${named(ref)} cannot be read`);
  try {
    return { kind, node: parseJson(response.text), response };
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new PortolanError('internal', `${kind.kind} ${named(ref)} cannot be shown: ${words}`);
  }
}

function isSecret(kind: KindInfo, node: JsonNode): boolean {
  return kind.id === 'secrets' || (textOf(node, 'kind') === 'Secret' && textOf(node, 'apiVersion') === 'v1');
}

function named(ref: Ref): string {
  return ref.namespace === '' ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** The value as text; `null` when its bytes are not UTF-8. */
function decode(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return null; // Binary: shown as base64.
  }
}
