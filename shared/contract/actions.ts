import { z } from 'zod';
import type { ActionId } from '../actions/actions.ts';
import { clusterMethod } from './define.ts';
import { objectRef } from './objects.ts';

/** Which object; with `uid` only this very one, not another of the same name. */
export const actionTarget = z.object({ ...objectRef, uid: z.string().min(1).nullable().default(null) });

const texts = z.record(z.string().min(1), z.string());
const change = { set: texts.default({}), remove: z.array(z.string().min(1)).default([]) };
const grace = z.int().min(0).optional();

/** What is to be done, with its choices; the ids are those of `shared/actions` (all but `edit`, which is no request). */
export const actionRequest = z.discriminatedUnion('id', [
  z.object({
    id: z.literal('delete'),
    propagation: z.enum(['background', 'foreground', 'orphan']).default('background'),
    /** Seconds; left out, the object's own. 0 is at once (`kubectl delete --force`). */
    gracePeriodSeconds: grace,
  }),
  z.object({ id: z.literal('scale'), replicas: z.int().min(0).max(2_147_483_647) }),
  z.object({ id: z.literal('restart') }),
  /** Revision 0 is the one before the current. */
  z.object({ id: z.literal('rollback'), revision: z.int().min(0).default(0) }),
  z.object({ id: z.literal('pause') }),
  z.object({ id: z.literal('resume') }),
  /** Container (or init container) → image. */
  z.object({ id: z.literal('set-image'), images: texts }),
  /** Without a name: the CronJob's, with a suffix. */
  z.object({ id: z.literal('trigger'), jobName: z.string().min(1).max(63).optional() }),
  z.object({ id: z.literal('suspend') }),
  z.object({ id: z.literal('unsuspend') }),
  z.object({ id: z.literal('cordon') }),
  z.object({ id: z.literal('uncordon') }),
  z.object({ id: z.literal('evict'), gracePeriodSeconds: grace }),
  z.object({ id: z.literal('label'), ...change }),
  z.object({ id: z.literal('annotate'), ...change }),
  z.object({ id: z.literal('finalizers') }),
]);

export type ActionRequest = z.output<typeof actionRequest>;

/** What became of one object. */
export interface Deed {
  /** One sentence without the object's name: `deleted`, `scaled to 5`, `skipped rollback (…)`. */
  readonly said: string;
  /** An object that was made by it: the Job of a trigger. */
  readonly made?: { readonly kind: string; readonly namespace: string; readonly name: string };
}

/** `null`: it can be done. Otherwise one sentence: why not. */
export interface Availability {
  readonly id: ActionId;
  readonly disabled: string | null;
}

export interface Revision {
  readonly revision: number;
  /** ReplicaSet or ControllerRevision. */
  readonly name: string;
  /** Epoch ms. */
  readonly createdAt: number | null;
  /** Annotation `kubernetes.io/change-cause`, empty when nobody gave one. */
  readonly changeCause: string;
  readonly images: readonly string[];
  readonly current: boolean;
}

/** Every write takes `dryRun`: the server says what would happen, admission and validation included, and changes nothing. */
const dryRun = z.boolean().default(false);

export const actionMethods = {
  /**
   * Does one action with one object: one line in the log, refused as `read-only` on a read-only cluster. Errors in the server's own words;
   * `conflict` when the name belongs to another object than `uid`, `too-many-requests` when a disruption budget holds an eviction,
   * `unsupported` where the kind has no such action. For several objects, and to see it run: `operations.start`.
   */
  'actions.run': clusterMethod<Deed>()({ action: actionRequest, target: actionTarget, dryRun }),
  /**
   * What can be done with these objects, in the order of the menus, and what cannot and why: permissions asked of the server (cached a minute)
   * and, of a single object, its state (`already paused`). Applicable actions only.
   */
  'actions.available': clusterMethod<{ readonly actions: readonly Availability[] }>()({
    targets: z.array(actionTarget).min(1).max(10_000),
    /** How many objects these stand for, when they are only some of them. */
    count: z.int().min(1).optional(),
  }),
  /** Who decides the number of replicas: the wanted and the running number, and the autoscaler in charge, if there is one. */
  'actions.scaleInfo': clusterMethod<{
    readonly wanted: number;
    readonly running: number;
    readonly autoscaler: { readonly name: string; readonly min: number; readonly max: number } | null;
  }>()(objectRef),
  /** `kubectl rollout history`, newest first. */
  'actions.revisions': clusterMethod<{ readonly revisions: readonly Revision[] }>()(objectRef),
  /**
   * What a rollback would change: the pod template now and the one of that revision, as YAML. `same`: nothing, the rollback would be skipped.
   * Revision 0 is the one before.
   */
  'actions.revision': clusterMethod<{
    readonly revision: number;
    readonly current: string;
    readonly wanted: string;
    readonly same: boolean;
    /** `kubectl apply` keeps a copy of what was applied, which a rollback does not change: the next apply may undo it. */
    readonly applied: boolean;
  }>()({ ...objectRef, revision: z.int().min(0).default(0) }),
} as const;
