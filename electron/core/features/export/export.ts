import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { ExportedObjects } from '../../../../shared/contract/export.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { HandlersOf } from '../../host/dispatch.ts';
import { apiPath } from '../catalog/api-path.ts';
import { kindOf } from '../catalog/catalog.ts';
import { isSecret, readAnswer } from '../objects/fetch.ts';
import { field, type JsonNode, mapField, textOf } from '../objects/lossless.ts';
import { maskSecret } from '../objects/mask.ts';
import { httpError } from '../objects/status.ts';
import { prettyJson } from './pretty-json.ts';

/** Up to so many are read one by one. */
const ONE_BY_ONE = 25;
const AT_ONCE = 6;
const PAGE = 500;
/** Objects of more namespaces than this come from one list of all. */
const NAMESPACES = 8;
const MOST_BYTES = 64 << 20;

interface Ref {
  readonly namespace: string;
  readonly name: string;
}

export function exportHandlers(core: Core): HandlersOf<'export.objects'> {
  return {
    'export.objects': async ({ clusterId, kind: word, objects, format }, from) => {
      const signal = core.signal(from);
      const reader = await Reader.of(core.cluster(clusterId), word, signal);
      const found = objects.length <= ONE_BY_ONE ? await reader.each(objects) : await reader.listed(objects);
      return written(objects, found, format);
    },
  };
}

const keyOf = ({ namespace, name }: Ref): string => `${namespace}/${name}`;

async function written(
  asked: readonly Ref[],
  found: ReadonlyMap<string, JsonNode>,
  format: 'json' | 'yaml',
): Promise<ExportedObjects> {
  const nodes = asked.flatMap((ref) => found.get(keyOf(ref)) ?? []);
  const counts = { count: nodes.length, missing: asked.length - nodes.length };
  if (format === 'yaml') {
    const { toYaml } = await import('../objects/yaml.ts');
    return { ...counts, text: nodes.map(toYaml).join('---\n') };
  }
  const [only] = nodes;
  return { ...counts, text: `${prettyJson(nodes.length === 1 && only !== undefined ? only : listOf(nodes))}\n` };
}

const string = (value: string): JsonNode => ({ type: 'string', value });

/** As `kubectl get -o json` writes several. */
const listOf = (items: readonly JsonNode[]): JsonNode => ({
  type: 'object',
  entries: [
    { key: 'apiVersion', value: string('v1') },
    { key: 'items', value: { type: 'array', items } },
    { key: 'kind', value: string('List') },
  ],
});

class Reader {
  readonly #cluster: Cluster;
  readonly #kind: KindInfo;
  readonly #signal: AbortSignal;
  #bytes = 0;

  private constructor(cluster: Cluster, kind: KindInfo, signal: AbortSignal) {
    this.#cluster = cluster;
    this.#kind = kind;
    this.#signal = signal;
  }

  static async of(cluster: Cluster, word: string, signal: AbortSignal): Promise<Reader> {
    return new Reader(cluster, await kindOf(cluster, word, signal), signal);
  }

  async each(refs: readonly Ref[]): Promise<ReadonlyMap<string, JsonNode>> {
    const found = new Map<string, JsonNode>();
    const waiting = [...refs];
    const work = async (): Promise<void> => {
      for (let ref = waiting.shift(); ref !== undefined; ref = waiting.shift()) {
        const response = await this.#get(apiPath(this.#kind, ref.namespace, ref.name));
        if (response.status === 404) continue;
        found.set(keyOf(ref), this.#shown(this.#read(response)));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return found;
  }

  /** From pages of the list: of the namespaces they are in when these are few, else of all. */
  async listed(refs: readonly Ref[]): Promise<ReadonlyMap<string, JsonNode>> {
    const wanted = new Set(refs.map(keyOf));
    const found = new Map<string, JsonNode>();
    const namespaces = [...new Set(refs.map((ref) => ref.namespace))];
    for (const namespace of namespaces.length <= NAMESPACES ? namespaces : [''])
      await this.#pages(namespace, (node) => {
        const key = keyOf({ namespace: textOf(node, 'metadata', 'namespace'), name: textOf(node, 'metadata', 'name') });
        if (wanted.has(key)) found.set(key, this.#shown(this.#named(node)));
        return found.size < wanted.size;
      });
    return found;
  }

  /** Until `visit` says that it is enough. */
  async #pages(namespace: string, visit: (node: JsonNode) => boolean): Promise<void> {
    let next = '';
    do {
      const token = next === '' ? '' : `&continue=${encodeURIComponent(next)}`;
      const response = await this.#get(`${apiPath(this.#kind, namespace, '')}?limit=${PAGE}${token}`);
      const list = this.#read(response);
      const items = field(list, 'items');
      for (const item of items?.type === 'array' ? items.items : []) if (!visit(item)) return;
      next = textOf(list, 'metadata', 'continue');
    } while (next !== '');
  }

  #get(path: string): Promise<EngineResponse> {
    return this.#cluster.request({ method: 'GET', path, headers: { accept: 'application/json' } }, this.#signal);
  }

  #read(response: EngineResponse): JsonNode {
    const words = `The ${this.#kind.plural}`;
    if (response.status >= 300) throw httpError(response, `${words} cannot be read`);
    this.#bytes += response.text.length;
    if (this.#bytes > MOST_BYTES)
      throw new PortolanError('invalid', `${words} asked for are larger than ${MOST_BYTES >> 20} MiB. Choose fewer.`);
    return readAnswer(response, words);
  }

  /** Items of a list do not say what they are. */
  #named(node: JsonNode): JsonNode {
    if (node.type !== 'object') return node;
    const { group, version, kind } = this.#kind;
    const own = node.entries.filter(({ key }) => key !== 'apiVersion' && key !== 'kind');
    const apiVersion = group === '' ? version : `${group}/${version}`;
    return {
      type: 'object',
      entries: [{ key: 'apiVersion', value: string(apiVersion) }, { key: 'kind', value: string(kind) }, ...own],
    };
  }

  #shown(node: JsonNode): JsonNode {
    const plain = mapField(node, 'metadata', (metadata) => mapField(metadata, 'managedFields', () => null));
    return isSecret(this.#kind, plain) ? maskSecret(plain) : plain;
  }
}
