import type { ApplyPlan, PlannedDocument } from '../../../../shared/contract/apply.ts';
import { toErrorInfo } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isSecretNode, textPair, withoutManagedFields } from '../compare/pair.ts';
import { type JsonNode, mapField, parseJson, toJson } from '../objects/lossless.ts';
import { maskSecret } from '../objects/mask.ts';
import { type Addressed, addressAll } from './address.ts';
import { broughtBy, documentsOf, inOrder } from './documents.ts';
import { refusalOf, refused } from './refusal.ts';

export interface ApplyOptions {
  readonly text: string;
  readonly namespace: string;
  readonly force: boolean;
}

/** Documents asked about at the same time. */
const together = 4;

/** What would happen with each document, by the server's own dry run; in the order of applying. */
export async function planSet(cluster: Cluster, options: ApplyOptions, signal: AbortSignal): Promise<ApplyPlan> {
  const addressed = await addressedSet(cluster, options, signal);
  const documents: PlannedDocument[] = [];
  for (let at = 0; at < addressed.length; at += together) {
    const some = addressed.slice(at, at + together);
    documents.push(...(await Promise.all(some.map((one) => planOne(cluster, one, options.force, signal)))));
  }
  return { documents };
}

export function addressedSet(
  cluster: Cluster,
  { text, namespace }: ApplyOptions,
  signal: AbortSignal,
): Promise<readonly Addressed[]> {
  const documents = inOrder(documentsOf(text));
  return addressAll(cluster, documents, { namespace, brings: broughtBy(documents) }, signal);
}

async function planOne(
  cluster: Cluster,
  addressed: Addressed,
  force: boolean,
  signal: AbortSignal,
): Promise<PlannedDocument> {
  const { document, about, problem } = addressed;
  const nothing = { before: '', after: '' };
  if (problem !== null) return { ...about, ...refused(problem), ...nothing };
  try {
    const live = await liveOf(cluster, addressed, signal);
    if (addressed.waitsFor !== null && live === null) return await waiting(addressed);
    const response = await applyOne(cluster, addressed, { force, dryRun: true }, signal);
    if (response.status >= 300) return { ...about, ...refusalOf(response), ...(await texts(live, document.node)) };
    const next = parseJson(response.text);
    // A controller may have written between the two answers: what then differs is not of this set.
    const now = live === null || sameObject(live, next) ? live : await liveOf(cluster, addressed, signal);
    return await verdictOf(addressed, now, next);
  } catch (error) {
    signal.throwIfAborted();
    return { ...about, ...refused(toErrorInfo(error).message), ...nothing };
  }
}

async function waiting(addressed: Addressed): Promise<PlannedDocument> {
  const message = `Created after ${addressed.waitsFor}, which this set makes; the server can check it only then.`;
  const after = (await texts(null, addressed.document.node)).after;
  return { ...addressed.about, verdict: 'waits', message, conflicts: [], causes: [], before: '', after };
}

async function verdictOf({ about }: Addressed, live: JsonNode | null, next: JsonNode): Promise<PlannedDocument> {
  const nothing = { message: '', conflicts: [], causes: [] };
  const shown = await texts(live, next);
  if (live === null) return { ...about, ...nothing, verdict: 'create', ...shown };
  return { ...about, ...nothing, verdict: sameObject(live, next) ? 'unchanged' : 'change', ...shown };
}

/** YAML before and after; of Secrets masked. */
async function texts(live: JsonNode | null, next: JsonNode): Promise<{ before: string; after: string }> {
  if (live !== null) {
    const { left, right } = await textPair(withoutManagedFields(live), withoutManagedFields(next));
    return { before: left, after: right };
  }
  const { toYaml } = await import('../objects/yaml.ts');
  const plain = withoutManagedFields(next);
  return { before: '', after: toYaml(isSecretNode(plain) ? maskSecret(plain) : plain) };
}

/** The object as it is now; `null`: there is none. Throws in the server's words. */
export async function liveOf(cluster: Cluster, { path }: Addressed, signal: AbortSignal): Promise<JsonNode | null> {
  const response = await cluster.request({ method: 'GET', path, headers: { accept: 'application/json' } }, signal);
  // One who may apply but not read is told so by the dry run's own answer.
  return response.status >= 300 ? null : parseJson(response.text);
}

/** Nothing that anybody wrote: an apply that only notes who manages what moves resourceVersion and managedFields, controllers the status. */
export function sameObject(a: JsonNode, b: JsonNode): boolean {
  return toJson(still(a)) === toJson(still(b));
}

const still = (node: JsonNode): JsonNode =>
  mapField(
    mapField(node, 'status', () => null),
    'metadata',
    (metadata) =>
      ['managedFields', 'resourceVersion', 'generation'].reduce(
        (left, name) => mapField(left, name, () => null),
        metadata,
      ),
  );

/** One server-side apply; HTTP statuses are answers. */
export function applyOne(
  cluster: Cluster,
  { path, document }: Addressed,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<EngineResponse> {
  const query = new URLSearchParams({ fieldManager: 'portolan', fieldValidation: 'Strict', force: String(force) });
  if (dryRun) query.set('dryRun', 'All');
  return cluster.request(
    {
      method: 'PATCH',
      path: `${path}?${query}`,
      // JSON is YAML: the server reads either, and this loses no digit.
      headers: { 'content-type': 'application/apply-patch+yaml', accept: 'application/json' },
      body: toJson(document.node),
    },
    signal,
  );
}
