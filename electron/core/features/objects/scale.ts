import { PortolanError } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Ref, readAnswer, targetOf } from './fetch.ts';
import { field } from './lossless.ts';
import { mergePatch, onlyThis, patch } from './patch.ts';
import { httpError } from './status.ts';

/** Sets the wanted number through the scale subresource; answers with the one the server has then. */
export async function scaleObject(
  cluster: Cluster,
  ref: Ref,
  { uid, replicas, dryRun }: { readonly uid: string | null; readonly replicas: number; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<number> {
  const { path, words, kind } = await targetOf(cluster, ref, signal);
  const change = { ...onlyThis(uid), spec: { replicas } };
  const response = await patch(cluster, `${path}/scale`, change, { type: mergePatch, dryRun }, signal);
  // A missing object is named in the server's words; a missing subresource is not.
  if (response.status === 404 && response.text.includes('could not find the requested resource')) {
    throw new PortolanError('unsupported', `${words} cannot be scaled: ${kind.kind} has no scale.`);
  }
  if (response.status >= 300) throw httpError(response, `${words} was not scaled`);
  const set = field(field(readAnswer(response, words), 'spec'), 'replicas');
  // Go leaves a number of 0 out.
  return set?.type === 'number' ? Number(set.raw) : 0;
}
