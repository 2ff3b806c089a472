import { arr, type Rec, rec } from './read.ts';

/** The first condition of a type; `null` when there is none. */
export function findCondition(conditions: unknown, type: string): Rec | null {
  for (const item of arr(conditions)) {
    const condition = rec(item);
    if (condition.type === type) return condition;
  }
  return null;
}

/** True when the first condition of this type has status True. Source: printers.go hasJobCondition. */
export const isConditionTrue = (conditions: unknown, type: string): boolean =>
  findCondition(conditions, type)?.status === 'True';
