import { useEffect, useState } from 'react';
import type { ActionRequest } from '../../../../shared/contract/actions.ts';
import type { CallInput, CallOutput, MethodName } from '../../../../shared/contract/index.ts';
import type { Reply } from '../../../../shared/errors.ts';
import { useData } from '../../../data/context.tsx';
import type { FormProps } from './form.ts';

/** Tells the dialog what is asked for, as often as it is another. */
export function useRequest(onChange: FormProps['onChange'], request: ActionRequest | null): void {
  const key = JSON.stringify(request);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the request
  useEffect(() => onChange(request), [key, onChange]);
}

/** What a form needs to know, asked once for each input; `null` until it is answered. */
export function useAnswer<M extends MethodName>(method: M, input: CallInput<M> | null): Reply<CallOutput<M>> | null {
  const { api } = useData();
  const key = input === null ? '' : JSON.stringify(input);
  const [held, setHeld] = useState<{ readonly key: string; readonly reply: Reply<CallOutput<M>> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the input
  useEffect(() => {
    if (input === null) return undefined;
    let current = true;
    void api.ask(method, input).then((reply) => {
      if (current) setHeld({ key, reply });
    });
    return () => {
      current = false;
    };
  }, [api, method, key]);
  return held !== null && held.key === key ? held.reply : null;
}
