import type { Dispose } from '../../../shared/disposable.ts';

/** What process events this needs; `process` itself in the programs. */
interface Strays {
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
  off(event: 'uncaughtException' | 'unhandledRejection', listener: (error: unknown) => void): unknown;
}

/** More than this many within a minute is a program that does not recover: it ends as it would have without the net. */
const MOST_A_MINUTE = 20;

/**
 * A fault that nobody caught (a socket's callback, a timer) belongs to one cluster at most and must not end the others with the process:
 * it is reported, and the program goes on. A flood of them is no longer one fault: `giveUp` is called then, once.
 */
export function catchStrays(
  strays: Strays,
  now: () => number,
  report: (error: unknown) => void,
  giveUp: (error: unknown) => void,
): Dispose {
  let recent: number[] = [];
  const caught = (error: unknown): void => {
    const at = now();
    recent = [...recent.filter((before) => at - before < 60_000), at];
    if (recent.length === MOST_A_MINUTE) giveUp(error);
    else if (recent.length < MOST_A_MINUTE) report(error);
  };
  strays.on('uncaughtException', caught);
  strays.on('unhandledRejection', caught);
  return () => {
    strays.off('uncaughtException', caught);
    strays.off('unhandledRejection', caught);
  };
}
