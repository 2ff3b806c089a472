import { z } from 'zod';
import {
  type CallOutput,
  type HandlerInput,
  isMethodName,
  type MethodName,
  methods,
} from '../../../shared/contract/index.ts';
import { PortolanError, type Reply, toErrorInfo } from '../../../shared/errors.ts';
import type { CallContext } from '../types.ts';

export type Handler<M extends MethodName> = (
  input: HandlerInput<M>,
  from: CallContext,
) => CallOutput<M> | Promise<CallOutput<M>>;

/** One handler for every method of the contract: leaving one out does not compile. */
export type Handlers = { readonly [M in MethodName]: Handler<M> };
/** The handlers of one area; `features/index.ts` puts the areas together. */
export type HandlersOf<M extends MethodName> = Pick<Handlers, M>;

/**
 * The edge of the host: checks what enters, finds the handler, turns whatever is thrown into data with the cluster's id.
 * Never throws. `onInternal` hears of the failures nobody expected, once, here.
 */
export async function dispatch(
  handlers: Handlers,
  method: string,
  input: unknown,
  from: CallContext,
  onInternal: (method: string, error: unknown, clusterId: string | undefined) => void,
): Promise<Reply<unknown>> {
  if (!isMethodName(method)) {
    return { ok: false, error: { code: 'unsupported', message: `There is no call named ${JSON.stringify(method)}.` } };
  }
  const clusterId = clusterIdOf(input);
  try {
    if (needsCluster(method) && clusterId === undefined) {
      throw new PortolanError('cluster-required', `${method} is about one cluster: it needs its clusterId.`);
    }
    from.signal?.throwIfAborted();
    return { ok: true, value: await run(handlers, method, checked(method, input), from) };
  } catch (error) {
    const info = toErrorInfo(error, clusterId);
    if (info.code === 'internal') onInternal(method, error, clusterId);
    return { ok: false, error: info };
  }
}

/** About cluster data, or about one known context: both name theirs. (`clusters.visible` may name none.) */
const needsCluster = (method: MethodName): boolean => {
  const { cluster, input } = methods[method];
  return cluster || ('clusterId' in input.shape && input.shape.clusterId instanceof z.ZodString);
};

function run<M extends MethodName>(handlers: Handlers, method: M, input: HandlerInput<M>, from: CallContext) {
  return handlers[method](input, from);
}

function checked<M extends MethodName>(method: M, input: unknown): HandlerInput<M> {
  const result = methods[method].input.safeParse(input ?? {});
  // The schema of this very method made the value; the union over all methods is only too wide for the compiler.
  if (result.success) return result.data as HandlerInput<M>;
  throw new PortolanError('invalid', `${method}: ${problems(result.error)}`);
}

/** The first problems in words, each with the path of its field. */
function problems(error: z.ZodError): string {
  const said = error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  return said.join('; ');
}

/** An empty or non-text id is as good as none: there is no fallback to "the active tab", anywhere. */
function clusterIdOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null || !('clusterId' in input)) return undefined;
  return typeof input.clusterId === 'string' && input.clusterId !== '' ? input.clusterId : undefined;
}
