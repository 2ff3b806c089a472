import { toErrorInfo } from '../../shared/errors.ts';
import type { Data } from '../data/data.ts';
import type { ShellStore } from './ui-store.ts';

/** A refusal is said where the person is; nothing is thrown away. */
export function reportFailure(data: Data, work: Promise<unknown>, clusterId: string | null): void {
  work.catch((error: unknown) => {
    const info = toErrorInfo(error);
    if (info.code !== 'cancelled') data.actions.notice('bad', info.message, clusterId);
  });
}

/** Opens a context, or shows its tab when it is open; a name that is open from another file becomes a question. */
export async function openContext(
  data: Data,
  shell: ShellStore,
  clusterId: string,
  then: () => void = () => {},
): Promise<void> {
  try {
    const { duplicateOf } = await data.actions.openCluster(clusterId);
    if (duplicateOf === null) then();
    else shell.setState({ duplicate: { clusterId, duplicateOf, then }, kubeconfig: false });
  } catch (error) {
    data.actions.notice('bad', toErrorInfo(error).message, null);
  }
}
