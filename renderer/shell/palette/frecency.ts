import type { Check } from '../../data/storage.ts';

/** How often and how lately something was chosen. */
export interface Use {
  /** Choices, older ones counting less: half after each week. */
  readonly weight: number;
  /** Epoch ms of the last one. */
  readonly at: number;
}
export type Uses = Readonly<Record<string, Use>>;

const HALF_LIFE_MS = 7 * 24 * 3_600_000;
const MOST = 200;

const faded = ({ weight, at }: Use, now: number): number => weight * 0.5 ** (Math.max(0, now - at) / HALF_LIFE_MS);

/** 0 for what was never chosen. */
export function scoreOf(uses: Uses, id: string, now: number): number {
  const use = Object.hasOwn(uses, id) ? uses[id] : undefined;
  return use === undefined ? 0 : faded(use, now);
}

/** After one more choice; what counts least is forgotten when there are too many. */
export function used(uses: Uses, id: string, now: number): Uses {
  const next = { ...uses, [id]: { weight: scoreOf(uses, id, now) + 1, at: now } };
  const entries = Object.entries(next);
  if (entries.length <= MOST) return next;
  return Object.fromEntries(entries.sort(([, a], [, b]) => faded(b, now) - faded(a, now)).slice(0, MOST));
}

export const checkUses: Check<Uses> = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([id, use]): [string, Use][] => {
    if (typeof use !== 'object' || use === null) return [];
    const { weight, at } = use as { readonly weight?: unknown; readonly at?: unknown };
    return typeof weight === 'number' && typeof at === 'number' && weight >= 0 ? [[id, { weight, at }]] : [];
  });
  return Object.fromEntries(entries);
};
