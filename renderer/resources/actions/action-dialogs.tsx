import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import { ActionDialog } from './action-dialog.tsx';
import { OperationNews } from './operation-news.tsx';

/** Dialogs and news of every open cluster's actions; mounted once, beside the window. They end with their cluster. */
export function ActionDialogs(): ReactNode {
  const handles = useStore(useData().clusters.store, (state) => state.handles);
  return [...handles.keys()].map((clusterId) => <OfCluster key={clusterId} clusterId={clusterId} />);
}

function OfCluster({ clusterId }: { readonly clusterId: string }): ReactNode {
  const asking = useCluster(clusterId, (state) => state.asking) ?? null;
  return (
    <>
      <OperationNews clusterId={clusterId} />
      {asking === null ? null : <ActionDialog clusterId={clusterId} asking={asking} />}
    </>
  );
}
