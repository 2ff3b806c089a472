import type { Deed } from '../../../../shared/contract/actions.ts';
import { PortolanError } from '../../../../shared/errors.ts';
import { fetchRaw, targetOf } from '../objects/fetch.ts';
import { field, type JsonNode, mapField, toJson } from '../objects/lossless.ts';
import { mergePatch, patch } from '../objects/patch.ts';
import { httpError } from '../objects/status.ts';
import { checkUid, type Task } from './deeds.ts';

/**
 * Removes every finalizer; of a namespace also those of its spec, which have a subresource of their own (`finalize`). Bound to the version
 * that was read: a finalizer set meanwhile is a conflict, not lost.
 */
export async function removeFinalizers(task: Task, signal: AbortSignal): Promise<Deed> {
  const { cluster, ref, uid, dryRun } = task;
  const { kind, path, words } = await targetOf(cluster, ref, signal);
  const { node } = await fetchRaw(cluster, ref, signal);
  checkUid(node, uid, words);
  const metadata = field(node, 'metadata');
  const own = textsOf(field(metadata, 'finalizers'));
  const ofSpec = kind.id === 'namespaces' ? textsOf(field(field(node, 'spec'), 'finalizers')) : [];
  if (own.length + ofSpec.length === 0) throw new PortolanError('invalid', `${words} has no finalizers.`);
  if (own.length > 0) {
    const change = { metadata: { resourceVersion: versionOf(metadata), finalizers: null } };
    const response = await patch(cluster, path, change, { type: mergePatch, dryRun }, signal);
    if (response.status >= 300) throw httpError(response, `The finalizers of ${words} were not removed`);
  }
  if (ofSpec.length > 0) await finalizeNamespace(task, path, words, signal);
  return { said: `removed ${[...own, ...ofSpec].join(', ')}` };
}

/** Read again: the patch before it made a new version, and the subresource takes a whole object. */
async function finalizeNamespace(
  { cluster, ref, dryRun }: Task,
  path: string,
  words: string,
  signal: AbortSignal,
): Promise<void> {
  const { node } = await fetchRaw(cluster, ref, signal);
  const body = toJson(
    mapField(node, 'spec', (spec) => mapField(spec, 'finalizers', () => ({ type: 'array', items: [] }))),
  );
  const response = await cluster.request(
    {
      method: 'PUT',
      path: `${path}/finalize?fieldManager=portolan${dryRun ? '&dryRun=All' : ''}`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body,
    },
    signal,
  );
  if (response.status >= 300) throw httpError(response, `The finalizers of ${words} were not removed`);
}

function versionOf(metadata: JsonNode | undefined): string {
  const version = field(metadata, 'resourceVersion');
  return version?.type === 'string' ? version.value : '';
}

export const textsOf = (node: JsonNode | undefined): readonly string[] =>
  node?.type === 'array' ? node.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) : [];
