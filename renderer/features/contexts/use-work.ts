import { useState } from 'react';
import { toErrorInfo } from '../../../shared/errors.ts';

export interface Work {
  readonly busy: boolean;
  /** Why the last try was refused, in the host's words. */
  readonly problem: string | undefined;
  /** True when it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

/** One thing at a time that the host may refuse; the reason is shown where it was asked for. */
export function useWork(): Work {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (work: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(toErrorInfo(error).message);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run, clear: () => setProblem(undefined) };
}
