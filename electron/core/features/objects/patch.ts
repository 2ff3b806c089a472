import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';

export const mergePatch = 'application/merge-patch+json';
export const strategicPatch = 'application/strategic-merge-patch+json';
export const jsonPatch = 'application/json-patch+json';

export interface PatchChoice {
  readonly type: string;
  readonly dryRun: boolean;
}

/** `change` is the patch as JSON text, or data to be written as such. */
export function patch(
  cluster: Cluster,
  path: string,
  change: object | string,
  { type, dryRun }: PatchChoice,
  signal: AbortSignal,
): Promise<EngineResponse> {
  return cluster.request(
    {
      method: 'PATCH',
      path: `${path}?fieldManager=portolan${dryRun ? '&dryRun=All' : ''}`,
      headers: { 'content-type': type, accept: 'application/json' },
      body: typeof change === 'string' ? change : JSON.stringify(change),
    },
    signal,
  );
}

/** Part of a merge patch: the server refuses it as a conflict when the name belongs to another object by now. */
export const onlyThis = (uid: string | null): { readonly metadata?: { readonly uid: string } } =>
  uid === null ? {} : { metadata: { uid } };
