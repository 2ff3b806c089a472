import { isConditionTrue } from './conditions.ts';
import { has, int, type Rec, rec } from './read.ts';

export type JobStatus =
  | 'Complete'
  | 'Failed'
  | 'Terminating'
  | 'Suspended'
  | 'FailureTarget'
  | 'SuccessCriteriaMet'
  | 'Running';

/** STATUS of a job, by precedence. Source: printers.go printJob. */
export function jobStatus(job: Rec): JobStatus {
  const conditions = rec(job.status).conditions;
  if (isConditionTrue(conditions, 'Complete')) return 'Complete';
  if (isConditionTrue(conditions, 'Failed')) return 'Failed';
  if (has(rec(job.metadata).deletionTimestamp)) return 'Terminating';
  if (isConditionTrue(conditions, 'Suspended')) return 'Suspended';
  if (isConditionTrue(conditions, 'FailureTarget')) return 'FailureTarget';
  if (isConditionTrue(conditions, 'SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

/** `[succeeded, wanted, parallelism | null]`: the third is set for a work queue, printed `0/1 of 3`. */
export function jobCompletions(job: Rec): readonly [number, number, number | null] {
  const spec = rec(job.spec);
  const succeeded = int(rec(job.status).succeeded);
  if (has(spec.completions)) return [succeeded, int(spec.completions), null];
  const parallelism = int(spec.parallelism);
  return [succeeded, 1, parallelism > 1 ? parallelism : null];
}
