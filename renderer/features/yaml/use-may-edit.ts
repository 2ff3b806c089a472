import { useEffect, useState } from 'react';
import { useData } from '../../data/context.tsx';
import { useCluster } from '../../data/hooks.ts';
import type { PanelTabProps } from '../../resources/panel-tab.ts';

/** Why this object cannot be edited here; `null` while nothing speaks against it. */
export function useMayEdit({ clusterId, target, info }: PanelTabProps): string | null {
  const { api } = useData();
  const { kind, namespace, name } = target;
  const readOnly = useCluster(clusterId, ({ status }) => status.guard === 'read-only') ?? false;
  const cluster = useCluster(clusterId, ({ status }) => status.clusterName) ?? '';
  const [denied, setDenied] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    setDenied(null);
    void api.ask('permissions.check', { clusterId, kind, verb: 'update', namespace, name }).then((reply) => {
      // A question that failed forbids nothing: the server itself answers when it is saved.
      if (current && reply.ok && !reply.value.allowed) setDenied(reply.value.reason);
    });
    return () => {
      current = false;
    };
  }, [api, clusterId, kind, namespace, name]);
  if (readOnly) return `${cluster} is read-only in Portolan.`;
  if (info !== null && info.verbs.length > 0 && !info.verbs.includes('update'))
    return `${info.kind} cannot be changed.`;
  return denied;
}
