import type { StateRole } from '../kinds/spec.ts';
import { parseTime } from '../kube/age.ts';
import { arr, rec, str } from '../kube/read.ts';
import { type Condition, type Section, section } from './model.ts';

/** Conditions whose `True` is the bad news; every other is good when `True`. */
const BAD_WHEN_TRUE =
  /(Pressure|Unavailable|Failure|Failed|Failing|Degraded|Stalled|Terminating|Disruption|DisruptionTarget|Deletion|Conflict|Invalid|Denied|Misscheduled|OutOf\w*|Pending|Dangling|Remaining|NonStructuralSchema)$/;
/** Conditions that say something without being good or bad. */
const NEUTRAL = new Set([
  'Suspended',
  'ScalingLimited',
  'PodScheduled.SchedulingGated',
  'Progressing',
  'FailureTarget',
]);

function roleOf(type: string, status: string, reason: string): StateRole {
  if (status === 'Unknown') return 'unknown';
  if (type === 'Progressing') return status === 'True' ? 'ok' : 'bad';
  if (NEUTRAL.has(type)) return status === 'True' ? 'warn' : 'ok';
  if (BAD_WHEN_TRUE.test(type)) return status === 'True' ? 'bad' : 'ok';
  if (status === 'True') return 'ok';
  return reason === 'PodCompleted' ? 'off' : 'warn';
}

export function conditionsOf(status: unknown): readonly Condition[] {
  return arr(rec(status).conditions)
    .map(rec)
    .filter((condition) => str(condition.type) !== '')
    .map((condition) => ({
      type: str(condition.type),
      status: str(condition.status),
      role: roleOf(str(condition.type), str(condition.status), str(condition.reason)),
      reason: str(condition.reason),
      message: str(condition.message),
      at: parseTime(condition.lastTransitionTime) ?? parseTime(condition.lastUpdateTime),
    }));
}

export function conditionsSection(status: unknown): readonly Section[] {
  const conditions = conditionsOf(status);
  return conditions.length === 0 ? [] : section('conditions', 'Conditions', [{ type: 'conditions', conditions }]);
}
