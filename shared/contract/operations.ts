import { z } from 'zod';
import type { ErrorInfo } from '../errors.ts';
import { type ActionRequest, actionRequest, actionTarget, type Deed } from './actions.ts';
import { clusterMethod } from './define.ts';

export type ItemState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** One object of an operation, and what became of it. */
export interface OperationItem {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
  readonly state: ItemState;
  readonly deed: Deed | null;
  readonly error: ErrorInfo | null;
}

/** Something that is being done, or was, on one cluster. It belongs to the cluster and survives a reload of the window. */
export interface Operation {
  readonly id: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly action: ActionRequest;
  readonly dryRun: boolean;
  /** `Delete 3 pods`. */
  readonly title: string;
  /** `cancelled`: some objects were left alone because somebody said so; `failed`: at least one was refused. */
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** 1, and one more for every retry. */
  readonly attempt: number;
  /** The first objects that failed, else the first of all: enough for a line of text. */
  readonly items: readonly OperationItem[];
}

export const operationMethods = {
  /** Running and finished operations of this cluster since it was opened, newest first; the oldest finished ones beyond 200 are forgotten. */
  'operations.list': clusterMethod<{ readonly operations: readonly Operation[] }>()({}),
  /** One operation with all its objects. */
  'operations.get': clusterMethod<{ readonly operation: Operation; readonly items: readonly OperationItem[] }>()({
    id: z.string().min(1),
  }),
  /**
   * Does one action with many objects, a few at a time, and answers at once; `operation:changed` follows. Each object gets its own line in the
   * log. `read-only` on a read-only cluster, `invalid` for an object named twice.
   */
  'operations.start': clusterMethod<Operation>()({
    action: actionRequest,
    targets: z.array(actionTarget).min(1).max(10_000),
    dryRun: z.boolean().default(false),
  }),
  /** Objects not yet begun are left alone; requests on their way may end within a few seconds. */
  'operations.cancel': clusterMethod<Operation>()({ id: z.string().min(1) }),
  /** Once more for the objects that failed or were left alone; `invalid` while it runs or when there is none. */
  'operations.retry': clusterMethod<Operation>()({ id: z.string().min(1) }),
  /** Forgets the finished ones. */
  'operations.clear': clusterMethod<null>()({}),
} as const;
