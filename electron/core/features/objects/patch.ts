import { PortolanError } from '../../../../shared/errors.ts';
import type { EngineResponse } from '../../../engine/protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { httpError } from './status.ts';

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

/** Part of a merge patch: the server refuses it when the name belongs to another object by now; `patchError` tells that one. */
export const onlyThis = (uid: string | null): { readonly metadata?: { readonly uid: string } } =>
  uid === null ? {} : { metadata: { uid } };

/** A refused patch. A uid that cannot be changed is another object's: a conflict, told as what it is. */
export function patchError(response: EngineResponse, uid: string | null, words: string, what: string): PortolanError {
  if (uid !== null && response.status === 422 && /"field":\s*"metadata\.uid"/.test(response.text))
    return replaced(words);
  return httpError(response, what);
}

export const replaced = (words: string): PortolanError =>
  new PortolanError('conflict', `${words} is another object now: it was deleted and made anew meanwhile.`);
