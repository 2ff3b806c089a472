import { z } from 'zod';

/**
 * How a call is declared: input checked at run time where it enters the host, output typed only.
 * `cluster: true` means the call is about cluster data: without `clusterId` it is refused as `cluster-required`,
 * never answered from "the active tab".
 */
export interface Method<I extends z.ZodType = z.ZodType, O = unknown> {
  readonly input: I;
  readonly cluster: boolean;
  /** Type only; never present at run time. */
  readonly output?: O;
}

/** A call about the application itself. */
export function appMethod<O>() {
  return <S extends z.ZodRawShape>(shape: S): Method<z.ZodObject<S>, O> => ({ input: z.object(shape), cluster: false });
}

/** A call about one cluster; adds the required `clusterId`. */
export function clusterMethod<O>() {
  return <S extends z.ZodRawShape>(shape: S): Method<z.ZodObject<S & { clusterId: z.ZodString }>, O> => ({
    input: z.object({ ...shape, clusterId: z.string().min(1) }) as z.ZodObject<S & { clusterId: z.ZodString }>,
    cluster: true,
  });
}
