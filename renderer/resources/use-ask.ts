import { useCallback, useEffect, useState } from 'react';
import type { CallInput, CallOutput, MethodName } from '../../shared/contract/index.ts';
import type { ErrorInfo } from '../../shared/errors.ts';
import { useData } from '../data/context.tsx';

export interface Asked<T> {
  /** The last answer to this very question, also while it is asked again. */
  readonly value: T | null;
  readonly error: ErrorInfo | null;
  readonly asking: boolean;
  again(): void;
}

interface Held<T> {
  readonly key: string;
  readonly value: T | null;
  readonly error: ErrorInfo | null;
  readonly asking: boolean;
}

/**
 * One question to the host while it is shown: asked when it changes, when `version` does, and `everyMs` after the last answer.
 * `null` asks nothing. Answers to another question are dropped.
 */
export function useAsk<M extends MethodName>(
  method: M,
  input: CallInput<M> | null,
  { version = '', everyMs }: { readonly version?: string; readonly everyMs?: number } = {},
): Asked<CallOutput<M>> {
  const { api, timing } = useData();
  const key = input === null ? '' : `${method} ${JSON.stringify(input)}`;
  const [held, setHeld] = useState<Held<CallOutput<M>>>({ key, value: null, error: null, asking: input !== null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((was) => was + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is the input; version and turn ask again
  useEffect(() => {
    if (input === null) return undefined;
    let current = true;
    let stop = (): void => {};
    setHeld((was) => (was.key === key ? { ...was, asking: true } : { key, value: null, error: null, asking: true }));
    void api.ask(method, input).then((reply) => {
      if (!current) return;
      setHeld((was) =>
        reply.ok
          ? { key, value: reply.value, error: null, asking: false }
          : { key, value: was.key === key ? was.value : null, error: reply.error, asking: false },
      );
      if (everyMs !== undefined) stop = timing.setTimeout(again, everyMs);
    });
    return () => {
      current = false;
      stop();
    };
  }, [api, timing, method, key, version, turn, everyMs, again]);
  if (held.key !== key) return { value: null, error: null, asking: input !== null, again };
  return { value: held.value, error: held.error, asking: held.asking, again };
}
