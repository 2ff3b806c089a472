/**
 * A span of time as a person types it into a filter: `90s`, `5m`, `2h30m`, `3d`, `2w`, `1y` (365 days), as kubectl prints ages.
 * Answers ms; `null` when it is not one.
 */
const UNIT: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 365 * 86_400_000,
};

export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhdwy]))+$/.test(text)) return null;
  let ms = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)) {
    ms += Number(amount) * (UNIT[unit] ?? 0);
  }
  return ms;
}
