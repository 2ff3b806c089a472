import { z } from 'zod';
import type { ResolvedVariable } from '../kube/environment.ts';
import { clusterMethod } from './define.ts';
import { objectRef } from './objects.ts';

export const environmentMethods = {
  /**
   * The environment of one container of a pod, or of a workload's template, with every value looked up. Values of Secrets stay
   * masked (`value: null`, `from` names the key for `secrets.reveal`). A source that may not be read costs its own variables.
   * `invalid` for a kind without containers or an unknown container.
   */
  'environment.resolve': clusterMethod<{ readonly variables: readonly ResolvedVariable[] }>()({
    ...objectRef,
    container: z.string().min(1),
  }),
} as const;
