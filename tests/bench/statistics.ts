/** Median and spread of repeated measurements. */
export interface Measured {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: readonly number[];
}

export function measured(runs: readonly number[]): Measured {
  const sorted = [...runs].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN, runs };
}

/** Of a sorted list; between two values the lower one. */
export function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export async function repeat(times: number, run: () => Promise<number>): Promise<Measured> {
  const runs: number[] = [];
  for (let i = 0; i < times; i++) runs.push(await run());
  return measured(runs);
}
