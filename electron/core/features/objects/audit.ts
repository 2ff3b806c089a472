import { toErrorInfo } from '../../../../shared/errors.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Core } from '../../host/core.ts';
import type { Ref } from './fetch.ts';

export interface Deed {
  readonly verb: string;
  readonly ref: Ref;
  readonly dryRun: boolean;
}

/**
 * Does it, and writes one line about it to the application's log, however it ends: verb, object, cluster, result. What was
 * written never stands there, and of a refused Secret only the code: a server may quote the value it refuses.
 */
export async function audited<T>(
  core: Core,
  cluster: Cluster,
  deed: Deed,
  run: () => Promise<{ readonly value: T; readonly result: string }>,
): Promise<T> {
  const { verb, ref, dryRun } = deed;
  const object = `${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}`;
  const what = `${verb} ${object} on ${cluster.clusterName}${dryRun ? ' (dry run)' : ''}`;
  const where = { clusterId: cluster.clusterId };
  try {
    const { value, result } = await run();
    core.log.info(oneLine(`${what}: ${result}`), where);
    return value;
  } catch (error) {
    const { code, message } = toErrorInfo(error);
    const words = /^secrets?(\.|$)/i.test(ref.kind.trim()) ? '' : ` (${message})`;
    core.log.warn(oneLine(`${what}: ${code}${words}`), where);
    throw error;
  }
}

const longestLine = 600;

/** Names and the server's words may hold line breaks and escape sequences: one deed is one line. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ');
  return line.length <= longestLine ? line : `${line.slice(0, longestLine)}…`;
}
