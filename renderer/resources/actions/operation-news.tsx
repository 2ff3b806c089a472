import { useEffect } from 'react';
import type { Operation } from '../../../shared/contract/operations.ts';
import { useData } from '../../data/context.tsx';
import type { Data } from '../../data/data.ts';
import { useHandle } from '../../data/hooks.ts';
import { displayName } from '../../data/tabs.ts';
import { toast } from '../../ui/toast.tsx';
import { resultText } from './operation-words.ts';

/** Draws nothing: says how an operation ended, at the corner, with a way to try the failed ones again. */
export function OperationNews({ clusterId }: { readonly clusterId: string }): null {
  const data = useData();
  const handle = useHandle(clusterId);
  // Every change is looked at, not every drawing: a quick operation starts and ends between two of them.
  useEffect(
    () =>
      handle?.store.subscribe(({ operations }, was) => {
        if (operations === was.operations) return;
        // What had ended before this window came is no news.
        for (const operation of operations.values())
          if (operation.state !== 'running' && was.operations.get(operation.id)?.state === 'running')
            tell(data, operation);
      }),
    [handle, data],
  );
  return null;
}

function tell({ api, app }: Data, operation: Operation): void {
  const { id, clusterId, failed, cancelled } = operation;
  const again = failed + cancelled;
  toast({
    level: failed > 0 ? 'bad' : cancelled > 0 ? 'warn' : 'ok',
    title: displayName(clusterId, app.getState().settings),
    message: resultText(operation),
    ...(again === 0
      ? {}
      : {
          action: {
            label: again === 1 ? 'Retry' : `Retry ${again.toLocaleString('en-US')}`,
            onClick: () => void api.ask('operations.retry', { clusterId, id }),
          },
        }),
  });
}
