import type { ApplyDocument } from '../../../../shared/contract/apply.ts';
import type { KindInfo } from '../../../../shared/contract/catalog.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { apiPath } from '../catalog/api-path.ts';
import { field, type JsonNode, mapField, parseJson, textOf } from '../objects/lossless.ts';
import { type Brings, customKind, described, groupVersion, type SetDocument } from './documents.ts';

/** Longest wait for the server's discovery, ms. */
const discoveryMs = 30_000;

/** A document with the place where it goes, or the reason why there is none. */
export interface Addressed {
  readonly document: SetDocument;
  readonly about: ApplyDocument;
  /** Below the server's base URL, without a query; empty with a problem. */
  readonly path: string;
  readonly problem: string | null;
  /** Made by the same set: its kind, or its namespace. */
  readonly waitsFor: string | null;
}

export async function addressAll(
  cluster: Cluster,
  documents: readonly SetDocument[],
  options: { readonly namespace: string; readonly brings: Brings },
  signal: AbortSignal,
): Promise<readonly Addressed[]> {
  const { kinds } = await cluster.discovered(signal, discoveryMs);
  const served = [...kinds, ...(await newKinds(cluster, documents, kinds, signal))];
  return documents.map((document) => address(document, served, options));
}

/** Kinds that were defined since discovery: their group versions are asked about themselves. */
async function newKinds(
  cluster: Cluster,
  documents: readonly SetDocument[],
  kinds: readonly KindInfo[],
  signal: AbortSignal,
): Promise<readonly KindInfo[]> {
  const unknown = documents.filter(({ node }) => {
    const { group } = groupVersion(textOf(node, 'apiVersion'));
    return group !== '' && !kinds.some((kind) => kind.group === group && kind.kind === textOf(node, 'kind'));
  });
  const versions = new Set(unknown.map(({ node }) => textOf(node, 'apiVersion')));
  const answers = await Promise.all([...versions].map((version) => kindsOf(cluster, version, signal)));
  return answers.flat();
}

async function kindsOf(cluster: Cluster, apiVersion: string, signal: AbortSignal): Promise<readonly KindInfo[]> {
  const [group = '', version = ''] = apiVersion.split('/').map(encodeURIComponent);
  const headers = { accept: 'application/json' };
  const response = await cluster.request({ method: 'GET', path: `/apis/${group}/${version}`, headers }, signal);
  // Not served, or not for this user to know: the document says that its kind is not there.
  if (response.status >= 300) return [];
  const resources = field(parseJson(response.text), 'resources');
  const items = resources?.type === 'array' ? resources.items : [];
  return items.flatMap((item) => {
    const plural = textOf(item, 'name');
    const namespaced = field(item, 'namespaced');
    if (plural === '' || plural.includes('/')) return [];
    return [customKind({ group, plural, kind: textOf(item, 'kind'), namespaced: isTrue(namespaced) })];
  });
}

const isTrue = (node: JsonNode | undefined): boolean => node?.type === 'literal' && node.value === true;

function address(
  document: SetDocument,
  kinds: readonly KindInfo[],
  { namespace, brings }: { readonly namespace: string; readonly brings: Brings },
): Addressed {
  const { node } = document;
  const apiVersion = textOf(node, 'apiVersion');
  const kindName = textOf(node, 'kind');
  const name = textOf(node, 'metadata', 'name');
  const { group, version } = groupVersion(apiVersion);
  const served = kinds.find((kind) => kind.group === group && kind.kind === kindName);
  const brought = brings.kinds.get(`${group}/${kindName}`);
  const kind = served ?? brought ?? null;
  const own = textOf(node, 'metadata', 'namespace');
  const where = kind?.namespaced === false ? '' : own || namespace;
  const about = described(document, kind, kind === null ? own : where);
  const problem = problemOf(node.type === 'object', { apiVersion, kind: kindName, name, served: kind !== null });
  if (problem !== null || kind === null) return { document, about, path: '', problem, waitsFor: null };
  const sent = kind.namespaced ? withNamespace(document, where) : document;
  const path = apiPath({ ...kind, version }, where, name);
  return { document: sent, about, path, problem: null, waitsFor: waits(served, kindName, where, brings) };
}

function problemOf(
  isObject: boolean,
  about: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly served: boolean },
): string | null {
  if (!isObject) return 'It is not an object with fields.';
  if (about.apiVersion === '') return 'apiVersion is missing.';
  if (about.kind === '') return 'kind is missing.';
  if (about.name === '') return 'metadata.name is missing: what is applied has a name (generateName is for creating).';
  if (about.served) return null;
  return `The cluster serves no kind ${about.kind} of ${about.apiVersion}. Is its CustomResourceDefinition installed?`;
}

function waits(served: KindInfo | undefined, kind: string, namespace: string, brings: Brings): string | null {
  if (served === undefined) return `the definition of ${kind}`;
  return namespace !== '' && brings.namespaces.has(namespace) ? `the namespace ${namespace}` : null;
}

/** The server wants to find in the text what stands in the path. */
function withNamespace(document: SetDocument, namespace: string): SetDocument {
  const { node } = document;
  if (textOf(node, 'metadata', 'namespace') !== '') return document;
  const named = mapField(node, 'metadata', (metadata) =>
    metadata.type === 'object'
      ? {
          type: 'object',
          entries: [
            ...metadata.entries.filter(({ key }) => key !== 'namespace'),
            { key: 'namespace', value: { type: 'string', value: namespace } },
          ],
        }
      : metadata,
  );
  return { ...document, node: named };
}
