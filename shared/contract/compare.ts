import { z } from 'zod';
import { clusterMethod } from './define.ts';
import { type ObjectText, objectRef } from './objects.ts';

/**
 * Two YAML texts to lay side by side. Values of Secrets are masked on both sides; where the two differ the mask says so, since only
 * the host can compare them.
 */
export interface TextPair {
  readonly left: string;
  readonly right: string;
  readonly same: boolean;
}

export interface ObjectDiff extends TextPair {
  /** Fields left out on either side, because nobody wrote them by hand (`shared/kube/noise.ts`). */
  readonly folded: number;
}

export const compareMethods = {
  /**
   * An object (left) and another one of this or any open cluster, or its own last-applied configuration (right). Keys are sorted, so
   * that only differences in meaning are seen. Noise is folded unless asked for; against the last-applied configuration also what that
   * does not name (defaults, what others set). `not-found` names the side; an object that was never applied is `not-found` too.
   */
  'objects.diff': clusterMethod<ObjectDiff>()({
    ...objectRef,
    with: z.discriminatedUnion('type', [
      z.object({ type: z.literal('object'), clusterId: z.string().min(1), ...objectRef }),
      z.object({ type: z.literal('last-applied') }),
    ]),
    noise: z.boolean().default(false),
  }),
  /**
   * What saving this text would really change: the object as the server has it now (left) and as it would be (right), by the server's
   * own dry run, admission and defaults included. Fails as `objects.update` does; changes nothing.
   */
  'objects.preview': clusterMethod<TextPair>()({ ...objectRef, text: z.string().min(1) }),
  /** A Secret's whole YAML with its values, to be edited; an audited call of its own, like `secrets.reveal`. */
  'secrets.yaml': clusterMethod<ObjectText & { readonly yaml: string }>()({
    namespace: z.string(),
    name: z.string().min(1),
  }),
} as const;
