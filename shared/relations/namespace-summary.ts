import type { KubeObject } from '../kinds/spec.ts';
import { parseQuantity, quantityToNumber } from '../kube/quantity.ts';
import { arr, rec, str } from '../kube/read.ts';

export interface QuotaUse {
  readonly quota: string;
  readonly resource: string;
  readonly used: string;
  readonly hard: string;
  /** Used by hard; 1 and more is full. */
  readonly ratio: number;
}

export interface LimitLine {
  readonly limitRange: string;
  readonly type: string;
  readonly resource: string;
  readonly min: string;
  readonly max: string;
  readonly defaultRequest: string;
  readonly defaultLimit: string;
  readonly maxRatio: string;
}

export interface KindTotal {
  /** KindInfo id. */
  readonly kind: string;
  readonly count: number;
}

export interface NamespaceSummary {
  readonly quotas: readonly QuotaUse[];
  readonly limits: readonly LimitLine[];
  /** Kinds with at least one object, in the order of the sidebar. */
  readonly counts: readonly KindTotal[];
}

/** Used against hard of every quota, as `describe.go` DescribeResourceQuotas. */
export function quotaUses(quotas: readonly KubeObject[]): readonly QuotaUse[] {
  return quotas.flatMap((quota) => {
    const status = rec(quota.status);
    const hard = rec(status.hard);
    const used = rec(status.used);
    return Object.keys(hard)
      .sort()
      .map((resource) => {
        const have = str(used[resource]) || '0';
        const limit = str(hard[resource]);
        return { quota: quota.metadata.name, resource, used: have, hard: limit, ratio: usedRatio(have, limit) };
      });
  });
}

/** 0 for texts that are no quantities; against a hard limit of 0, anything used is too much. */
export function usedRatio(used: string, hard: string): number {
  const have = parseQuantity(used);
  const limit = parseQuantity(hard);
  if (have === null || limit === null) return 0;
  const whole = quantityToNumber(limit);
  return whole === 0 ? (quantityToNumber(have) === 0 ? 0 : 1) : quantityToNumber(have) / whole;
}

/** One line per type and resource, as `describe.go` DescribeLimitRanges. */
export function limitLines(ranges: readonly KubeObject[]): readonly LimitLine[] {
  return ranges.flatMap((range) =>
    arr(rec(range.spec).limits)
      .map(rec)
      .flatMap((limit) => {
        const maps = [limit.min, limit.max, limit.defaultRequest, limit.default, limit.maxLimitRequestRatio].map(rec);
        const names = [...new Set(maps.flatMap((map) => Object.keys(map)))].sort();
        return names.map((resource): LimitLine => {
          const [min = '', max = '', defaultRequest = '', defaultLimit = '', maxRatio = ''] = maps.map((map) =>
            str(map[resource]),
          );
          const type = str(limit.type);
          return { limitRange: range.metadata.name, type, resource, min, max, defaultRequest, defaultLimit, maxRatio };
        });
      }),
  );
}
