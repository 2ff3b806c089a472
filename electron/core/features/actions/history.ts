import { PortolanError } from '../../../../shared/errors.ts';
import { formatSelector, selectorOf } from '../../../../shared/kube/selectors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { fetchRaw, readAnswer, type Target, targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, mapField, textOf, toJson } from '../objects/lossless.ts';
import { httpError } from '../objects/status.ts';
import type { Task } from './deeds.ts';

/** One revision of a workload: where it is kept, and the pod template it stands for. */
export interface Kept {
  readonly revision: number;
  /** The ReplicaSet or ControllerRevision itself. */
  readonly node: JsonNode;
  readonly template: JsonNode;
}

export interface History {
  readonly target: Target;
  /** The workload as it is now. */
  readonly node: JsonNode;
  readonly template: JsonNode;
  /** Oldest first. */
  readonly kept: readonly Kept[];
}

const nothing: JsonNode = { type: 'object', entries: [] };
const revisionAnnotation = 'deployment.kubernetes.io/revision';
export const hashLabel = 'pod-template-hash';
/** Per request; a workload keeps ten revisions unless told otherwise. */
const pageSize = 500;

/** A workload with what it was before: ReplicaSets of a Deployment, ControllerRevisions of the others, by selector and owner. */
export async function readHistory(
  { cluster, ref }: Pick<Task, 'cluster' | 'ref'>,
  signal: AbortSignal,
): Promise<History> {
  const target = await targetOf(cluster, ref, signal);
  const { id } = target.kind;
  if (id !== 'deployments.apps' && id !== 'statefulsets.apps' && id !== 'daemonsets.apps') {
    throw new PortolanError('unsupported', `${target.words} has no revisions.`);
  }
  const { node } = await fetchRaw(cluster, ref, signal);
  const spec = field(node, 'spec');
  const template = field(spec, 'template') ?? nothing;
  const deployment = id === 'deployments.apps';
  const plural = deployment ? 'replicasets' : 'controllerrevisions';
  const selector = selectorOf(JSON.parse(toJson(field(spec, 'selector') ?? nothing)));
  const query = selector === null ? '' : formatSelector(selector);
  const path = `/apis/apps/v1/namespaces/${encodeURIComponent(ref.namespace)}/${plural}`;
  const listed = await listOwned(
    cluster,
    `${path}?labelSelector=${encodeURIComponent(query)}`,
    textOf(node, 'metadata', 'uid'),
    signal,
  );
  const kept = listed.flatMap((one) => (deployment ? ofReplicaSet(one) : ofControllerRevision(one, template)));
  return { target, node, template, kept: kept.toSorted((a, b) => a.revision - b.revision) };
}

async function listOwned(
  cluster: Cluster,
  path: string,
  uid: string,
  signal: AbortSignal,
): Promise<readonly JsonNode[]> {
  const found: JsonNode[] = [];
  let more = '';
  do {
    const response = await cluster.request(
      { method: 'GET', path: `${path}&limit=${pageSize}${more}`, headers: { accept: 'application/json' } },
      signal,
    );
    if (response.status >= 300) throw httpError(response, 'The revisions cannot be read');
    const list = readAnswer(response, 'The list of revisions');
    const items = field(list, 'items');
    if (items?.type === 'array') found.push(...items.items.filter((item) => controllerUid(item) === uid));
    const token = textOf(list, 'metadata', 'continue');
    more = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
  } while (more !== '');
  return found;
}

function controllerUid(item: JsonNode): string {
  const owners = field(field(item, 'metadata'), 'ownerReferences');
  const list = owners?.type === 'array' ? owners.items : [];
  const controller = list.find((owner) => {
    const flag = field(owner, 'controller');
    return flag?.type === 'literal' && flag.value === true;
  });
  return textOf(controller, 'uid');
}

/** One without a readable revision is no revision, as for kubectl. */
function ofReplicaSet(node: JsonNode): readonly Kept[] {
  const revision = Number(textOf(node, 'metadata', 'annotations', revisionAnnotation) || Number.NaN);
  const template = field(field(node, 'spec'), 'template');
  return Number.isInteger(revision) && template !== undefined ? [{ revision, node, template }] : [];
}

/** Its data is a strategic patch that replaces the template whole (`$patch: replace`), or changes it. */
function ofControllerRevision(node: JsonNode, now: JsonNode): readonly Kept[] {
  const number = field(node, 'revision');
  const template = field(field(field(node, 'data'), 'spec'), 'template');
  if (number?.type !== 'number' || template === undefined) return [];
  const whole = textOf(template, '$patch') === 'replace';
  return [{ revision: Number(number.raw), node, template: whole ? mapField(template, '$patch', () => null) : now }];
}

/** The revision asked for; 0 is the one before the newest. Throws `not-found`. */
export function findRevision({ target, kept }: History, revision: number): Kept {
  if (revision === 0 && kept.length <= 1) {
    throw new PortolanError('not-found', `${target.words} has no revision before this one.`);
  }
  const found = revision === 0 ? kept.at(-2) : kept.find((one) => one.revision === revision);
  if (found !== undefined) return found;
  throw new PortolanError('not-found', `${target.words} has no revision ${revision}.`);
}

/** The template without what the Deployment's controller adds to a ReplicaSet's. */
export const withoutHash = (template: JsonNode): JsonNode =>
  mapField(template, 'metadata', (metadata) =>
    mapField(metadata, 'labels', (labels) => mapField(labels, hashLabel, () => null)),
  );

/** Equal in meaning (`equality.Semantic.DeepEqual` after decoding): order of keys, nulls and empty maps do not count. */
export const sameTemplate = (a: JsonNode, b: JsonNode): boolean =>
  canonical(withoutHash(a)) === canonical(withoutHash(b));

function canonical(node: JsonNode): string {
  if (node.type === 'array') return `[${node.items.map(canonical).join(',')}]`;
  if (node.type !== 'object') return toJson(node);
  const fields = node.entries
    .map(({ key, value }) => [key, canonical(value)] as const)
    .filter(([, text]) => text !== 'null' && text !== '{}' && text !== '[]')
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}
