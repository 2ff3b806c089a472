import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { fetchRaw, type Ref, targetOf } from './fetch.ts';
import { field } from './lossless.ts';
import { onlyThis, patch, patchError, strategicPatch } from './patch.ts';

const restartable = new Set(['deployments.apps', 'statefulsets.apps', 'daemonsets.apps']);

/** Source: kubectl `polymorphichelpers/objectrestarter.go`. Answers with the time written, RFC 3339 in UTC. */
export async function restartObject(
  cluster: Cluster,
  ref: Ref,
  { uid, now, dryRun }: { readonly uid: string | null; readonly now: Date; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<string> {
  const { path, words, kind } = await targetOf(cluster, ref, signal);
  if (!restartable.has(kind.id)) throw new PortolanError('unsupported', `${words} cannot be restarted.`);
  if (kind.id === 'deployments.apps') {
    const { node } = await fetchRaw(cluster, ref, signal);
    const paused = field(field(node, 'spec'), 'paused');
    if (paused?.type === 'literal' && paused.value === true) {
      throw new PortolanError('invalid', `${words} is paused and cannot be restarted; resume it first.`);
    }
  }
  const restartedAt = `${now.toISOString().slice(0, 19)}Z`;
  const annotations = { 'kubectl.kubernetes.io/restartedAt': restartedAt };
  const change = { ...onlyThis(uid), spec: { template: { metadata: { annotations } } } };
  const response = await patch(cluster, path, change, { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300) throw patchError(response, uid, words, `${words} was not restarted`);
  return restartedAt;
}
