import { useRef, useState } from 'react';
import type { ApplyPlan, ApplyResult } from '../../../shared/contract/apply.ts';
import type { ErrorInfo } from '../../../shared/errors.ts';
import { useData } from '../../data/context.tsx';

export type Progress =
  | { readonly type: 'none' }
  | { readonly type: 'planning' }
  | { readonly type: 'planned'; readonly text: string; readonly force: boolean; readonly plan: ApplyPlan }
  | { readonly type: 'applying'; readonly plan: ApplyPlan }
  | { readonly type: 'applied'; readonly plan: ApplyPlan; readonly result: ApplyResult }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

export interface Applying {
  readonly progress: Progress;
  plan(text: string, namespace: string, force: boolean): Promise<void>;
  /** Applies exactly the text that was planned. */
  run(): Promise<void>;
  reset(): void;
}

/** A set's way: planned, looked at, applied. A newer wish makes an answer that is on its way worthless. */
export function useApply(clusterId: string): Applying {
  const { api } = useData();
  const [progress, setProgress] = useState<Progress>({ type: 'none' });
  const turn = useRef(0);
  const asked = useRef({ namespace: 'default' });
  const plan = async (text: string, namespace: string, force: boolean): Promise<void> => {
    turn.current += 1;
    const own = turn.current;
    asked.current = { namespace };
    setProgress({ type: 'planning' });
    const reply = await api.ask('apply.plan', { clusterId, text, namespace, force });
    if (own !== turn.current) return;
    setProgress(
      reply.ok ? { type: 'planned', text, force, plan: reply.value } : { type: 'failed', error: reply.error },
    );
  };
  const run = async (): Promise<void> => {
    if (progress.type !== 'planned') return;
    turn.current += 1;
    const own = turn.current;
    const { text, force, plan: planned } = progress;
    setProgress({ type: 'applying', plan: planned });
    const only = planned.documents.filter(({ verdict }) => isApplied(verdict)).map(({ index }) => index);
    const reply = await api.ask('apply.run', { clusterId, text, ...asked.current, force, only });
    if (own !== turn.current) return;
    setProgress(
      reply.ok ? { type: 'applied', plan: planned, result: reply.value } : { type: 'failed', error: reply.error },
    );
  };
  const reset = (): void => {
    turn.current += 1;
    setProgress({ type: 'none' });
  };
  return { progress, plan, run, reset };
}

/** Documents that applying is about; what the server refused in the plan is not sent. */
export const isApplied = (verdict: string): boolean =>
  verdict === 'create' || verdict === 'change' || verdict === 'waits';
