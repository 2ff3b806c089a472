import type { Cluster } from '../../cluster/cluster.ts';
import { type Ref, readAnswer, targetOf } from './fetch.ts';
import { field } from './lossless.ts';
import { onlyThis, patch, patchError, strategicPatch } from './patch.ts';

export async function cordonNode(
  cluster: Cluster,
  ref: Ref,
  {
    uid,
    unschedulable,
    dryRun,
  }: { readonly uid: string | null; readonly unschedulable: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const { path, words } = await targetOf(cluster, ref, signal);
  // kubectl's patch removes the field where it is false (`pkg/drain/cordon.go`).
  const change = { ...onlyThis(uid), spec: { unschedulable: unschedulable ? true : null } };
  const response = await patch(cluster, path, change, { type: strategicPatch, dryRun }, signal);
  if (response.status >= 300)
    throw patchError(response, uid, words, `${words} was not ${unschedulable ? '' : 'un'}cordoned`);
  const set = field(field(readAnswer(response, words), 'spec'), 'unschedulable');
  return set?.type === 'literal' && set.value === true;
}
