import type { ContextInfo } from '../../shared/contract/contexts.ts';
import { UsageError } from './args.ts';
import type { Output } from './output.ts';
import type { Session } from './session.ts';

/** `contexts`: every known context, and the files that were skipped with the reason. */
export async function printContexts(session: Session, output: Output): Promise<void> {
  const { contexts, skipped } = await session.call('contexts.list', {});
  output.line({
    contexts: contexts.map((context) => ({
      clusterId: context.clusterId,
      clusterName: context.clusterName,
      file: context.file,
      server: context.server,
      user: context.user,
      namespace: context.namespace,
      status: context.status,
      ...(context.problem === undefined ? {} : { problem: context.problem }),
    })),
    skipped: skipped.map(({ file, reason }) => ({ file, reason })),
  });
}

/** A clusterId, or the name of a context that is unique among the known ones. Anything else is bad usage. */
export async function findContexts(session: Session, words: readonly string[]): Promise<readonly ContextInfo[]> {
  const { contexts } = await session.call('contexts.list', {});
  const found = words.map((word) => findContext(contexts, word));
  return [...new Map(found.map((context) => [context.clusterId, context])).values()];
}

function findContext(contexts: readonly ContextInfo[], word: string): ContextInfo {
  const byId = contexts.find((context) => context.clusterId === word);
  if (byId !== undefined) return byId;
  const named = contexts.filter((context) => context.clusterName === word);
  const [first, ...others] = named;
  if (first === undefined) throw new UsageError(`There is no context ${JSON.stringify(word)}; "contexts" lists them.`);
  if (others.length > 0) {
    const ids = named.map((context) => JSON.stringify(context.clusterId)).join(', ');
    throw new UsageError(`The context name ${JSON.stringify(word)} is not unique. Say one of ${ids}.`);
  }
  return first;
}
